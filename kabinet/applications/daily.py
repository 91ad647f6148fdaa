"""What is done every day with applications."""

import secrets

from django.tasks import task
from django.utils import timezone

from kabinet.applications.course.derive import differing
from kabinet.applications.course.reminders import expire_terms, remind
from kabinet.applications.models import Application
from kabinet.applications.papers.statements import purge_statements
from kabinet.applications.submission.deleting import purge_deleted_drafts

SAMPLE = 200
"""Applications that are looked at in a night."""


@task
def mind_terms() -> None:
    """Make what follows from ended terms, then tell of those that come and are missed."""
    at = timezone.now()
    try:
        expire_terms(at=at)
    finally:  # what one application does not let happen is no reason to leave the others without a letter
        remind(at=at)


class CasesDiffer(Exception):
    """Applications are not what follows from their histories."""


@task
def check_cases() -> None:
    """Look whether a sample of applications, another one each day, is what follows from their histories.

    Raises CasesDiffer with their numbers; nothing of them is changed (`manage.py cases derive` does that).
    """
    submitted = Application.objects.submitted().order_by("sequence")
    last = submitted.values_list("sequence", flat=True).last() or 1
    some = submitted.filter(sequence__gte=secrets.randbelow(last) + 1).values_list("pk", flat=True)
    if numbers := list(differing(some[:SAMPLE], mend=False)):
        raise CasesDiffer(", ".join(numbers))


@task
def purge_drafts() -> None:
    """Remove the deleted drafts that are too old to be restored, and what was never signed."""
    purge_deleted_drafts(at=timezone.now())
    purge_statements(at=timezone.now())
