"""Compute anew what follows from the histories of applications: `manage.py cases derive [--check]`."""

from argparse import ArgumentParser
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError

from kabinet.applications.course.derive import differing
from kabinet.applications.models import Application


class Command(BaseCommand):
    """Each application in a transaction of its own, so that nobody waits."""

    help = "Пересчитать статусы и сроки заявок по их историям."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["derive"])
        parser.add_argument("--check", action="store_true", help="только сравнить и назвать отличия")

    @override
    def handle(self, *_args: Any, **options: Any) -> None:
        every = Application.objects.submitted().order_by("sequence").values_list("pk", flat=True)
        numbers = list(differing(every.iterator(), mend=not options["check"]))
        for number in numbers:
            self.stdout.write(number)
        told = f"Отличались от своей истории: {len(numbers)}."
        if numbers and options["check"]:
            raise CommandError(told)
        self.stdout.write(told)
