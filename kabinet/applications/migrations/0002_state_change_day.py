from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import TruncDate
from zoneinfo import ZoneInfo


def fill(apps, _schema_editor):
    """What was entered until now happened, as far as the portal knew, on the day of its entry."""
    day = TruncDate("at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    apps.get_model("applications", "StateChange").objects.filter(on=None).update(on=day)


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [
        migrations.AddField("statechange", "on", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("statechange", "on", models.DateField()),
    ]
