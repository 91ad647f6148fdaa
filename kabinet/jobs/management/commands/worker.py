"""manage.py worker."""

import signal
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kabinet.jobs.worker import LEASE, Worker, Workers


class Command(BaseCommand):
    help = (
        "Выполняет фоновую работу: отправляет письма и всё, что делается после ответа на запрос; раз в день "
        "начинает ежедневную."
    )
    requires_system_checks = ()  # pages are not its business

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-empty", action="store_true", help="закончить, когда срочной работы не осталось"
        )
        parser.add_argument(
            "--lease",
            type=float,
            default=LEASE.total_seconds(),
            metavar="СЕКУНД",
            help="через сколько секунд молчания работника его задачу возьмёт другой (%(default)s)",
        )

        parser.add_argument(
            "--no-daily", action="store_true", help="не начинать ежедневную работу: её начнёт другой работник"
        )

    def handle(self, **options: Any) -> None:
        kind = Worker if options["until_empty"] else Workers
        worker = kind(lease=timedelta(seconds=options["lease"]), keeps_schedule=not options["no_daily"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if isinstance(worker, Worker):
            count = worker.run_until_empty()
            self.stdout.write(f"Выполнено попыток: {count}.")
        else:
            worker.run()
