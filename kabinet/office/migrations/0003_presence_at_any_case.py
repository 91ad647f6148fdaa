from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):
    """Who has a card open is forgotten in a minute: the table begins anew."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('office', '0002_presence_is_no_record'),
    ]

    operations = [
        migrations.DeleteModel(name='Presence'),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('case', models.UUIDField()),
                ('seen_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'user'), name='one_presence')],
            },
        ),
    ]
