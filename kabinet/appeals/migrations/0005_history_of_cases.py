from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT
from django.db.models.functions import TruncDate


def fill(apps, _schema_editor):
    """What happened to an appeal happened on the day of its entry."""
    apps.get_model("appeals", "AppealChange").objects.update(on=TruncDate("at"))


class Migration(migrations.Migration):
    dependencies = [("appeals", "0004_days_and_clarifications")]

    operations = [
        migrations.AlterField(
            "appeal",
            "owner",
            models.ForeignKey(
                on_delete=PROTECT, related_name="%(class)ss", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            "appeal",
            "specialist",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=PROTECT,
                related_name="taken_%(class)ss",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("appealchange", "on", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("appealchange", "on", models.DateField()),
        migrations.AlterField("appealchange", "action", models.CharField(max_length=40)),
        migrations.AlterField("appealchange", "from_state", models.CharField(blank=True, max_length=40)),
        migrations.AlterField("appealchange", "to_state", models.CharField(max_length=40)),
        migrations.AlterField(
            "appealchange",
            "by",
            models.ForeignKey(
                blank=True, null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField("appealchange", "token", models.UUIDField(blank=True, null=True)),
    ]
