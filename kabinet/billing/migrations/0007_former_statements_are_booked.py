"""Statements of former versions were booked while they were loaded."""

from django.db import migrations, models


def say_booked(apps, _editor):
    apps.get_model("billing", "Statement").objects.filter(booked_at=None).update(
        confirmed_at=models.F("loaded_at"), confirmed_by=models.F("loaded_by"), booked_at=models.F("loaded_at")
    )


class Migration(migrations.Migration):
    dependencies = [("billing", "0006_statements_are_evidence")]

    operations = [migrations.RunPython(say_booked, migrations.RunPython.noop)]
