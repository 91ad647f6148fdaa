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


def _join_corrections(items):
    """What was asked or corrected of the series is told of the whole; where both were, they become one."""
    for series in items.filter(name="passport_series").select_related("request"):
        number = items.filter(request=series.request, name="passport_number").first()
        if number is None:
            series.name = "passport_number"
            series.save(update_fields=["name"])
            continue
        for field in ("before", "after"):
            both = [getattr(series, field), getattr(number, field)]
            setattr(number, field, " ".join(filter(None, both)) or None)
        number.note = " ".join(filter(None, (series.note, number.note)))
        number.requested = number.requested or series.requested
        number.save(update_fields=["before", "after", "note", "requested"])
        series.delete()


def join_series_and_number(apps, schema_editor):
    alias = schema_editor.connection.alias
    _join(apps.get_model("applications", "Application").objects.using(alias), "answers")
    _join(apps.get_model("applications", "CorrectionRequest").objects.using(alias), "answers")
    _join_corrections(apps.get_model("applications", "CorrectionItem").objects.using(alias))


class Migration(migrations.Migration):
    dependencies = [("applications", "0017_brought_items")]

    operations = [migrations.RunPython(join_series_and_number, migrations.RunPython.noop)]
