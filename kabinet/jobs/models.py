"""Work to be done after a request, one row each."""

from datetime import datetime

from django.db import models
from django.tasks import TaskResultStatus

MAX_ATTEMPTS = 30
"""With the delays of kabinet.jobs.queue: about 21 hours of trying."""


class JobQuerySet(models.QuerySet["Job"]):
    """Phrases about jobs."""

    def claimable(self, at: datetime, queue: str | None = None) -> "JobQuerySet":
        """Jobs that a worker may take: due ones, and those whose worker stopped renewing its lease.

        `queue`: of that one alone.
        """
        due = self.filter(due_at__lte=at)
        return due if queue is None else due.filter(queue=queue)

    def held(self, job: "Job") -> "JobQuerySet":
        """The row of `job` as long as the same worker holds it in the same attempt, otherwise nothing."""
        return self.filter(
            pk=job.pk, status=TaskResultStatus.RUNNING, worker=job.worker, attempts=job.attempts
        )

    def failed(self) -> "JobQuerySet":
        """Jobs that are given up."""
        return self.filter(status=TaskResultStatus.FAILED)

    def retrying(self) -> "JobQuerySet":
        """Jobs that failed and wait for another attempt."""
        return self.filter(status=TaskResultStatus.READY, attempts__gt=0)


class Job(models.Model):
    """One call of a task. Written in the transaction that causes it, so it exists only if that one holds."""

    task = models.CharField(max_length=200, help_text="Import path of the task.")
    queue = models.CharField(max_length=20, default="default", help_text="One of settings.QUEUES.")
    args = models.JSONField(default=list, help_text="Identifiers only: no personal data.")
    kwargs = models.JSONField(default=dict, help_text="Identifiers only: no personal data.")
    status = models.CharField(max_length=10, choices=TaskResultStatus.choices, default=TaskResultStatus.READY)
    due_at = models.DateTimeField(
        null=True,
        help_text="From when a worker may take it: the planned moment of a waiting job, the end of the lease "
        "of a running one; empty once finished.",
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)
    worker = models.CharField(max_length=100, blank=True, help_text="Who holds it or held it last.")
    error = models.TextField(blank=True, help_text="Why the last attempt failed.")
    reason = models.CharField(
        max_length=200,
        blank=True,
        help_text="The same in short, naming nobody: the text of a JobError, or the class of the exception.",
    )
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="job_due", condition=models.Q(due_at__isnull=False)),
            models.Index(
                fields=["queue", "due_at", "id"],
                name="job_due_in_queue",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["finished_at"], name="job_finished", condition=models.Q(finished_at__isnull=False)
            ),
            models.Index(fields=["status", "id"], name="job_of_status"),
        ]


class DailyRun(models.Model):
    """A work of every day: the last day for which it was started. Whoever moves the day starts the work.

    Of a work that is done all the time the job alone counts.
    """

    name = models.CharField(max_length=40, primary_key=True, help_text="As in settings.DAILY_WORK.")
    day = models.DateField()
    job = models.ForeignKey(Job, models.DB_SET_NULL, null=True, related_name="+", help_text="The last one.")
