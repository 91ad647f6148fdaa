"""What workers do with it every few minutes."""

from django.tasks import task
from django.utils import timezone

from kabinet.watching.alarms import watch


@task
def look() -> None:
    """Look whether all is well, and tell what has changed."""
    watch(at=timezone.now())
