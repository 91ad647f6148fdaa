"""Forgets forms that were kept for people who did not come back, as a worker does every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kabinet.kept.services import purge


class Command(BaseCommand):
    help = "Убирает набранное и не отправленное, за которым не вернулись за 12 часов."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Убрано форм: {purge(at=timezone.now())}")
