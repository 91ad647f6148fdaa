"""Writing outages, and finding those of a place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import plain_text, storable
from kabinet.published.models import UNTIL_TOLD, Outage

NOTICE = timedelta(days=7)
"""How long before a planned outage it is to be published (186, п. 34)."""
PORTAL_TOLD_FOR = timedelta(days=7)
"""How long after it people may read why the portal could not be reached (186, п. 30)."""
PORTAL = "Личный кабинет и раздел «Потребителям»"
LONGEST_PLACES, LONGEST_REASON = 2000, 300
MOST_SHOWN = 300


class OutageRefused(DomainError):
    """Something about the outage is wrong; `field` says which."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


class Break(NamedTuple):
    """An outage as it was typed."""

    kind: str
    begins_at: datetime
    ends_at: datetime | None
    places: str
    reason: str


@transaction.atomic
def publish_outage(*, outage: Outage | None, typed: Break, by: User, at: datetime) -> Outage:
    """Tell of an outage (None), or tell otherwise of one. Raises OutageRefused."""
    is_portal = typed.kind == Outage.Kind.PORTAL
    places = PORTAL if is_portal else plain_text(typed.places)
    reason = " ".join(storable(typed.reason).split())
    _check(typed, places, reason)
    if outage is None:
        saved = Outage(published_at=at)
    else:
        saved = Outage.objects.select_for_update().get(pk=outage.pk)
    saved.kind, saved.begins_at, saved.ends_at = typed.kind, typed.begins_at, typed.ends_at
    told_for = PORTAL_TOLD_FOR if is_portal else timedelta(0)
    saved.shown_until = typed.ends_at + told_for if typed.ends_at else UNTIL_TOLD
    saved.places, saved.reason = places, reason
    saved.updated_at, saved.updated_by = at, by
    saved.save()
    _record("outage.published" if outage is None else "outage.changed", saved, by, at)
    return saved


@transaction.atomic
def withdraw_outage(*, outage: Outage, by: User, at: datetime) -> None:
    """Tell of it no more: it did not happen, or the supply is there again. A repetition changes nothing."""
    saved = Outage.objects.select_for_update().get(pk=outage.pk)
    if saved.is_over(at):
        return
    saved.shown_until = saved.updated_at = at
    saved.updated_by = by
    saved.save()
    _record("outage.withdrawn", saved, by, at)


def is_late(outage: Outage) -> bool:
    """Whether a planned outage was published later than the order wants it."""
    return outage.kind == Outage.Kind.PLANNED and outage.published_at > outage.begins_at - NOTICE


def outages_of(place: str, *, at: datetime) -> Sequence[Outage]:
    """Those of now and to come whose places have every word of the text; all of them for an empty one.

    That the portal could not be reached concerns every place.
    """
    words = place.casefold().replace("ё", "е").split()
    # Databases fold the case of Cyrillic letters differently; there are never many that are not over.
    return [
        one
        for one in Outage.objects.shown(at)[:MOST_SHOWN]
        if one.kind == Outage.Kind.PORTAL
        or all(word in one.places.casefold().replace("ё", "е") for word in words)
    ]


def _check(typed: Break, places: str, reason: str) -> None:
    if typed.kind not in Outage.Kind.values:
        raise OutageRefused("kind", "Выберите, какое это отключение.")
    if typed.ends_at is None and typed.kind == Outage.Kind.PLANNED:
        raise OutageRefused("ends_at", "Напишите, когда дадут свет: у планового отключения это известно.")
    if typed.ends_at is not None and typed.ends_at <= typed.begins_at:
        raise OutageRefused("ends_at", "Окончание должно быть позже начала.")
    for field, text, longest in (("places", places, LONGEST_PLACES), ("reason", reason, LONGEST_REASON)):
        if not text:
            raise OutageRefused(field, "Заполните это поле.")
        if len(text) > longest:
            raise OutageRefused(field, f"Слишком длинно: не больше {longest} знаков.")


def _record(act: str, outage: Outage, by: User, at: datetime) -> None:
    details = {
        "kind": outage.kind, "begins_at": outage.begins_at, "ends_at": outage.ends_at,
        "places": outage.places, "reason": outage.reason,
    }  # fmt: skip
    journal.record(act=act, subject=f"outage:{outage.pk}", by=by.pk, at=at, details=details)
