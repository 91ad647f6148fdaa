from django.db import migrations, models


def fill(apps, _schema_editor):
    """Say of every conversation what it is about; one of an appeal that was begun is the appeal's."""
    threads = apps.get_model("correspondence", "Thread").objects
    threads.filter(application__isnull=False).update(about="application")
    threads.exclude(about="application").update(about="appeal")


class Migration(migrations.Migration):
    dependencies = [
        ("correspondence", "0002_marks_of_unread"),
        ("applications", "0003_state_reached_by_day"),
    ]

    operations = [
        migrations.AddField(
            "thread",
            "about",
            models.CharField(
                choices=[("application", "Заявка"), ("appeal", "Обращение")], default="", max_length=20
            ),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("thread", "threads_unread_by_owner"),
        migrations.AddIndex(
            "thread",
            models.Index(
                condition=models.Q(("unread_by_owner", True)),
                fields=["owner", "about"],
                name="threads_unread_by_owner",
            ),
        ),
    ]
