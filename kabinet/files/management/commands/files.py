"""Files as an upload would judge them, and whether stored ones are still what was taken."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kabinet.files.examining import examine
from kabinet.files.names import clean_name
from kabinet.files.paths import path_fault, reading_fault
from kabinet.files.refusals import FileRefused
from kabinet.files.verifying import verify_all


class Command(BaseCommand):
    help = (
        "files check ПУТЬ…: говорит о каждом файле, принял бы его портал, или чем он не подошёл. Ничего не "
        "сохраняет. Код завершения 0 – приняты все, 1 – хотя бы один не принят. files verify: сверяет все "
        "сохранённые файлы с их контрольными суммами; код 0 – целы все, 1 – есть пропавшие или повреждённые."
    )
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except SystemExit as end:  # wrong arguments are no third answer to «taken or not»
            sys.exit(1 if end.code else 0)

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("check", help="проверить файлы, как при загрузке")
        check.add_argument("paths", nargs="+", metavar="ПУТЬ")
        acts.add_parser("verify", help="сверить сохранённые файлы с их контрольными суммами")

    def handle(self, *_args: Any, act: str, paths: list[str] | None = None, **_options: Any) -> None:
        if act == "verify":
            verdicts = [verify_all(self.stdout.write)]
        else:
            verdicts = [self._verdict(Path(path)) for path in paths or ()]
        if not all(verdicts):
            sys.exit(1)

    def _verdict(self, path: Path) -> bool:
        """Print what becomes of one file; whether it would be taken."""
        kind, told = _examined(path)
        shown = os.fsencode(path).decode(errors="backslashreplace")
        self.stdout.write(f"{shown}: принят: {kind}" if kind else f"{shown}: {told}")
        return bool(kind)


def _examined(path: Path) -> tuple[str, str]:
    """Give the kind of a file that would be taken, or the reason why not; the other one is empty."""
    try:
        if wrong := path_fault(path):
            return "", wrong
        with path.open("rb") as stream:
            return examine(stream, clean_name(path.name), path.stat().st_size).name, ""
    except FileRefused as refusal:
        return "", str(refusal)
    except (OSError, ValueError) as fault:
        return "", reading_fault(fault)
