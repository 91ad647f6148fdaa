"""manage.py backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from kabinet.backup.errors import BackupRefused
from kabinet.backup.making import make_backup
from kabinet.backup.storing import rotate


class Command(BaseCommand):
    help = (
        "Делает резервную копию базы и файлов одним архивом, не останавливая портал. Код 1 — копии нет, или "
        "каких-то файлов у портала уже не было."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, help="папка для копии; по умолчанию — KABINET_BACKUP_DIR"
        )
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="положить и секреты: .env и ключи из папки данных (только в зашифрованную копию)",
        )

    def handle(self, *_args: Any, folder: Path | None, with_secrets: bool, **_options: Any) -> None:
        place = folder or settings.BACKUP_DIR
        if place is None:
            raise CommandError("Куда делать копию? Назовите папку или задайте KABINET_BACKUP_DIR.")
        try:
            made = make_backup(folder=Path(place), with_secrets=with_secrets, at=timezone.now())
        except (BackupRefused, OperationalError) as refusal:
            raise CommandError(str(refusal)) from refusal
        manifest = made.manifest
        self.stdout.write(f"{made.path}: {manifest.told}")
        for old in rotate(Path(place), **settings.BACKUP_KEEP) if folder is None else ():
            self.stdout.write(f"Убрана прежняя копия {old.name}")
        if manifest.faults:
            named = "\n".join(manifest.faults)
            raise CommandError(f"Копия сделана, но эти файлы портала пропали или повреждены:\n{named}")
