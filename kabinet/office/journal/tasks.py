"""What the worker does for the office."""

from uuid import UUID

from django.tasks import task
from django.utils import timezone

from kabinet.core import journal
from kabinet.office.journal.page import VERIFIED


@task
def verify_journal(asked_by: str, address: str | None) -> None:
    """Recompute the whole chain and write down what came of it, in the journal itself."""
    breach = journal.verify()
    details: dict[str, object] = {"whole": breach is None}
    if breach is not None:
        details |= {
            "broken_at": breach.entry.pk if breach.entry else None,
            "expected": breach.expected_entries,
            "found": breach.found_entries,
        }
    journal.record(
        act=VERIFIED,
        subject="journal",
        by=UUID(asked_by),
        at=timezone.now(),
        address=address,
        details=details,
    )
