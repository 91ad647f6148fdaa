"""Takes away a second factor: for the only administrator who has lost the telephone and the codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.accounts.second_factor import reset_factor


class Command(BaseCommand):
    help = "Сбрасывает второй фактор сотрудника: при следующем входе он настроит его заново."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="логин")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None or not person.is_operator:
            raise CommandError(f"{email}: такого сотрудника нет.")
        reset_factor(person=person, by=None, address=None, at=timezone.now())
        self.stdout.write(f"{email}: второй фактор сброшен.")
