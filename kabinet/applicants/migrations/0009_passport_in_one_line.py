"""The series and the number of a passport are one answer: «4509 123456». What is unreadable stays as typed."""

from django.db import migrations

_AT_ONCE = 500


def _join(rows, field):
    divided = rows.filter(**{f"{field}__has_key": "passport_series"}).order_by("pk").only("pk", field)
    while batch := list(divided[:_AT_ONCE]):
        for row in batch:
            answers = getattr(row, field)
            series, number = (str(answers.get(name) or "") for name in ("passport_series", "passport_number"))
            answers["passport_number"] = f"{series} {number}".strip()
            del answers["passport_series"]
        rows.bulk_update(batch, [field])


def join_series_and_number(apps, schema_editor):
    alias = schema_editor.connection.alias
    _join(apps.get_model("applicants", "Applicant").objects.using(alias), "details")


class Migration(migrations.Migration):
    dependencies = [("applicants", "0008_people_of_an_applicant")]

    operations = [migrations.RunPython(join_series_and_number, migrations.RunPython.noop)]
