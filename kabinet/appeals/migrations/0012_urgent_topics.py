"""Topics that do not wait for an answer tell the hotline; «Отключение электроэнергии» is one from the start."""

from django.db import migrations, models


def mark_outages(apps, _schema_editor):
    """The topic that the portal came with; one that an operator has renamed is theirs to mark."""
    topics = apps.get_model("appeals", "Topic").objects
    topics.filter(code="06", title__startswith="Отключение электроэнергии").update(urgent=True)


class Migration(migrations.Migration):
    dependencies = [("appeals", "0011_corrections_of_entries")]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="urgent",
            field=models.BooleanField(default=False, verbose_name="Сначала звонок"),
        ),
        migrations.RunPython(mark_outages, migrations.RunPython.noop, elidable=False),
    ]
