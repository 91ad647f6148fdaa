"""Removal of bytes that no row points at."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kabinet.files.services import sweep_orphans


class Command(BaseCommand):
    help = "Удаляет из хранилища файлы старше суток, о которых нет записи (остаются после сбоев)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Удалено файлов: {sweep_orphans(at=timezone.now())}")
