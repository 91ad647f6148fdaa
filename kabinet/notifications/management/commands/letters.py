"""manage.py letters."""

import os
import sys
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error
from django.utils import timezone

from kabinet.core.ids import read_id
from kabinet.core.limited import Busy, Crashed, OverBudget, run_limited
from kabinet.notifications.delivery_report import LONGEST, DeliveryReport, read_report
from kabinet.notifications.services import note_bounce


class Command(BaseCommand):
    help = "Письма: bounce разбирает письмо почтового сервера о недоставке, поданное на вход."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["bounce"], help="что сделать")

    def handle(self, **_options: Any) -> None:
        """Whatever can be read or not ends well: an error would make the server send it back once more."""
        try:
            self.stdout.write(_noted(_report_in(sys.stdin.buffer)))
        except (Error, Busy):
            self.stderr.write("Портал занят: повторите позже.")
            sys.exit(os.EX_TEMPFAIL)


def _report_in(source: BinaryIO) -> DeliveryReport | None:
    message = source.read(LONGEST)
    while source.read(LONGEST):  # to its end: the server that feeds us would take less for a fault
        pass
    try:
        return run_limited(read_report, source=message)
    except (OverBudget, Crashed):
        return None


def _noted(report: DeliveryReport | None) -> str:
    if report is None:
        return "Это не отчёт о доставке письма портала."
    if not report.failed:
        return f"Письмо {report.letter}: пока не доставлено, сервер пробует ещё."
    key = read_id(report.letter)
    if key is None or note_bounce(pk=key, reason=report.reason, at=timezone.now()) is None:
        return f"Письма {report.letter} нет, или портал его не отправлял."
    return f"Письмо {report.letter} вернулось: {report.reason}"
