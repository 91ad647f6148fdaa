from django.db import migrations

TASK = "kabinet.notifications.tasks.deliver_letter"
BEFORE = "Не\N{NO-BREAK SPACE}ушло до обновления портала."


def tell_states(apps, schema_editor):
    """What was sent is sent, what a job still tries waits for that job, and the rest was given up."""
    Letter, Job = apps.get_model("notifications", "Letter"), apps.get_model("jobs", "Job")
    Letter.objects.filter(sent_at__isnull=False).update(state="sent", attempts=1)
    unsent = Letter.objects.filter(sent_at=None)
    unsent.update(state="given_up", reason=BEFORE)
    jobs = Job.objects.filter(task=TASK)
    jobs.update(queue="letters")
    for job in jobs.filter(status__in=("READY", "RUNNING")).order_by("pk").iterator():
        key = job.kwargs.get("letter_id") or next(iter(job.args), None)
        unsent.filter(pk=key, refused_at=None).update(
            state="waiting", reason="", job=job.pk, next_attempt_at=job.due_at, attempts=job.attempts
        )


class Migration(migrations.Migration):

    dependencies = [
        ("jobs", "0003_queues"),
        ("notifications", "0002_outbox_and_notices"),
    ]

    operations = [migrations.RunPython(tell_states, migrations.RunPython.noop)]
