"""Files as an upload would judge them, and whether stored ones are still what was taken."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kabinet.files.antivirus import AntivirusAway, is_on
from kabinet.files.examining import examine
from kabinet.files.integrity import BytesUnfit
from kabinet.files.names import clean_name
from kabinet.files.paths import path_fault, reading_fault
from kabinet.files.refusals import FileRefused
from kabinet.files.scanning import Scan, scan_stored, unscanned
from kabinet.files.verifying import verify_all


class Command(BaseCommand):
    help = (
        "files check ПУТЬ…: говорит о каждом файле, принял бы его портал, или чем он не подошёл. Ничего не "
        "сохраняет. Код завершения 0 — приняты все, 1 — хотя бы один не принят. files verify: сверяет все "
        "сохранённые файлы с их контрольными суммами; код 0 — целы все, 1 — есть пропавшие или повреждённые. "
        "files scan: проверяет антивирусом те, что ещё не проверены; код 0 — заражённых нет, 1 — есть."
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
        scan = acts.add_parser("scan", help="проверить антивирусом сохранённые файлы")
        scan.add_argument("--all", action="store_true", help="и те, что уже проверены: базы обновились")

    def handle(self, *_args: Any, act: str, paths: list[str] | None = None, **options: Any) -> None:
        if act == "verify":
            verdicts = [verify_all(self.stdout.write)]
        elif act == "scan":
            verdicts = [self._scan(again=bool(options["all"]))]
        else:
            verdicts = [self._verdict(Path(path)) for path in paths or ()]
        if not all(verdicts):
            sys.exit(1)

    def _scan(self, *, again: bool) -> bool:
        """Print each file in which something is found, and the numbers; whether there is none."""
        if not is_on():
            raise CommandError("Антивирус не задан: впишите KABINET_CLAMD.")
        clean = infected = unfit = 0
        known = (Scan.CLEAN, Scan.INFECTED) if again else ()
        for file in unscanned(Scan.UNCHECKED, Scan.WAITING, *known):
            try:
                found = scan_stored(file, at=timezone.now())
            except BytesUnfit:
                unfit += 1
                continue
            except AntivirusAway as fault:
                raise CommandError(f"Антивирус не отвечает: {fault}. Проверено файлов: {clean}.") from fault
            clean += found == Scan.CLEAN
            infected += found == Scan.INFECTED
            if found == Scan.INFECTED:
                self.stdout.write(f"{file.storage_name}: ЗАРАЖЁН: «{file.name}», {file.threat}")
        self.stdout.write(
            f"Файлов: чистых {clean}, заражённых {infected}, пропавших или повреждённых {unfit}"
        )
        return not infected

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
            return examine(stream, clean_name(path.name), path.stat().st_size).kind.name, ""
    except FileRefused as refusal:
        return "", str(refusal)
    except (OSError, ValueError) as fault:
        return "", reading_fault(fault)
