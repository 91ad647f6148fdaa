"""The terms of the day by hand: ended ones and reminders. A second run adds nothing to a worker's."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kabinet.applications.course.reminders import expire_terms, remind
from kabinet.billing.reminders import remind_of_instalments
from kabinet.jobs.errors import PartlyDoneError


class Command(BaseCommand):
    help = (
        "Делает то, что следует из истёкших сроков, и рассылает напоминания, которых ещё не было. Работник "
        "делает это сам каждое утро. Код завершения 1 — с какой-то заявкой не удалось, остальное сделано."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        at = timezone.now()
        refusals: list[str] = []
        self.stdout.write(f"Заявок с истёкшим сроком: {_done(expire_terms, at, refusals)}")
        sent = _done(remind, at, refusals) + _done(remind_of_instalments, at, refusals)
        self.stdout.write(f"Напоминаний: {sent}")
        if refusals:
            raise CommandError("\n".join(refusals))


def _done(work: Callable[..., int], at: datetime, refusals: list[str]) -> int:
    """How much of a work was done; what was not is told of in the end."""
    try:
        return work(at=at)
    except PartlyDoneError as error:
        refusals.append(str(error))
        return error.done
