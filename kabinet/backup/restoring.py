"""Putting a backup in the place of the portal's data.

The archive is proved from end to end before anything is touched. Then the files, which nobody misses yet;
the database last, all or nothing: whoever is interrupted begins again.
"""

import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from kabinet.backup import databases
from kabinet.backup.archive import FILES, MANIFEST, SECRETS, SUMS, Manifest, members, prove
from kabinet.backup.errors import ArchiveDamaged, BackupRefused
from kabinet.backup.making import work_folder

type Say = Callable[[str], object]


def restore_backup(*, path: Path, key: str, replace: bool, say: Say) -> Manifest:
    """Restore an archive and bring the database up to this release; raises BackupRefused before it begins.

    `replace`: also where somebody has an account already, whose data are lost.
    """
    _demand_stopped()
    if not replace and databases.has_people():
        raise BackupRefused(
            "В этом портале уже есть данные. Восстанавливайте в пустой, а если эти "
            "нужно заменить — сделайте их копию и повторите с --replace."
        )
    say("Проверяю копию…")
    manifest = prove(path, key)
    _demand_fit(manifest)
    say(f"Копия цела: версия {manifest.version}, сделана {manifest.made_at}, {manifest.told}")
    folder = work_folder()
    try:
        _extract(path, key, folder / "dump", manifest.dump, say)
        databases.load(folder / "dump")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _compare_counts(manifest)
    say("База восстановлена: таблиц и строк столько же, сколько в копии")
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def _demand_stopped() -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", settings.PORT)) == 0:
            raise BackupRefused(
                f"Портал работает (порт {settings.PORT} отвечает): остановите службу и повторите."
            )


def _demand_fit(manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise BackupRefused(
            f"Копия сделана с базой {databases.TITLES.get(manifest.database, manifest.database)}, "
            f"а портал настроен на {databases.TITLES[connection.vendor]}: "
            "измените KABINET_DATABASE_URL."
        )
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations or ()}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupRefused(
            f"Копия сделана более новой версией портала ({manifest.version}): здесь нет изменения базы "
            f"{unknown[0]}. Восстановите её той же версией или новее."
        )
    if manifest.server:
        databases.demand_program("pg_restore", at_least=manifest.server)


def _extract(path: Path, key: str, dump: Path, dump_name: str, say: Say) -> None:
    with members(path, key) as found:
        for name, stream in found:
            if name == dump_name:
                _write(stream, dump)
            elif name.startswith(FILES):
                # FileSystemStorage refuses a name that leads outside.
                _write(stream, Path(default_storage.path(name.removeprefix(FILES))))
            elif name.startswith(SECRETS):
                kept = Path(settings.DATA_DIR) / "restored-secrets" / Path(name).name
                _write(stream, kept)
                say(f"Секрет из копии лежит в {kept}: впишите его на место сами.")
            elif name not in {SUMS, MANIFEST}:
                raise ArchiveDamaged(f"в ней есть лишнее — «{name}»")


def _write(stream: IO[bytes], path: Path) -> None:
    """Write a file under another name, bring it to the disk and give it its own."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".restored")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
        shutil.copyfileobj(stream, target)
        target.flush()
        os.fsync(target.fileno())
    fresh.rename(path)


def _compare_counts(manifest: Manifest) -> None:
    now = databases.counts_of(connection)
    others = sorted(
        table for table in now.keys() | manifest.counts if now.get(table) != manifest.counts.get(table)
    )
    if others:
        told = ", ".join(f"{one}: {manifest.counts.get(one, 0)} → {now.get(one, 0)}" for one in others[:5])
        raise BackupRefused(f"Строк восстановлено не столько, сколько было ({told}).")
