"""What is done every day with applications."""

from django.tasks import task
from django.utils import timezone

from kabinet.applications.course.reminders import expire_terms, remind
from kabinet.applications.papers.statements import purge_statements
from kabinet.applications.submission.services import purge_deleted_drafts


@task
def mind_terms() -> None:
    """Make what follows from ended terms, then tell of those that come and are missed."""
    at = timezone.now()
    try:
        expire_terms(at=at)
    finally:  # what one application does not let happen is no reason to leave the others without a letter
        remind(at=at)


@task
def purge_drafts() -> None:
    """Remove the deleted drafts that are too old to be restored, and what was never signed."""
    purge_deleted_drafts(at=timezone.now())
    purge_statements(at=timezone.now())
