"""What is done every day with registrations."""

from django.tasks import task
from django.utils import timezone

from kabinet.applicants import services


@task
def purge_unconfirmed() -> None:
    """Forget the registrations that nobody confirmed."""
    services.purge_unconfirmed(at=timezone.now())
