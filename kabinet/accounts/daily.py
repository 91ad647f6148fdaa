"""What is done every day with sessions."""

from django.core.management import call_command
from django.tasks import task


@task
def clear_sessions() -> None:
    """Forget the sessions that ended."""
    call_command("clearsessions")
