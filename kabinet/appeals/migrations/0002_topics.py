from django.db import migrations

from kabinet.appeals.first_topics import FIRST_TOPICS


def add_topics(apps, _schema_editor):
    topics = apps.get_model("appeals", "Topic").objects
    for topic in FIRST_TOPICS:
        topics.get_or_create(code=topic["code"], defaults=topic)


class Migration(migrations.Migration):
    dependencies = [("appeals", "0001_initial")]

    operations = [migrations.RunPython(add_topics, migrations.RunPython.noop)]
