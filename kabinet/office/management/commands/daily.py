"""The work of a day: ended terms and reminders. For a timer, every morning; a second run adds nothing."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from kabinet.applications.reminders import expire_terms, remind
from kabinet.billing.reminders import remind_of_instalments


class Command(BaseCommand):
    help = "Делает то, что следует из истёкших сроков, и рассылает напоминания, которых ещё не было."

    def handle(self, *_args: Any, **_options: Any) -> None:
        at = timezone.now()
        expired = expire_terms(at=at)
        self.stdout.write(f"Заявок с истёкшим сроком: {expired}")
        self.stdout.write(f"Напоминаний: {remind(at=at) + remind_of_instalments(at=at)}")
