"""Forgets registrations that nobody confirmed, as a worker does every day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kabinet.applicants.services import UNCONFIRMED_FOR, purge_unconfirmed


class Command(BaseCommand):
    help = f"Убирает регистрации, которые не подтвердили по почте за {UNCONFIRMED_FOR.days} дней."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Убрано регистраций: {purge_unconfirmed(at=timezone.now())}")
