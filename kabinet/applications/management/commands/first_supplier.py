"""Puts the guaranteed supplier on the list, so that no applicant has to type its name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.content.suppliers import SupplierRefused, save_supplier
from kabinet.applications.models import Supplier


class Command(BaseCommand):
    help = (
        "Заносит в пустой список гарантирующего поставщика, который стоит в заявках заранее; "
        "непустой список не меняет."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="название, как его увидят заявители")
        parser.add_argument("--by", required=True, help="логин администратора, от чьего имени")

    def handle(self, *_args: Any, name: str, by: str, **_options: Any) -> None:
        administrator = User.objects.filter(email=by).first()
        if administrator is None:
            raise CommandError(f"{by}: такой учётной записи нет.")
        if Supplier.objects.exists():
            self.stdout.write("Список поставщиков уже заполнен.")
            return
        try:
            supplier = save_supplier(
                supplier=None, name=name, guaranteed=True, is_default=True,
                by=administrator, address=None, at=timezone.now(),
            )  # fmt: skip
        except SupplierRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{supplier.name}: стоит в заявках заранее.")
