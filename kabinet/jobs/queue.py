"""Who may work on which job: taking, holding and finishing it.

A job is taken with a lease. Its worker renews the lease while it works; when a worker dies, the lease runs
out and another worker takes the job. Every later write names the worker and the attempt, so a worker that
lost its job cannot overwrite the work of the next one.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.tasks import TaskResultStatus

from kabinet.jobs.models import Job

FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(hours=1)
LONG_WAIT = timedelta(minutes=5)
"""Work that is due for so long waits for a worker that does not come."""
KEEP_SUCCESSFUL = timedelta(days=7)
KEEP_FAILED = timedelta(days=90)
LONGEST_REASON = 200
_FRESH = {"status": TaskResultStatus.READY, "attempts": 0, "finished_at": None}


def delay_after(attempts: int) -> timedelta:
    """How long to wait after that many failed attempts: 2, 4, 8 … seconds, an hour at most."""
    doublings = min(attempts - 1, 20)  # further ones would only overflow
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def claim_job(*, worker: str, lease: timedelta, at: datetime, queue: str | None = None) -> Job | None:
    """Take the job that has been due for the longest time, or None when nothing is due in the queue."""
    due = Job.objects.claimable(at, queue).order_by("due_at", "id")
    if not due.exists():  # asked outside a transaction: on SQLite each one takes the write lock
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
        if job is None:
            return None
        if job.attempts >= job.max_attempts:  # the worker died every time
            job.error = job.error or "The worker disappeared during the last attempt."
            job.reason = job.reason or "Работник остановился посреди последней попытки."
            _close(job, TaskResultStatus.FAILED, at)
            job.save()
            return None
        job.status = TaskResultStatus.RUNNING
        job.worker = worker
        job.attempts += 1
        job.started_at = at
        job.due_at = at + lease
        job.save()
        return job


def renew_lease(*, job: Job, lease: timedelta, at: datetime) -> bool:
    """Hold the job for another `lease`; False when it is no longer this worker's."""
    return Job.objects.held(job).update(due_at=at + lease) == 1


def finish_job(*, job: Job, at: datetime) -> bool:
    """Write down that the job is done; False when it is no longer this worker's."""
    _close(job, TaskResultStatus.SUCCESSFUL, at)
    job.error = job.reason = ""
    return _write_outcome(job)


def fail_job(*, job: Job, error: str, reason: str, hopeless: bool, at: datetime) -> bool:
    """Plan the next attempt, or give up after the last one; False when the job is no longer this worker's."""
    job.error, job.reason = error, reason[:LONGEST_REASON]
    if hopeless or job.attempts >= job.max_attempts:
        _close(job, TaskResultStatus.FAILED, at)
    else:
        job.status = TaskResultStatus.READY
        job.due_at = at + delay_after(job.attempts)
    return _write_outcome(job)


def retry_job(*, pk: int, at: datetime) -> bool:
    """Let a job that failed be tried now, with all its attempts before it; False when it has not failed.

    A job at work, done or waiting for its first attempt is left alone, so two presses are one retry.
    """
    found = Job.objects.filter(pk=pk)
    return (found.failed() | found.retrying()).update(**_FRESH, due_at=at) == 1


def retry_failed(*, at: datetime) -> int:
    """Let every job that was given up be tried now; how many there were."""
    return Job.objects.failed().update(**_FRESH, due_at=at)


@transaction.atomic
def drop_job(*, pk: int) -> Job | None:
    """Remove a job that nobody works on and that is not done; give it as it was, None when there is none."""
    idle = (TaskResultStatus.READY, TaskResultStatus.FAILED)
    job = Job.objects.select_for_update().filter(pk=pk, status__in=idle).first()
    if job is not None:
        Job.objects.filter(pk=pk).delete()
    return job


def forget_finished(*, at: datetime) -> int:
    """Delete jobs that nobody will ask about any more; return how many."""
    successful = Job.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=at - KEEP_SUCCESSFUL)
    failed = Job.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=at - KEEP_FAILED)
    return successful.delete()[0] + failed.delete()[0]


def _close(job: Job, status: TaskResultStatus, at: datetime) -> None:
    job.status = status
    job.due_at = None
    job.finished_at = at


def _write_outcome(job: Job) -> bool:
    return (
        Job.objects.held(job).update(
            status=job.status,
            due_at=job.due_at,
            finished_at=job.finished_at,
            error=job.error,
            reason=job.reason,
        )
        == 1
    )
