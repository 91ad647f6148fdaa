"""Whose the invoices are; the index comes in a step of its own, as PostgreSQL alters no table just written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def take_over_the_owner(apps, schema_editor):
    alias = schema_editor.connection.alias
    application = apps.get_model("applications", "Application").objects.using(alias)
    owner = application.filter(pk=models.OuterRef("application")).values("owner")[:1]
    apps.get_model("billing", "Invoice").objects.using(alias).update(owner=models.Subquery(owner))


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0019_awaited_of_owner"),
        ("billing", "0007_former_statements_are_booked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="invoice",
            name="owner",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(take_over_the_owner, migrations.RunPython.noop),
    ]
