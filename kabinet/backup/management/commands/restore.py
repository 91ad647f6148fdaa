"""manage.py restore."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from kabinet.backup.checking import verify_portal
from kabinet.backup.errors import BackupRefused
from kabinet.backup.restoring import restore_backup
from kabinet.backup.storing import passphrase


class Command(BaseCommand):
    help = (
        "Восстанавливает базу и файлы из резервной копии в пустой портал, обновляет базу до этой версии и "
        "сверяет всё. Код 1 — не восстановлено или сверка нашла отличия."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, metavar="КОПИЯ")
        parser.add_argument(
            "--key-file", type=Path, help="файл с ключом; по умолчанию — KABINET_BACKUP_KEY_FILE"
        )
        parser.add_argument("--replace", action="store_true", help="заменить то, что в портале уже есть")

    def handle(self, *_args: Any, path: Path, key_file: Path | None, replace: bool, **_options: Any) -> None:
        try:
            key = passphrase(key_file)
            manifest = restore_backup(path=path, key=key, replace=replace, say=self.stdout.write)
        except (BackupRefused, OSError, OperationalError) as refusal:
            raise CommandError(str(refusal)) from refusal
        whole = verify_portal(self.stdout.write)
        if manifest.faults:
            named = "\n".join(manifest.faults)
            self.stdout.write(f"Эти файлы пропали или были повреждены ещё до копии:\n{named}")
        if not whole:
            raise CommandError("Восстановлено, но не всё цело: смотрите выше.")
        self.stdout.write("Восстановлено и сверено. Запускайте портал.")
