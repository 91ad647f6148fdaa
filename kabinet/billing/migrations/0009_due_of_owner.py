"""Every invoice has its owner, and what one owner owes is a range of an index."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_whose_invoices")]

    operations = [
        migrations.AlterField(
            model_name="invoice",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("next_due_on__isnull", False)),
                fields=["owner", "next_due_on", "id"],
                name="invoice_due_of_owner",
            ),
        ),
    ]
