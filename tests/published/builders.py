"""Passports and outages for tests, made by the portal's own services."""

from datetime import timedelta

from kabinet.accounts.models import Role
from kabinet.published.models import Outage
from kabinet.published.outages import Break, publish_outage
from kabinet.published.passports import Draft, save_passport
from tests.applications.builders import NOW, make_user

TEXT = "Круг заявителей\nФизические лица\n\nУслуга бесплатна."


def make_passport(
    passport=None, *, title="Временное присоединение", text=TEXT, section="connection", order=0,
    published=True, file=None, by=None, at=NOW, seen=None,
):  # fmt: skip
    """A passport saved by somebody."""
    return save_passport(
        passport=passport,
        seen=passport.version if passport and seen is None else seen or 0,
        draft=Draft(section, title, text, order, published),
        file=file,
        by=by or make_user(role=Role.ADMINISTRATOR),
        at=at,
    )


def make_outage(
    outage=None, *, kind=Outage.Kind.PLANNED, begins_at=None, ends_at="later",
    places="д. Липки, ул. Гагарина", reason="Ремонт линии", by=None, at=NOW,
):  # fmt: skip
    """An outage of tomorrow, published by somebody."""
    begins_at = begins_at or at + timedelta(days=1)
    ends_at = begins_at + timedelta(hours=4) if ends_at == "later" else ends_at
    return publish_outage(
        outage=outage,
        typed=Break(kind, begins_at, ends_at, places, reason),
        by=by or make_user(role=Role.ADMINISTRATOR),
        at=at,
    )
