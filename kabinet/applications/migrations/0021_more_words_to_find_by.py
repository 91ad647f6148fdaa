from django.db import migrations
from django.utils import timezone

TASK = "kabinet.applications.content.indexing.index_anew"


def ask(apps, _schema_editor):
    """Former applications are found by telephone and the rest once a worker has written their words."""
    if apps.get_model("applications", "Application").objects.exclude(state="draft").exists():
        now = timezone.now()
        apps.get_model("jobs", "Job").objects.create(task=TASK, due_at=now, enqueued_at=now)


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0020_answers_to_points"),
        ("jobs", "0003_queues"),
    ]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
