"""Drafts that their owner deleted: restored for a time, then removed for good."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.course.transitions import ApplicationNotFound
from kabinet.applications.models import Application
from kabinet.applications.papers.health_consent import forget_consent
from kabinet.applications.papers.printed_form import remove_forms
from kabinet.applications.submission.services import RESTORABLE_FOR, is_kept_by, own_draft, remove_attached
from kabinet.core import journal
from kabinet.core.errors import DomainError


class RestoreTooLate(DomainError):
    """The deleted draft is kept no more."""

    def __init__(self) -> None:
        super().__init__(f"Восстановить черновик можно в течение {RESTORABLE_FOR.days} дней после удаления.")


@transaction.atomic
def delete_draft(*, application: Application, by: User, at: datetime) -> Application:
    """Delete a draft; it may be restored for RESTORABLE_FOR. Raises ApplicationNotFound, AlreadySubmitted."""
    draft = own_draft(application, by)
    draft.deleted_at = at
    draft.save(update_fields=["deleted_at"])
    journal.record(
        act="draft_deleted",
        subject=f"application:{draft.pk}",
        by=by.pk,
        at=at,
        details={"number": draft.number},
    )
    return draft


@transaction.atomic
def restore_draft(*, application: Application, by: User, at: datetime) -> Application:
    """Take a deletion back. Raises ApplicationNotFound, RestoreTooLate."""
    draft = Application.objects.select_for_update().filter(pk=application.pk).first()
    if draft is None or not is_kept_by(draft, by):
        raise ApplicationNotFound
    if draft.deleted_at is None:
        return draft
    if at - draft.deleted_at > RESTORABLE_FOR:
        raise RestoreTooLate
    draft.deleted_at = None
    draft.save(update_fields=["deleted_at"])
    journal.record(
        act="draft_restored",
        subject=f"application:{draft.pk}",
        by=by.pk,
        at=at,
        details={"number": draft.number},
    )
    return draft


def purge_deleted_drafts(*, at: datetime) -> int:
    """Remove for good, with their files, the drafts too old to be restored; how many there were."""
    purged = 0
    for draft in Application.objects.deleted().filter(deleted_at__lt=at - RESTORABLE_FOR):
        remove_draft(draft)
        purged += 1
    return purged


@transaction.atomic
def remove_draft(draft: Application) -> None:
    """Remove a draft for good, with its files: nothing of it can be restored."""
    for attachment in draft.attachments.select_related("file"):
        attachment.delete()
        remove_attached(attachment.file)
    forget_consent(draft)
    remove_forms(application=draft)
    draft.delete()
