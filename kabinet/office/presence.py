"""Who has a card open: a card that is open says so every SAY_EVERY seconds, and is forgotten after FORGET."""

from datetime import datetime, timedelta
from typing import NamedTuple

from kabinet.accounts.models import User
from kabinet.applications.models import Application
from kabinet.office.models import Presence
from kabinet.office.people import name_of

SAY_EVERY = 20
FORGET = timedelta(seconds=60)
RECORD_EVERY = timedelta(minutes=15)
"""The journal is told of an opened card once in this time: reloading it is no new act."""


class Present(NamedTuple):
    """The names of the others, and whether the journal has to be told that this person opened the card."""

    others: list[str]
    to_record: bool


def be_present(*, application: Application, by: User, at: datetime, opening: bool) -> Present:
    """Say that the person has the card open, and hear who else has. Two queries.

    `opening`: the card was opened, not only kept open.
    """
    rows = list(Presence.objects.filter(application=application).select_related("user"))
    own = next((row for row in rows if row.user_id == by.pk), None)
    recorded = own.recorded_at if own else None
    to_record = opening and (recorded is None or at - recorded >= RECORD_EVERY)
    Presence.objects.bulk_create(
        [Presence(application=application, user=by, seen_at=at, recorded_at=at if to_record else recorded)],
        update_conflicts=True,
        unique_fields=["application", "user"],
        update_fields=["seen_at", "recorded_at"],
    )
    others = [name_of(row.user) for row in rows if row.user_id != by.pk and at - row.seen_at < FORGET]
    return Present(sorted(others), to_record)
