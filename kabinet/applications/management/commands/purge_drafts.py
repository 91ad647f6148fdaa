"""Removes deleted drafts whose time to be restored is over, as a worker does every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kabinet.applications.submission.deleting import purge_deleted_drafts
from kabinet.applications.submission.services import RESTORABLE_FOR


class Command(BaseCommand):
    help = f"Убирает черновики, удалённые больше {RESTORABLE_FOR.days} дней назад, с их файлами."

    def handle(self, *_args: Any, **_options: Any) -> None:
        purged = purge_deleted_drafts(at=timezone.now())
        self.stdout.write(f"Убрано черновиков: {purged}")
