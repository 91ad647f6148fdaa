"""A way in when neither the mailbox nor a known browser opens it: for the only administrator, too."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from kabinet.accounts.services import let_in


class Command(BaseCommand):
    help = "Печатает ссылку на 1 час, по которой владелец учётной записи задаст новый пароль и войдёт."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True, help="логин")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        string = let_in(email=email, at=timezone.now())
        if string is None:
            raise CommandError(f"{email}: такой учётной записи нет, или она закрыта.")
        query = urlencode({"string": string})
        self.stdout.write(f"{settings.SITE_URL}{reverse('recovery_password')}?{query}")
