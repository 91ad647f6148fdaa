"""Takes away a second factor: for who has lost the telephone and the codes and whom no page can help."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kabinet.accounts.backend import owes_factor
from kabinet.accounts.models import User
from kabinet.accounts.second_factor import reset_factor


class Command(BaseCommand):
    help = "Сбрасывает второй фактор: сотрудник настроит его заново при входе, заявителю хватит пароля."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="логин")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None or not owes_factor(person):
            raise CommandError(f"{email}: такого сотрудника или заявителя со вторым фактором нет.")
        reset_factor(person=person, by=None, address=None, at=timezone.now())
        self.stdout.write(f"{email}: второй фактор сброшен.")
