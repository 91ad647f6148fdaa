"""Background work seen and mended from the server; the page «Фоновые задания» does the same."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.tasks import TaskResultStatus
from django.utils import timezone

from kabinet.core.errors import DomainError
from kabinet.jobs.models import Job
from kabinet.office.jobs import drop_job, retry_failed, retry_job, row_of, state_of
from kabinet.ui.wording import ru_datetime


class Command(BaseCommand):
    help = (
        "Фоновые задания: что ждёт и что не удалось (list), всё об одном (show), повторить (retry), убрать "
        "(drop). Код завершения 1 — задания нет, или с ним этого сделать нельзя."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        listing = acts.add_parser("list", help="задания, которые не выполнены")
        listing.add_argument("--failed", action="store_true", help="только те, что не удались")
        showing = acts.add_parser(
            "show", help="всё о задании; в тексте ошибки могут быть персональные данные"
        )
        showing.add_argument("id", type=int, metavar="НОМЕР")
        retrying = acts.add_parser("retry", help="повторить сейчас")
        which = retrying.add_mutually_exclusive_group(required=True)
        which.add_argument("ids", type=int, nargs="*", default=[], metavar="НОМЕР")
        which.add_argument("--all-failed", action="store_true", help="все, что не удались")
        dropping = acts.add_parser("drop", help="убрать насовсем, с записью в журнале портала")
        dropping.add_argument("ids", type=int, nargs="+", metavar="НОМЕР")

    def handle(self, *_args: Any, act: str, **options: Any) -> None:
        if act == "list":
            self._list(failed=options["failed"])
        elif act == "show":
            self._show(options["id"])
        elif act == "drop":
            self._each(options["ids"], drop_job, "убрано")
        elif options["all_failed"]:
            self.stdout.write(f"Повторяется заданий: {retry_failed(by=None, at=timezone.now())}")
        else:
            self._each(options["ids"], retry_job, "повторяется")

    def _list(self, *, failed: bool) -> None:
        undone = Job.objects.exclude(status=TaskResultStatus.SUCCESSFUL)
        found = Job.objects.failed() if failed else undone
        count = 0
        for job in found.defer("error").order_by("pk").iterator():
            count += 1
            row = row_of(job)
            why = f": {row.reason}" if job.reason else ""
            self.stdout.write(
                f"№ {job.pk}  {state_of(job)}  {_moment(row.at or job.enqueued_at)}  "
                f"попыток {job.attempts}  {row.title}{why}"
            )
        self.stdout.write(f"{'Не удалось' if failed else 'Не выполнено'} заданий: {count}")

    def _show(self, pk: int) -> None:
        job = Job.objects.filter(pk=pk).first()
        if job is None:
            raise CommandError(f"Задания № {pk} нет.")
        row = row_of(job)
        given = json.dumps([*job.args, *([job.kwargs] if job.kwargs else [])], ensure_ascii=False)
        lines = {
            "Задание": f"{row.title} ({job.task})",
            "Для чего": given,
            "Состояние": state_of(job),
            "Попыток": f"{job.attempts} из {job.max_attempts}",
            "Поставлено": _moment(job.enqueued_at),
            "Последняя попытка": _moment(job.started_at),
            "Следующая не раньше": _moment(job.due_at),
            "Закончено": _moment(job.finished_at),
            "Работник": job.worker,
            "Причина": row.reason if job.error else "",
        }
        for name, value in lines.items():
            if value:
                self.stdout.write(f"{name}: {value}")
        if job.error:
            self.stdout.write(f"\n{job.error}")

    def _each(self, ids: list[int], act: Callable[..., Job], told: str) -> None:
        """Do it with each; those with which it cannot be done are named in the end."""
        refusals = []
        for pk in dict.fromkeys(ids):
            try:
                job = act(pk=pk, by=None, at=timezone.now())
            except DomainError as refusal:
                refusals.append(str(refusal))
            else:
                self.stdout.write(f"№ {pk} {told}: {row_of(job).title}")
        if refusals:
            raise CommandError("\n".join(refusals))


def _moment(at: datetime | None) -> str:
    return ru_datetime(at) if at else ""
