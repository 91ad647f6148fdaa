"""What the worker does for the office."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.core import journal
from kabinet.core.sealing.check import verify
from kabinet.core.sealing.findings import Verdict
from kabinet.core.sealing.seals import anchor_head, head, seal_everything
from kabinet.notifications.services import send_letter
from kabinet.office.journal.page import VERIFIED, told_before


@task
def verify_journal(asked_by: str, address: str | None) -> None:
    """Check the whole journal and write down what came of it, in the journal itself."""
    _check(by=UUID(asked_by), address=address)


@task
def check_journal() -> None:
    """The same every night; the auditor, where there is one, is sent the last seal with the outcome."""
    at, verdict = _check(by=None, address=None)
    last = head(at)
    if settings.JOURNAL_AUDITOR and last:
        context = {"last": last, "verdict": verdict, "at": at}
        send_letter(kind="journal_head", recipient=settings.JOURNAL_AUDITOR, context=context, at=at)


def _check(*, by: UUID | None, address: str | None) -> tuple[datetime, Verdict]:
    at = timezone.now()
    with suppress(OSError):  # the check tells that there are no anchors
        seal_everything()
        anchor_head(at=at)
    verdict = verify(at=at)
    details = {"whole": verdict.whole, "entries": verdict.entries, "findings": verdict.texts}
    with transaction.atomic():
        known = told_before()
        if any(text not in known for text in verdict.texts):
            _tell_administrators(verdict, at)
        journal.record(act=VERIFIED, subject="journal", by=by, at=at, address=address, details=details)
    return at, verdict


def _tell_administrators(verdict: Verdict, at: datetime) -> None:
    for administrator in User.objects.filter(role=Role.ADMINISTRATOR, is_active=True):
        context = {"verdict": verdict, "at": at}
        send_letter(kind="journal_broken", recipient=administrator.email, context=context, at=at)
