from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.tasks import TaskResultStatus
from django.utils import timezone

from kabinet.jobs import queue
from kabinet.jobs.models import Job
from kabinet.jobs.worker import Worker
from tests.jobs.tasks import fail_while_missing, give_up, write_attempt, write_line

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)

pytestmark = pytest.mark.django_db


def new_job(*, due_at=NOON, **fields):
    return Job.objects.create(task="tests.jobs.tasks.give_up", due_at=due_at, enqueued_at=NOON, **fields)


def claim(at, worker="first"):
    return queue.claim_job(worker=worker, lease=LEASE, at=at)


def test_enqueued_task_is_done_by_the_worker(tmp_path, run_jobs):
    file = tmp_path / "lines"
    write_line.enqueue(str(file), line="привет")
    assert not file.exists()
    assert run_jobs() == 1
    assert file.read_text(encoding="utf-8") == "привет\n"
    job = Job.objects.get()
    assert (job.status, job.attempts, job.due_at) == (TaskResultStatus.SUCCESSFUL, 1, None)


@pytest.mark.django_db(transaction=True)
def test_enqueue_is_rolled_back_with_its_transaction(tmp_path, run_jobs):
    with transaction.atomic():
        write_line.enqueue(str(tmp_path / "lines"), "never")
        transaction.set_rollback(True)
    assert Job.objects.count() == 0
    assert run_jobs() == 0


def test_task_planned_for_later_waits(tmp_path, run_jobs):
    later = timezone.now() + timedelta(hours=1)
    write_line.using(run_after=later).enqueue(str(tmp_path / "lines"), "later")
    assert run_jobs() == 0
    assert Job.objects.get().due_at == later


def test_task_sees_the_number_of_its_attempt(tmp_path, run_jobs):
    write_attempt.enqueue(str(tmp_path / "lines"))
    run_jobs()
    assert (tmp_path / "lines").read_text() == "1\n"


def test_claim_of_a_claimed_job_gives_nothing_until_the_lease_ends():
    new_job()
    held = claim(NOON)
    assert held is not None
    assert claim(NOON + timedelta(seconds=59), worker="second") is None
    taken_over = claim(NOON + timedelta(seconds=60), worker="second")
    assert taken_over is not None
    assert (taken_over.pk, taken_over.worker, taken_over.attempts) == (held.pk, "second", 2)


def test_renewed_lease_keeps_the_job():
    new_job()
    held = claim(NOON)
    assert queue.renew_lease(job=held, lease=LEASE, at=NOON + timedelta(seconds=50))
    assert claim(NOON + timedelta(seconds=109), worker="second") is None


def test_worker_that_lost_its_job_cannot_write_the_outcome():
    new_job()
    lost = claim(NOON)
    claim(NOON + timedelta(minutes=5), worker="second")
    assert not queue.finish_job(job=lost, at=NOON + timedelta(minutes=6))
    assert not queue.fail_job(job=lost, error="x", reason="x", hopeless=True, at=NOON + timedelta(minutes=6))
    assert not queue.renew_lease(job=lost, lease=LEASE, at=NOON + timedelta(minutes=6))
    job = Job.objects.get()
    assert (job.status, job.worker) == (TaskResultStatus.RUNNING, "second")


def test_jobs_are_taken_in_the_order_they_fell_due():
    late, early = new_job(due_at=NOON), new_job(due_at=NOON - timedelta(minutes=1))
    assert [claim(NOON).pk, claim(NOON).pk] == [early.pk, late.pk]


def test_delays_double_up_to_an_hour():
    delays = [queue.delay_after(n).total_seconds() for n in (1, 2, 3, 4, 11, 12, 13, 30, 1000)]
    assert delays == [2, 4, 8, 16, 2048, 3600, 3600, 3600, 3600]


def test_failed_attempt_is_repeated_after_a_delay_until_it_succeeds(tmp_path, run_jobs):
    file = tmp_path / "appears-later"
    fail_while_missing.enqueue(str(file))
    started = timezone.now()
    assert run_jobs() == 1
    job = Job.objects.get()
    assert job.status == TaskResultStatus.READY
    assert timedelta(seconds=2) <= job.due_at - started < timedelta(seconds=12)
    assert "FileNotFoundError" in job.error
    file.touch()
    assert run_jobs() == 0
    Job.objects.update(due_at=timezone.now())
    assert run_jobs() == 1
    job.refresh_from_db()
    assert (job.status, job.attempts, job.error) == (TaskResultStatus.SUCCESSFUL, 2, "")


def test_last_attempt_that_fails_ends_the_job(tmp_path, run_jobs):
    fail_while_missing.enqueue(str(tmp_path / "never"))
    Job.objects.update(max_attempts=1)
    run_jobs()
    job = Job.objects.get()
    assert (job.status, job.due_at) == (TaskResultStatus.FAILED, None)


def test_hopeless_task_is_not_tried_again(run_jobs):
    give_up.enqueue()
    run_jobs()
    job = Job.objects.get()
    assert (job.status, job.attempts) == (TaskResultStatus.FAILED, 1)
    assert "no sense in trying again" in job.error


def test_job_that_kills_every_worker_is_given_up():
    new_job(status=TaskResultStatus.RUNNING, attempts=3, max_attempts=3)
    assert claim(NOON) is None
    assert Job.objects.get().status == TaskResultStatus.FAILED


def test_job_of_a_task_that_no_longer_exists_fails_without_stopping_the_worker(tmp_path):
    new_job(due_at=timezone.now(), max_attempts=1)
    Job.objects.update(task="kabinet.gone.task")
    write_line.enqueue(str(tmp_path / "lines"), "next")
    assert Worker().run_until_empty() == 2
    assert (tmp_path / "lines").exists()


def test_finished_jobs_are_forgotten_after_a_while():
    week, quarter = NOON - timedelta(days=8), NOON - timedelta(days=91)
    done, failed = TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED
    new_job(due_at=None, status=done, finished_at=week)
    new_job(due_at=None, status=failed, finished_at=quarter)
    kept = {
        new_job(due_at=None, status=done, finished_at=NOON - timedelta(days=6)).pk,
        new_job(due_at=None, status=failed, finished_at=week).pk,
        new_job().pk,
    }
    assert queue.forget_finished(at=NOON) == 2
    assert set(Job.objects.values_list("pk", flat=True)) == kept


def test_reason_names_nobody_unless_the_task_tells_it_itself(tmp_path, run_jobs):
    fail_while_missing.enqueue(str(tmp_path / "ivanov@example.ru"))
    give_up.enqueue()
    run_jobs()
    reasons = Job.objects.order_by("id").values_list("reason", flat=True)
    assert list(reasons) == ["FileNotFoundError", "no sense in trying again"]


def failed(**fields):
    told = {"error": "x", "reason": "KeyError", "attempts": 30, "due_at": None, "finished_at": NOON}
    return new_job(status=TaskResultStatus.FAILED, **{**told, **fields})


def test_retried_job_has_all_its_attempts_again_and_is_retried_once():
    job = failed()
    assert queue.retry_job(pk=job.pk, at=NOON)
    assert not queue.retry_job(pk=job.pk, at=NOON)
    job.refresh_from_db()
    assert (job.status, job.attempts, job.due_at, job.finished_at) == ("READY", 0, NOON, None)
    assert claim(NOON).pk == job.pk


def test_job_that_waits_for_its_next_attempt_is_tried_at_once():
    job = new_job(due_at=NOON + timedelta(hours=1), attempts=12, error="x")
    assert queue.retry_job(pk=job.pk, at=NOON)
    assert claim(NOON).pk == job.pk


def test_nothing_is_retried_that_is_done_or_at_work_or_has_not_been_tried():
    done = new_job(status=TaskResultStatus.SUCCESSFUL, due_at=None, attempts=1)
    running = new_job(status=TaskResultStatus.RUNNING, attempts=1, due_at=NOON + LEASE)
    waiting = new_job()
    assert [queue.retry_job(pk=job.pk, at=NOON) for job in (done, running, waiting)] == [False] * 3
    assert queue.retry_failed(at=NOON) == 0


def test_all_that_failed_is_retried_together():
    failed(), failed()
    assert [queue.retry_failed(at=NOON), queue.retry_failed(at=NOON)] == [2, 0]


def test_job_at_work_or_done_is_not_dropped_and_a_failed_one_is():
    running = new_job(status=TaskResultStatus.RUNNING, attempts=1, due_at=NOON + LEASE)
    done = new_job(status=TaskResultStatus.SUCCESSFUL, due_at=None)
    given_up = failed()
    assert [queue.drop_job(pk=job.pk) for job in (running, done)] == [None, None]
    assert queue.drop_job(pk=given_up.pk).pk == given_up.pk
    assert queue.drop_job(pk=given_up.pk) is None
    assert set(Job.objects.values_list("pk", flat=True)) == {running.pk, done.pk}
