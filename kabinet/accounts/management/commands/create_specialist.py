"""Opens the account of a specialist of the operator."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.services import EmailTaken, create_specialist


class Command(BaseCommand):
    help = "Заводит учётную запись специалиста сетевой организации."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="логин")
        parser.add_argument("--name", required=True, help="имя, которое увидят заявители")
        parser.add_argument("--password", help="если не указан, будет спрошен")
        parser.add_argument(
            "--if-absent", action="store_true", help="не считать ошибкой, если логин уже занят"
        )

    def handle(self, *_args: Any, email: str, name: str, if_absent: bool, **options: Any) -> None:
        password = options["password"] or getpass.getpass("Пароль: ")
        try:
            validate_email(email)
            create_specialist(email=email, password=password, name=name, at=timezone.now())
        except ValidationError:
            raise CommandError(f"{email}: это не e-mail.") from None
        except PasswordRefused as refusal:
            raise CommandError(str(refusal)) from None
        except EmailTaken as refusal:
            if not if_absent:
                raise CommandError(f"{email}: {refusal}") from None
            self.stdout.write(f"Специалист {email} уже заведён.")
        else:
            self.stdout.write(f"Заведён специалист {email}.")
