"""What becomes of files that the antivirus has not seen yet, and of those in which it finds something."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from kabinet.core import journal
from kabinet.files.antivirus import is_on, threat_in
from kabinet.files.integrity import BytesUnfit, checked_stream
from kabinet.files.models import StoredFile
from kabinet.jobs.rounds import Round
from kabinet.notifications.services import send_letter

Scan = StoredFile.Scan


def scan_stored(file: StoredFile, *, at: datetime) -> Scan:
    """Have the stored bytes scanned and write down what is found; the owner of a bad file gets a letter.

    Raises AntivirusAway, BytesUnfit. Call it outside a transaction: the antivirus takes its time.
    """
    with checked_stream(file) as stream:
        threat = threat_in(stream)
    found = Scan.INFECTED if threat else Scan.CLEAN
    with transaction.atomic():
        # Of two who scan it at once, one tells of it.
        changed = StoredFile.objects.filter(pk=file.pk).exclude(scan=found).update(scan=found, threat=threat)
        if changed and threat:
            tell_of_threat(file, threat, at=at)
    file.scan, file.threat = found, threat
    return found


def tell_of_threat(file: StoredFile, threat: str, *, at: datetime) -> None:
    """Record that a stored file is bad, and write to whose it is."""
    journal.record(
        act="file.infected", subject=f"file:{file.pk}", by=None, at=at, details={"threat": threat[:100]}
    )
    send_letter(
        kind="file_infected",
        recipient=file.owner.email,
        context={"file": file, "threat": threat},
        person=file.owner_id,
        at=at,
    )


def unscanned(*scans: Scan) -> Iterator[StoredFile]:
    """The files of these standings, the oldest first."""
    yield from StoredFile.objects.filter(scan__in=scans).select_related("owner").order_by("pk").iterator()


@task
def scan_waiting() -> None:
    """Have the files that wait for the antivirus scanned; fails while it is away, and is tried again."""
    if not is_on():
        return
    round_of = Round("Waiting file")
    for file in unscanned(Scan.WAITING):
        with round_of.one(file.pk):
            try:
                scan_stored(file, at=timezone.now())
            except BytesUnfit:
                continue  # the check of stored files tells of it
            round_of.done += 1
    round_of.end()
