"""What is done every day with registrations and with those who act for applicants."""

from django.tasks import task
from django.utils import timezone

from kabinet.applicants import services
from kabinet.applicants.powers import remind_of_end


@task
def purge_unconfirmed() -> None:
    """Forget the registrations that nobody confirmed."""
    services.purge_unconfirmed(at=timezone.now())


@task
def remind_of_powers() -> None:
    """Tell both sides of the powers of attorney whose end comes near."""
    remind_of_end(at=timezone.now())
