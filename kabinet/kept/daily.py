"""What is done every day with forms kept."""

from django.tasks import task
from django.utils import timezone

from kabinet.kept.services import purge


@task
def purge_kept() -> None:
    """Forget what nobody came back for."""
    purge(at=timezone.now())
