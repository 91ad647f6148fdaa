"""The worker: takes due jobs one by one, keeps its lease while working, writes down the outcome.

Each queue of settings.QUEUES has a worker in a thread of its own, so that what is slow holds its own queue
alone. The first of them, between jobs, does what is done all the time (kabinet.jobs.schedule).
"""

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from traceback import format_exception
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.tasks import Task, TaskContext, TaskResultStatus
from django.tasks.signals import task_finished, task_started
from django.utils import timezone
from django.utils.module_loading import import_string

from kabinet.jobs import queue, schedule
from kabinet.jobs.backend import DatabaseBackend, result_of
from kabinet.jobs.errors import HopelessError, JobError
from kabinet.jobs.models import Job

LEASE = timedelta(seconds=60)
POLL_SECONDS = 1.0
CLEANING_INTERVAL = 3600.0
"""Seconds between two looks for jobs to forget."""
SCHEDULE_INTERVAL = 30.0
"""Seconds between two looks at the clock for the work of the day."""
LONGEST_ERROR = 8000

logger = logging.getLogger(__name__)


class Worker:
    """One worker of one process: of one queue, or of all. `keeps_time`: it does what is done between jobs."""

    def __init__(
        self,
        *,
        lease: timedelta = LEASE,
        keeps_schedule: bool = True,
        queue: str | None = None,
        keeps_time: bool = True,
    ) -> None:
        self.queue = queue
        self.keeps_time = keeps_time
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.lease = lease
        self.keeps_schedule = keeps_schedule
        self.stopping = False

    def stop(self) -> None:
        """Finish the job at hand and take no other."""
        self.stopping = True

    def run(self) -> None:
        """Work until told to stop; a database that is away is waited for."""
        next_cleaning = next_look = next_constant = 0.0
        while not self.stopping:
            try:
                close_old_connections()
                if self.keeps_time and time.monotonic() >= next_cleaning:
                    queue.forget_finished(at=timezone.now())
                    next_cleaning = time.monotonic() + CLEANING_INTERVAL
                if self.keeps_time and self.keeps_schedule and time.monotonic() >= next_look:
                    schedule.start_due(at=timezone.now())
                    next_look = time.monotonic() + SCHEDULE_INTERVAL
                pause = schedule.CONSTANT_INTERVAL
                if self.keeps_time and time.monotonic() >= next_constant:
                    pause = schedule.do_constant()
                    next_constant = time.monotonic() + pause
                busy = self.run_one() or not pause
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The database does not answer: %s", type(error).__name__)
                busy = False
            if not busy:
                time.sleep(POLL_SECONDS)

    def run_until_empty(self) -> int:
        """Work until no job is due now; return how many attempts were made."""
        count = 0
        while not self.stopping and self.run_one():
            count += 1
        while not self.stopping and not schedule.do_constant():
            pass
        return count

    def run_one(self) -> bool:
        """Take one due job and work on it; False when there was none."""
        job = queue.claim_job(worker=self.name, lease=self.lease, at=timezone.now(), queue=self.queue)
        if job is None:
            return False
        with self._lease_kept(job):
            try:
                _call(job)
            except Exception as error:  # noqa: BLE001 - whatever a task raises is its outcome
                held = self._write_failure(job, error)
            else:
                held = queue.finish_job(job=job, at=timezone.now())
        if not held:
            logger.warning("Job %s (%s) was taken over by another worker", job.pk, job.task)
        elif job.status != TaskResultStatus.READY:
            _announce_end(job)
        return True

    @contextmanager
    def _lease_kept(self, job: Job) -> Iterator[None]:
        done = threading.Event()

        def renew() -> None:
            try:
                while not done.wait(self.lease.total_seconds() / 3):
                    try:
                        if not queue.renew_lease(job=job, lease=self.lease, at=timezone.now()):
                            return
                    except (DatabaseError, InterfaceError) as error:
                        logger.warning("Lease of job %s not renewed: %s", job.pk, type(error).__name__)
                        close_old_connections()
            finally:
                connection.close()

        thread = threading.Thread(target=renew, name=f"lease-{job.pk}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _write_failure(self, job: Job, error: Exception) -> bool:
        text = "".join(format_exception(error))[-LONGEST_ERROR:]
        held = queue.fail_job(
            job=job,
            error=text,
            reason=str(error) if isinstance(error, JobError) else type(error).__name__,
            hopeless=isinstance(error, HopelessError),
            at=timezone.now(),
        )
        # The text of an exception may name a person's address: it stays in the database, out of the log.
        logger.log(
            logging.ERROR if job.status == TaskResultStatus.FAILED else logging.WARNING,
            "Job %s (%s): %s in attempt %d of %d, %s",
            job.pk,
            job.task,
            type(error).__name__,
            job.attempts,
            job.max_attempts,
            f"again at {job.due_at:%d.%m.%Y %H:%M:%S} UTC" if job.due_at else "given up",
        )
        return held


class Workers:
    """A worker for each queue, in threads of one process: the first queue's is that of the caller."""

    def __init__(self, *, lease: timedelta = LEASE, keeps_schedule: bool = True) -> None:
        first, *others = settings.QUEUES
        self.first = Worker(lease=lease, keeps_schedule=keeps_schedule, queue=first)
        self.others = [Worker(lease=lease, queue=queue, keeps_time=False) for queue in others]

    def stop(self) -> None:
        """Have all finish the job at hand and take no other."""
        for worker in (self.first, *self.others):
            worker.stop()

    def run(self) -> None:
        """Work until told to stop. A worker that breaks stops the others: whoever watches starts all anew."""
        threads = [
            threading.Thread(target=self._run, args=[worker], name=f"queue-{worker.queue}")
            for worker in self.others
        ]
        for thread in threads:
            thread.start()
        try:
            self.first.run()
        finally:
            self.stop()
            for thread in threads:
                thread.join()

    def _run(self, worker: Worker) -> None:
        try:
            worker.run()
        except Exception:
            logger.exception("The worker of the queue %s broke", worker.queue)
        finally:
            self.stop()
            connection.close()


def _call(job: Job) -> None:
    task: Task[..., Any] = import_string(job.task)
    result = result_of(job, task, job.args, job.kwargs)
    task_started.send(DatabaseBackend, task_result=result)
    if task.takes_context:
        task.call(TaskContext(task_result=result), *result.args, **result.kwargs)
    else:
        task.call(*result.args, **result.kwargs)


def _announce_end(job: Job) -> None:
    try:
        task: Task[..., Any] = import_string(job.task)
    except ImportError:  # a job of a task that no longer exists has just failed for that reason
        return
    task_finished.send(DatabaseBackend, task_result=result_of(job, task, job.args, job.kwargs))
