"""Bank statements as loading them would judge their documents."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kabinet.billing.statements import read_statement
from kabinet.billing.verdicts import DocumentVerdict, judge
from kabinet.core.errors import DomainError
from kabinet.core.money import rubles
from kabinet.files.limits import MAX_SIZE
from kabinet.files.paths import path_fault, reading_fault


class Command(BaseCommand):
    help = (
        "statement check ПУТЬ…: говорит о каждом документе выписки, что с ним станет при загрузке. Ничего не "
        "записывает. Код завершения 0 — всё прочитано, 1 — файл не принят или документ не прочитан."
    )

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except SystemExit as end:  # wrong arguments are no third answer
            sys.exit(1 if end.code else 0)

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(required=True)
        check = acts.add_parser("check", help="проверить выписки, ничего не записывая")
        check.add_argument("paths", nargs="+", metavar="ПУТЬ")

    def handle(self, *_args: Any, paths: list[str], **_options: Any) -> None:
        verdicts = [self._check(Path(path)) for path in paths]
        if not all(verdicts):
            sys.exit(1)

    def _check(self, path: Path) -> bool:
        """Print what becomes of one file; whether every document of it was read."""
        self.stdout.write(os.fsencode(path).decode(errors="backslashreplace"))
        try:
            if wrong := path_fault(path):
                self.stdout.write(f"  {wrong}")
                return False
            with path.open("rb") as stream:
                content = stream.read(MAX_SIZE + 1)
            if len(content) > MAX_SIZE:
                self.stdout.write("  не принят: файл больше 5\u00a0МБ, выгрузите выписку за меньший период")
                return False
            exchange, account = read_statement(content)
        except DomainError as refusal:
            self.stdout.write(f"  не принят: {refusal}")
            return False
        except (OSError, ValueError) as fault:
            self.stdout.write(f"  {reading_fault(fault)}")
            return False
        for verdict in judge(exchange, account):
            self.stdout.write(f"  {_told(verdict)}")
        for unread in exchange.unread:
            self.stdout.write(f"  строка {unread.line}: не прочитан: {unread.reason}")
        if not exchange.is_whole:
            self.stdout.write("  в файле нет последней строки «КонецФайла»: конец мог не попасть в него")
        return not exchange.unread


def _told(verdict: DocumentVerdict) -> str:
    document = verdict.document
    other = document.payer if verdict.kopecks > 0 else document.payee
    number = f" № {verdict.invoice.number}" if verdict.invoice else ""
    why = f" ({verdict.why})" if verdict.why else ""
    name = other.name or "плательщик не указан"
    purpose = document.purpose or "назначения нет"
    return (
        f"{document.moved_on:%d.%m.%Y}  {rubles(verdict.kopecks)}  {name}  «{purpose}»: "
        f"{verdict.outcome}{number}{why}"
    )
