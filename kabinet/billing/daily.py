"""What is done every day with invoices."""

from django.tasks import task
from django.utils import timezone

from kabinet.billing.reminders import remind_of_instalments


@task
def remind_of_payments() -> None:
    """Tell of the instalments that come and that are missed."""
    remind_of_instalments(at=timezone.now())
