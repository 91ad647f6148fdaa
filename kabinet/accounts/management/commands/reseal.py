"""Seals with the present secret key what a former one has sealed, so that the former one may go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kabinet.accounts.second_factor import reseal_all


class Command(BaseCommand):
    help = "Перешифровывает секреты вторых факторов под нынешний KABINET_SECRET_KEY; повторять можно."

    def handle(self, *_args: Any, **_options: Any) -> None:
        done, lost = reseal_all()
        self.stdout.write(f"Перешифровано секретов: {done}.")
        if lost:
            raise CommandError(
                f"Не открылись: {lost}. Проверьте, что прежний ключ указан в KABINET_SECRET_KEY_FORMER."
            )
