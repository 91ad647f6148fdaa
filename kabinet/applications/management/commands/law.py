"""`manage.py law diff 2026-12-31 2027-01-01`: what the law of one day changes against that of another."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kabinet.applications.content.law_changes import changes_between, told
from kabinet.law.editions import law_at


class Command(BaseCommand):
    help = "Show what changes between the law of two days: limits, schedules, questions, documents, steps."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        diff = acts.add_parser("diff", help="two days as 2026-12-31, the earlier one first")
        diff.add_argument("before", type=date.fromisoformat)
        diff.add_argument("after", type=date.fromisoformat)

    def handle(self, *_args: Any, before: date, after: date, **_options: Any) -> None:
        if before > after:
            raise CommandError("Первым указывается более ранний день.")
        lines = told(changes_between(law_at(before), law_at(after)))
        self.stdout.write("\n".join(lines or ["Между этими днями ничего не меняется."]))
