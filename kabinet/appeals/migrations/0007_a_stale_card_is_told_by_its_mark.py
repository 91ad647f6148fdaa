from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0006_kept_by_the_database'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='appeal',
            name='version',
        ),
    ]
