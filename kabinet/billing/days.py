"""Days that cannot be: nothing is paid or concluded for an application that nobody has submitted yet."""

from datetime import date

from django.utils import timezone

from kabinet.applications.models import Application
from kabinet.core.errors import DomainError


class DayBeforeSubmission(DomainError):
    """Something about an application is told to have happened before there was one."""

    def __init__(self, earliest: date) -> None:
        super().__init__(f"Заявка подана {earliest:%d.%m.%Y}: укажите этот день или более поздний.")


def refuse_before_submission(application: Application, on: date) -> None:
    """Raise DayBeforeSubmission for a day on which the application was not submitted yet."""
    if application.submitted_at is None:
        return
    earliest = timezone.localdate(application.submitted_at)
    if on < earliest:
        raise DayBeforeSubmission(earliest)
