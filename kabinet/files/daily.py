"""What is done every day with stored files."""

from django.tasks import task
from django.utils import timezone

from kabinet.files.incoming import sweep_incoming
from kabinet.files.integrity import faults_of_all, tell_operator
from kabinet.files.services import sweep_orphans


@task
def sweep_files() -> None:
    """Delete bytes that no row points at, and what came in pieces and was left."""
    now = timezone.now()
    sweep_incoming(at=now)
    sweep_orphans(at=now)


@task
def verify_files() -> None:
    """Compare all stored bytes with what was taken, and tell the operator before anybody asks for them."""
    found = [(file, fault) for file, fault in faults_of_all() if fault is not None]
    for file, fault in found:
        tell_operator(fault, subject=f"file:{file.pk}", sha256=file.sha256, place=file.storage_name)
