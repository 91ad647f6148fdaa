"""Who has a card open: a card that is open says so every SAY_EVERY seconds, and is forgotten after FORGET."""

from datetime import datetime, timedelta

from kabinet.accounts.models import User
from kabinet.cases.models import Case
from kabinet.core.busy import write_unless_busy
from kabinet.office.models import Presence
from kabinet.office.people import name_of

SAY_EVERY = 20
FORGET = timedelta(seconds=60)


def be_present(*, case: Case, by: User, at: datetime) -> list[str]:
    """Say that the person has the card open, and hear the names of the others who have. Two queries.

    A busy database hears it the next time.
    """
    rows = list(Presence.objects.filter(case=case.pk).select_related("user"))
    write_unless_busy(
        lambda: Presence.objects.bulk_create(
            [Presence(case=case.pk, user=by, seen_at=at)],
            update_conflicts=True,
            unique_fields=["case", "user"],
            update_fields=["seen_at"],
        )
    )
    return sorted(name_of(row.user) for row in rows if row.user_id != by.pk and at - row.seen_at < FORGET)
