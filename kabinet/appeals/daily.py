"""What is done every day with appeals."""

from django.tasks import task
from django.utils import timezone

from kabinet.appeals.reminding import remind_of_questions


@task
def remind_of_clarifications() -> None:
    """Tell of the clarifications that are still waited for."""
    remind_of_questions(at=timezone.now())
