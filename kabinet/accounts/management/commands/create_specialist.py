"""Opens the account of a person of the operator; the first administrator comes about so."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from kabinet.accounts.models import OPERATOR_ROLES, Role
from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.services import EmailTaken, create_specialist


class Command(BaseCommand):
    help = "Заводит учётную запись сотрудника сетевой организации; второй фактор настраивается при входе."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="логин")
        parser.add_argument("--name", required=True, help="имя, которое увидят заявители")
        parser.add_argument(
            "--role",
            choices=[str(role) for role in OPERATOR_ROLES],
            default=Role.SPECIALIST,
            help="роль: специалист (по умолчанию), руководитель или администратор",
        )
        parser.add_argument("--password", help="если не указан, будет спрошен")
        parser.add_argument(
            "--if-absent", action="store_true", help="не считать ошибкой, если логин уже занят"
        )

    def handle(self, *_args: Any, email: str, name: str, if_absent: bool, **options: Any) -> None:
        password = options["password"] or getpass.getpass("Пароль: ")
        try:
            validate_email(email)
            create_specialist(
                email=email, password=password, name=name, role=options["role"], at=timezone.now()
            )
        except ValidationError:
            raise CommandError(f"{email}: это не e-mail.") from None
        except PasswordRefused as refusal:
            raise CommandError(str(refusal)) from None
        except EmailTaken as refusal:
            if not if_absent:
                raise CommandError(f"{email}: {refusal}") from None
            self.stdout.write(f"{email}: учётная запись уже заведена.")
        else:
            self.stdout.write(f"{email}: учётная запись заведена, {Role(options['role']).label.lower()}.")
