"""The work of the day: once a day however many workers there are, and once after days without any."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as project
from django.db import connection
from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django.utils.module_loading import import_string

from kabinet.jobs.models import DailyRun, Job
from kabinet.jobs.schedule import AFTER_FAILURE, CONSTANT_INTERVAL, do_constant, start_due
from tests.waiting import LONGEST_SECONDS, wait_until

EARLY, LATE = "tests.jobs.tasks.give_up", "tests.jobs.tasks.write_line"


def moscow(day, hour, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.fixture
def works(settings, db):
    settings.DAILY_WORK, settings.REGULAR_WORK = [("early", 4, EARLY), ("late", 6, LATE)], []


def started():
    return list(Job.objects.order_by("id").values_list("task", flat=True))


def test_each_work_is_started_once_a_day_when_its_hour_comes(works):
    DailyRun.objects.create(name="early", day=moscow(1, 0).date())
    DailyRun.objects.create(name="late", day=moscow(1, 0).date())
    assert start_due(at=moscow(2, 3, 59)) == 0
    assert start_due(at=moscow(2, 4)) == 1
    assert start_due(at=moscow(2, 5, 59)) == 0
    assert started() == [EARLY]
    assert [start_due(at=moscow(2, hour)) for hour in (6, 7, 23)] == [1, 0, 0]
    assert started() == [EARLY, LATE]
    Job.objects.update(status=TaskResultStatus.SUCCESSFUL, due_at=None)
    assert start_due(at=moscow(3, 12)) == 2
    assert Counter(started()) == {EARLY: 2, LATE: 2}


def test_the_hour_is_the_operators(works, settings):
    settings.TIME_ZONE = "Asia/Vladivostok"
    DailyRun.objects.create(name="early", day=moscow(1, 0).date())
    DailyRun.objects.create(name="late", day=moscow(1, 0).date())
    assert start_due(at=moscow(1, 20, 59)) == 0  # 3:59 there
    assert start_due(at=moscow(1, 21)) == 1


def test_days_without_a_worker_are_made_up_by_one_run(works):
    DailyRun.objects.create(name="early", day=moscow(1, 0).date())
    DailyRun.objects.create(name="late", day=moscow(1, 0).date())
    assert start_due(at=moscow(9, 12)) == 2
    assert start_due(at=moscow(9, 12, 1)) == 0
    assert started() == [EARLY, LATE]


def test_the_first_worker_of_a_portal_begins_at_once(works):
    assert [start_due(at=moscow(1, 1)), start_due(at=moscow(1, 2))] == [2, 0]
    assert start_due(at=moscow(1, 12)) == 2  # what was begun by night was for yesterday


def test_work_that_could_not_be_done_yesterday_is_the_same_job_today(works):
    start_due(at=moscow(1, 12))
    early, late = Job.objects.order_by("id")
    Job.objects.filter(pk=early.pk).update(
        status=TaskResultStatus.FAILED, attempts=30, due_at=None, finished_at=moscow(1, 13)
    )
    Job.objects.filter(pk=late.pk).update(attempts=12, due_at=moscow(2, 23))
    start_due(at=moscow(2, 12))
    assert set(Job.objects.values_list("pk", "status", "attempts", "due_at")) == {
        (early.pk, "READY", 0, moscow(2, 12)),
        (late.pk, "READY", 0, moscow(2, 12)),
    }


def test_work_dropped_or_forgotten_is_begun_anew_the_next_day(works):
    start_due(at=moscow(1, 12))
    Job.objects.all().delete()
    assert [run.job for run in DailyRun.objects.all()] == [None, None]
    start_due(at=moscow(2, 12))
    assert started() == [EARLY, LATE]


def test_work_that_cannot_be_found_fails_alone(works, settings, run_jobs):
    settings.DAILY_WORK = [("gone", 4, "kabinet.gone.task"), *settings.DAILY_WORK[:1]]
    start_due(at=timezone.now() - timedelta(days=1))
    assert run_jobs() == 2
    assert set(Job.objects.values_list("task", "reason")) == {
        ("kabinet.gone.task", "ModuleNotFoundError"),
        (EARLY, "no sense in trying again"),
    }


@pytest.mark.django_db(transaction=True)
def test_workers_that_look_at_the_same_moment_start_it_once(works):
    together = Barrier(4, timeout=LONGEST_SECONDS)

    def look(at):
        try:
            together.wait()
            return start_due(at=at)
        finally:
            connection.close()

    for day in (1, 2):  # the row is new on the first day and moved on the second
        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(look, [moscow(day, 12)] * 4)) == 2
        Job.objects.update(status=TaskResultStatus.SUCCESSFUL, due_at=None)
    assert Counter(started()) == {EARLY: 2, LATE: 2}


def test_every_work_of_the_portal_is_a_task_with_an_hour():
    names = [name for name, _, _ in project.DAILY_WORK]
    assert len(set(names)) == len(names)
    for _, hour, path in project.DAILY_WORK:
        assert isinstance(import_string(path), Task)
        assert 0 <= hour < 24


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_all_the_work_of_the_day_once(manage):
    for _ in range(2):
        manage("worker")
    every = Counter(path for _, _, path in [*project.DAILY_WORK, *project.REGULAR_WORK])

    def done():
        return Counter(Job.objects.filter(status=TaskResultStatus.SUCCESSFUL).values_list("task", flat=True))

    wait_until(lambda: done() == every)
    assert Counter(started()) == every
    assert set(DailyRun.objects.values_list("job__attempts", flat=True)) == {1}


def there_is_more():
    return True


def there_is_no_more():
    return False


def cannot():
    raise OSError("Нет места: ivanov@example.ru")


@pytest.mark.parametrize(
    ("works", "pause"),
    [
        ([], CONSTANT_INTERVAL),
        (["there_is_no_more"], CONSTANT_INTERVAL),
        (["there_is_no_more", "there_is_more"], 0),
        (["cannot", "there_is_no_more"], AFTER_FAILURE),
    ],
)
def test_what_is_done_all_the_time_is_done_again_at_once_while_there_is_more(settings, works, pause):
    settings.CONSTANT_WORK = [f"{__name__}.{work}" for work in works]
    assert do_constant() == pause


def test_what_fails_all_the_time_is_told_by_its_kind_and_hinders_nothing_else(settings, caplog, monkeypatch):
    done = []
    monkeypatch.setitem(globals(), "there_is_no_more", lambda: done.append(1))
    settings.CONSTANT_WORK = [f"{__name__}.cannot", f"{__name__}.there_is_no_more"]
    do_constant()
    assert (done, caplog.messages) == ([1], [f"{__name__}.cannot: OSError"])


# --- What is done all the time ------------------------------------------------------------------------


@pytest.fixture
def regular(settings, db):
    settings.DAILY_WORK, settings.REGULAR_WORK = [], [("often", 10, EARLY)]


def test_regular_work_is_one_job_that_is_done_again_and_again(regular):
    at = moscow(1, 12)
    assert [start_due(at=at), start_due(at=at + timedelta(hours=1))] == [1, 0], "it still waits"
    job = Job.objects.get()
    for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED):
        Job.objects.update(status=status, finished_at=at, due_at=None, attempts=3)
        assert [start_due(at=at + timedelta(minutes=minutes)) for minutes in (9, 10, 11)] == [0, 1, 0]
        job.refresh_from_db()
        assert (job.status, job.attempts) == (TaskResultStatus.READY, 0)
    Job.objects.update(status=TaskResultStatus.RUNNING, due_at=at)
    assert start_due(at=at + timedelta(hours=2)) == 0


def test_regular_work_goes_on_when_the_clock_went_back_or_its_job_is_gone(regular):
    at = moscow(1, 12)
    start_due(at=at)
    Job.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=at, due_at=None)
    assert start_due(at=at - timedelta(hours=1)) == 1
    Job.objects.all().delete()
    assert start_due(at=at) == 1
    assert started() == [EARLY]
