"""What is done every day, or all the time: started by the workers themselves, however many of them there are.

And what is done between the jobs by each worker, again and again: settings.CONSTANT_WORK.

The tables are settings.DAILY_WORK and REGULAR_WORK. Each work is a job like any other: it is tried again when
it fails, and one that fails stops no other. Days on which no worker ran are made up for by one run, as every
work does whatever there is to be done at the moment.
"""

import logging
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.module_loading import import_string

from kabinet.jobs.models import DailyRun, Job

CONSTANT_INTERVAL, AFTER_FAILURE = 1.0, 60.0

logger = logging.getLogger(__name__)


class DailyWork(NamedTuple):
    """A work of every day: from which hour of the operator's time zone, and the import path of its task."""

    name: str
    hour: int
    task: str


class RegularWork(NamedTuple):
    """A work that is done all the time: after how many minutes again, and the import path of its task."""

    name: str
    minutes: int
    task: str


def regular_work() -> list[RegularWork]:
    """The works that are done all the time."""
    return [RegularWork(*row) for row in settings.REGULAR_WORK]


def daily_work() -> list[DailyWork]:
    """The works in the order in which they are started."""
    return [DailyWork(*row) for row in settings.DAILY_WORK]


def start_due(*, at: datetime) -> int:
    """Start the works whose hour has come and that nobody has started for this day; how many there were."""
    known = dict(DailyRun.objects.values_list("name", "day"))
    # Asked outside a transaction: on SQLite each one takes the write lock.
    due = [(work, day) for work in daily_work() if known.get(work.name, date.min) < (day := _day(work, at))]
    return sum(_start(work, day, at) for work, day in due) + sum(_again(work, at) for work in regular_work())


def do_constant() -> float:
    """Do what is done all the time; in how many seconds to do it again. What raises stops nothing else."""
    pause = CONSTANT_INTERVAL
    for path in settings.CONSTANT_WORK:
        try:
            if import_string(path)():
                pause = 0.0
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it raises, jobs go on
            logger.error("%s: %s", path, type(error).__name__)  # noqa: TRY400 - its text may name a person
            pause = AFTER_FAILURE
    return pause


def _day(work: DailyWork, at: datetime) -> date:
    """The last day whose hour of the work has come."""
    local = timezone.localtime(at)
    return local.date() if local.hour >= work.hour else local.date() - timedelta(days=1)


@transaction.atomic
def _start(work: DailyWork, day: date, at: datetime) -> bool:
    if not _take(work.name, day):
        return False
    run = DailyRun.objects.get(name=work.name)
    if run.job_id is None or not _take_up_again(run.job_id, at):
        # Not by the task itself: one that cannot be imported fails as a job, and the others go on.
        run.job = Job.objects.create(task=work.task, due_at=at, enqueued_at=at)
        run.save(update_fields=["job"])
    return True


def _again(work: RegularWork, at: datetime) -> bool:
    """Have the one job of the work done again, unless it waits, is at work or was done just now."""
    run = DailyRun.objects.filter(name=work.name).first()
    if run is None or run.job_id is None:
        return _begin(work, at)
    rested = Job.objects.filter(
        pk=run.job_id, status__in=(TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
    ).exclude(finished_at__gt=at - timedelta(minutes=work.minutes), finished_at__lte=at)
    if not rested.exists():  # asked first: on SQLite an update takes the write lock
        return False
    return rested.update(status=TaskResultStatus.READY, attempts=0, due_at=at, finished_at=None) == 1


@transaction.atomic
def _begin(work: RegularWork, at: datetime) -> bool:
    run, _ = DailyRun.objects.select_for_update().get_or_create(
        name=work.name, defaults={"day": timezone.localtime(at).date()}
    )
    if run.job_id is not None:  # another worker was first
        return False
    run.job = Job.objects.create(task=work.task, due_at=at, enqueued_at=at)
    run.save(update_fields=["job"])
    return True


def _take_up_again(pk: int, at: datetime) -> bool:
    """Whether the job of an earlier day is not done yet: it is this very work, and one is enough."""
    undone = Job.objects.filter(pk=pk, status__in=(TaskResultStatus.READY, TaskResultStatus.FAILED))
    return undone.update(status=TaskResultStatus.READY, attempts=0, due_at=at, finished_at=None) == 1


def _take(name: str, day: date) -> bool:
    """Whether it is us who start the work for this day: of several workers one moves the day."""
    if DailyRun.objects.filter(name=name, day__lt=day).update(day=day):
        return True
    _, created = DailyRun.objects.get_or_create(name=name, defaults={"day": day})
    return created
