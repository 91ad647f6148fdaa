from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_state_change_day")]

    operations = [
        migrations.RemoveIndex("statechange", "state_reached"),
        migrations.AddIndex("statechange", models.Index(fields=("to_state", "on"), name="state_reached")),
    ]
