"""The worker as a process of its own, stopped politely and killed."""

import signal
from collections import Counter

import pytest
from django.tasks import TaskResultStatus
from django.utils import timezone

from kabinet.jobs import queue
from kabinet.jobs.models import Job
from kabinet.jobs.worker import LEASE, Workers
from tests.jobs.tasks import write_line, write_slowly
from tests.waiting import LONGEST_SECONDS, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def lines(file):
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_job_of_a_killed_worker_is_done_once_by_the_next(tmp_path, manage):
    file = tmp_path / "lines"
    write_slowly.enqueue(str(file), 600)
    killed = manage("worker", "--no-daily", "--lease", "3")
    wait_until(lambda: lines(file) == ["begun"])
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    Job.objects.update(args=[str(file), 0.1])

    manage("worker", "--no-daily", "--lease", "3")
    wait_until(lambda: Job.objects.get().status == TaskResultStatus.SUCCESSFUL)
    assert lines(file) == ["begun", "begun", "done"]
    assert Job.objects.get().attempts == 2


def test_job_longer_than_the_lease_is_not_taken_by_another_worker(tmp_path, manage):
    file = tmp_path / "lines"
    write_slowly.enqueue(str(file), 7)
    manage("worker", "--no-daily", "--lease", "3")
    wait_until(lambda: lines(file) == ["begun"])
    manage("worker", "--no-daily", "--lease", "3")
    wait_until(lambda: Job.objects.get().status == TaskResultStatus.SUCCESSFUL)
    assert lines(file) == ["begun", "done"]


def test_worker_told_to_stop_finishes_its_job_and_takes_no_other(tmp_path, manage):
    file = tmp_path / "lines"
    write_slowly.enqueue(str(file), 1.5)
    worker = manage("worker", "--no-daily")
    wait_until(lambda: lines(file) == ["begun"])
    write_line.enqueue(str(file), "next")
    worker.terminate()
    assert worker.wait(LONGEST_SECONDS) == 0
    assert lines(file) == ["begun", "done"]
    assert list(Job.objects.order_by("pk").values_list("status", flat=True)) == ["SUCCESSFUL", "READY"]


def test_two_workers_do_every_job_once(tmp_path, manage):
    file = tmp_path / "lines"
    for _ in range(100):
        write_slowly.enqueue(str(file), 0.02)
    workers = [manage("worker", "--until-empty") for _ in range(2)]
    assert [worker.wait(LONGEST_SECONDS) for worker in workers] == [0, 0]
    assert Counter(lines(file)) == {"begun": 100, "done": 100}
    assert set(Job.objects.values_list("status", "attempts")) == {("SUCCESSFUL", 1)}
    assert Job.objects.values("worker").distinct().count() == 2


def test_worker_of_a_queue_that_breaks_ends_the_process_with_all_others(monkeypatch, caplog):
    claim = queue.claim_job

    def break_one(**how):
        if how["queue"] == "letters":
            raise RuntimeError("broken")
        return claim(**how)

    monkeypatch.setattr(queue, "claim_job", break_one)
    Workers(keeps_schedule=False).run()
    assert "The worker of the queue letters broke" in caplog.text


def test_each_queue_is_worked_on_by_its_own_worker():
    write_line.using(queue_name="letters").enqueue("/nowhere", "line")
    assert [one.queue for one in Job.objects.all()] == ["letters"]
    held = {"worker": "one", "lease": LEASE, "at": timezone.now()}
    assert queue.claim_job(**held, queue="default") is None
    assert queue.claim_job(**held, queue="letters") == Job.objects.get()
