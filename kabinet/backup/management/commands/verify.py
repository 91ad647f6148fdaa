"""manage.py verify."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kabinet.backup.archive import prove
from kabinet.backup.checking import verify_portal
from kabinet.backup.errors import BackupRefused
from kabinet.backup.storing import passphrase


class Command(BaseCommand):
    help = (
        "Сверяет: с копией — каждый файл копии с её описью, ничего не восстанавливая; без неё — базу и файлы "
        "самого портала. Код 1 — не цело."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, metavar="КОПИЯ")
        parser.add_argument(
            "--key-file", type=Path, help="файл с ключом; по умолчанию — KABINET_BACKUP_KEY_FILE"
        )

    def handle(self, *_args: Any, path: Path | None, key_file: Path | None, **_options: Any) -> None:
        if path is None:
            if not verify_portal(self.stdout.write):
                raise CommandError("Не всё цело.")
            return
        try:
            manifest = prove(path, passphrase(key_file))
        except (BackupRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Копия цела: версия {manifest.version}, сделана {manifest.made_at}, {manifest.told}"
        )
        if manifest.faults:
            self.stdout.write("Не было или были повреждены ещё до копии:\n" + "\n".join(manifest.faults))
