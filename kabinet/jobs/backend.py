"""The back end of django.tasks: a task that is enqueued becomes a row of the same database."""

from typing import Any

from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.signals import task_enqueued
from django.utils import timezone

from kabinet.jobs.models import Job


class DatabaseBackend(BaseTaskBackend):
    """Enqueues into the job table; `manage.py worker` takes the jobs from there."""

    supports_defer = True

    def enqueue[**P, R](
        self, task: "Task[P, R]", args: list[Any], kwargs: dict[str, Any]
    ) -> "TaskResult[P, R]":
        """Write the job in the caller's transaction: rolled back with it, seen by workers after it."""
        self.validate_task(task)
        now = timezone.now()
        job = Job(task=task.module_path, queue=task.queue_name, due_at=task.run_after or now, enqueued_at=now)
        result = result_of(job, task, args, kwargs)
        job.args, job.kwargs = result.args, result.kwargs
        job.save(force_insert=True)
        object.__setattr__(result, "id", str(job.pk))
        task_enqueued.send(type(self), task_result=result)
        return result


def result_of[**P, R](
    job: Job, task: "Task[P, R]", args: list[Any], kwargs: dict[str, Any]
) -> "TaskResult[P, R]":
    """Describe the job in the framework's terms, with arguments turned into plain JSON values."""
    return TaskResult(
        task=task,
        id=str(job.pk),
        status=TaskResultStatus(job.status),
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=list(args),
        kwargs=kwargs,
        backend=task.backend,
        errors=[],
        worker_ids=[job.worker] * job.attempts,  # the framework counts the attempts by it
    )
