"""What is done every day with stored files."""

from django.tasks import task
from django.utils import timezone

from kabinet.files.services import sweep_orphans


@task
def sweep_files() -> None:
    """Delete bytes that no row points at."""
    sweep_orphans(at=timezone.now())
