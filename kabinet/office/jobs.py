"""Background work as the administrator sees and mends it, on a page and by `manage.py jobs`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, NoReturn, Self

from django.db import transaction
from django.db.models import QuerySet
from django.tasks import TaskResultStatus

from kabinet.accounts.models import User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.jobs import queue
from kabinet.jobs.models import DailyRun, Job
from kabinet.jobs.schedule import daily_work
from kabinet.office.paging import count_of, query_of
from kabinet.office.tasks_named import reason_in_words, task_in_words

PAGE_SIZE = 50
FAILED, RETRYING = "failed", "retrying"
LONGEST_ID = 18
_TONES = {"выполнено": "success", "не удалось": "error", "будет повторено": "warning"}


class JobRefused(DomainError):
    """The job is not to be retried or dropped; the text says why."""


@transaction.atomic
def retry_job(*, pk: int, by: User | None, at: datetime) -> Job:
    """Have a failed job tried now. Raises JobRefused when it has not failed: so it is done once."""
    if not queue.retry_job(pk=pk, at=at):
        _refuse(pk)
    job = Job.objects.get(pk=pk)
    _record("job.retried", job, by, at)
    return job


@transaction.atomic
def retry_failed(*, by: User | None, at: datetime) -> int:
    """Have every job tried now that was given up; how many there were."""
    count = queue.retry_failed(at=at)
    if count:
        journal.record(
            act="jobs.retried", subject="jobs", by=by.pk if by else None, at=at, details={"rows": count}
        )
    return count


@transaction.atomic
def drop_job(*, pk: int, by: User | None, at: datetime) -> Job:
    """Remove a job for good; the journal keeps what it was. Raises JobRefused when it is done or at work."""
    job = queue.drop_job(pk=pk) or _refuse(pk)
    _record("job.dropped", job, by, at)
    return job


def _record(act: str, job: Job, by: User | None, at: datetime) -> None:
    journal.record(
        act=act,
        subject=f"job:{job.pk}",
        by=by.pk if by else None,
        at=at,
        details={
            "task": job.task,
            "arguments": [*map(str, job.args), *(f"{name}={value}" for name, value in job.kwargs.items())],
            "attempts": job.attempts,
            "reason": job.reason,
        },
    )


def _refuse(pk: int) -> NoReturn:
    job = Job.objects.filter(pk=pk).first()
    if job is None:
        raise JobRefused(f"Задания №\u00a0{pk} нет: его уже убрали, или оно давно выполнено.")
    raise JobRefused(
        {
            TaskResultStatus.RUNNING: f"Задание №\u00a0{pk} сейчас выполняется.",
            TaskResultStatus.SUCCESSFUL: f"Задание №\u00a0{pk} уже выполнено.",
        }.get(TaskResultStatus(job.status), f"Задание №\u00a0{pk} уже ждёт своей очереди.")
    )


def state_of(job: Job) -> str:
    """The state of a job in a word or two."""
    if job.status == TaskResultStatus.READY:
        return "будет повторено" if job.attempts else "ждёт"
    return {
        TaskResultStatus.RUNNING: "выполняется",
        TaskResultStatus.FAILED: "не удалось",
        TaskResultStatus.SUCCESSFUL: "выполнено",
    }[TaskResultStatus(job.status)]


@dataclass(frozen=True, slots=True)
class JobChoice:
    """Which list is asked for, and behind which job it begins."""

    state: str
    before: int | None

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        """Read it from an address or a form; what cannot be read is passed over."""
        state = RETRYING if query.get("state") == RETRYING else FAILED
        return cls(state, job_number(query.get("before", "")))

    def query(self, *, before: int | None = None) -> str:
        """The query of the address of this list, from a job on."""
        return query_of(state=self.state, before=before or "")


def job_number(text: Any) -> int | None:
    """The number of a job from an address or a form; None when it is not one."""
    written = str(text)
    is_one = written.isascii() and written.isdecimal() and len(written) <= LONGEST_ID
    return int(written) if is_one else None


class JobRow(NamedTuple):
    """A job of the list; `at` is its last failure."""

    job: Job
    title: str
    lost: str
    at: datetime | None
    reason: str


class JobsPage(NamedTuple):
    """A page of the list, and the query of the next one."""

    rows: list[JobRow]
    more: str


def jobs_page(choice: JobChoice) -> JobsPage:
    """The jobs of the choice, the newest first, in one query."""
    found = _lists()[choice.state]
    if choice.before:
        found = found.filter(pk__lt=choice.before)
    jobs = list(found.defer("error").order_by("-pk")[: PAGE_SIZE + 1])
    shown = jobs[:PAGE_SIZE]
    more = choice.query(before=shown[-1].pk) if jobs[PAGE_SIZE:] else ""
    return JobsPage([row_of(job) for job in shown], more)


def row_of(job: Job) -> JobRow:
    """A job in words."""
    words = task_in_words(job.task)
    failed_at = job.finished_at or job.started_at
    return JobRow(job, words.title, words.lost, failed_at, reason_in_words(job.reason))


class JobTab(NamedTuple):
    """One of the two lists."""

    title: str
    query: str
    number: str
    current: bool
    alarming: bool


def tabs_of(choice: JobChoice) -> list[JobTab]:
    """The lists with their numbers."""
    titles = {FAILED: "Не удались", RETRYING: "Повторяются"}
    return [
        JobTab(titles[name], query_of(state=name), count_of(found), name == choice.state, name == FAILED)
        for name, found in _lists().items()
    ]


def _lists() -> dict[str, QuerySet[Job]]:
    return {FAILED: Job.objects.failed(), RETRYING: Job.objects.retrying()}


class Waiting(NamedTuple):
    """What is due and not done: how many, since when the one that waits longest, whether that is too long."""

    number: str
    since: datetime | None
    is_long: bool


def waiting(at: datetime) -> Waiting:
    """What waits for a worker now."""
    due = Job.objects.claimable(at)
    since = due.order_by("due_at", "pk").values_list("due_at", flat=True).first()
    return Waiting(count_of(due), since, since is not None and at - since > queue.LONG_WAIT)


class Daily(NamedTuple):
    """A work of every day: its hour, and how it went the last time."""

    title: str
    hour: int
    run: DailyRun | None
    state: str
    tone: str
    reason: str


def daily_lines() -> list[Daily]:
    """The works of every day in their order, in one query."""
    runs = {run.name: run for run in DailyRun.objects.select_related("job").defer("job__error")}
    lines = []
    for work in daily_work():
        run = runs.get(work.name)
        job = run.job if run else None
        state = state_of(job) if job else ""
        reason = reason_in_words(job.reason) if job and state in {"не удалось", "будет повторено"} else ""
        tone = _TONES.get(state, "neutral")
        lines.append(Daily(task_in_words(work.task).title, work.hour, run, state, tone, reason))
    return lines
