"""The backup of every night."""

from pathlib import Path

from django.conf import settings
from django.tasks import task
from django.utils import timezone

from kabinet.backup.errors import BackupRefused
from kabinet.backup.making import make_backup
from kabinet.backup.storing import rotate
from kabinet.jobs.errors import HopelessError, JobError


@task
def make_nightly() -> None:
    """Make a backup in KABINET_BACKUP_DIR and remove those that are not kept.

    Raises JobError when there is none; HopelessError when files are missing: another try would bring none.
    """
    if settings.BACKUP_DIR is None:  # unset since the job was written
        return
    folder = Path(settings.BACKUP_DIR)
    try:
        made = make_backup(folder=folder, at=timezone.now())
    except BackupRefused as refusal:
        raise JobError(str(refusal)[:200]) from refusal
    rotate(folder, **settings.BACKUP_KEEP)
    if made.manifest.faults:
        raise HopelessError(
            f"Копия сделана, но у портала пропали или повреждены файлы: {len(made.manifest.faults)}."
        )
