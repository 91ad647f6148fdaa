"""Making a backup while people work.

The database first, as it was at one moment, then the files of that moment: they never change, and none is
deleted meanwhile (kabinet.files.holding). Nothing is read whole into memory.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from kabinet.backup import databases
from kabinet.backup.archive import FILES, SECRETS, Manifest, Writing, written
from kabinet.backup.errors import BackupRefused
from kabinet.backup.storing import name_at, passphrase, remove_halves
from kabinet.files.holding import AlreadyHeld, bytes_held

DUMPS = {databases.SQLITE: "database.sqlite3", databases.POSTGRESQL: "database.pgdump"}


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made."""

    path: Path
    manifest: Manifest


def make_backup(*, folder: Path, with_secrets: bool = False, at: datetime) -> Backup:
    """Write a backup into a folder. Raises BackupRefused, and then leaves nothing that looks like one.

    Files that are missing or damaged already do not hinder it: the manifest names them.
    """
    key = passphrase()
    if with_secrets and not key:
        raise BackupRefused("Секреты кладутся только в зашифрованную копию: задайте KABINET_BACKUP_KEY_FILE.")
    server = databases.server_version()
    if server:
        databases.demand_program("pg_dump", at_least=server)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with bytes_held():
            remove_halves(folder)
            path = folder / name_at(at, sealed=bool(key))
            with written(path, key) as archive:
                manifest = _fill(archive, server=server, with_secrets=with_secrets, at=at)
    except AlreadyHeld:
        raise BackupRefused("Копию уже делает другой процесс: дождитесь его конца.") from None
    except OSError as fault:
        place = f" ({fault.filename})" if fault.filename else ""
        raise BackupRefused(f"Копия не сделана: {fault.strerror}{place}.") from fault
    return Backup(path, manifest)


def work_folder() -> Path:
    """An empty folder among the data, for a database as a file; what a killed process left in it is gone."""
    folder = Path(settings.DATA_DIR) / "backup-work"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _fill(archive: Writing, *, server: int, with_secrets: bool, at: datetime) -> Manifest:
    folder = work_folder()
    try:
        dump, listed = folder / "dump", folder / "files"
        with databases.snapshot(dump) as moment:
            counts, migrations = moment.counts(), moment.migrations()
            with listed.open("w", encoding="utf-8") as lines:
                lines.writelines(f"{sha256} {name}\n" for name, sha256 in moment.files())
        archive.add_path(DUMPS[connection.vendor], dump)
        dump.unlink()
        with listed.open(encoding="utf-8") as lines:
            rows = (line.rstrip("\n").partition(" ") for line in lines)
            files, faults = _add_files(archive, ((name, sha256) for sha256, _, name in rows))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for path in settings.SECRET_FILES if with_secrets else ():
        with suppress(FileNotFoundError):
            archive.add_path(f"{SECRETS}{path.name}", path)
    manifest = Manifest(
        version=settings.VERSION,
        database=connection.vendor,
        server=server,
        dump=DUMPS[connection.vendor],
        made_at=at.isoformat(timespec="seconds"),
        migrations=migrations,
        counts=counts,
        files=files,
        faults=faults,
    )
    archive.end(manifest)
    return manifest


def _add_files(archive: Writing, files: Iterator[tuple[str, str]]) -> tuple[int, list[str]]:
    """Add the stored files; how many are there, and which are gone or not what was taken."""
    added, faults = 0, []
    for name, sha256 in files:
        try:
            stream = cast("IO[bytes]", default_storage.open(name))
            with stream:
                found = archive.add(FILES + name, stream, os.fstat(stream.fileno()).st_size)
        except (FileNotFoundError, IsADirectoryError):
            faults.append(name)
            continue
        added += 1
        if found != sha256:
            faults.append(name)
    return added, faults
