"""What a release leaves in this folder: every row of a filled portal, and the migrations it stands on."""

import gzip
import json
from pathlib import Path

FOLDER = Path(__file__).parent
SECRET_KEY = "a-key-of-portals-that-are-filled-for-a-release-alone"
"""What secrets in the rows are sealed with."""
JOURNAL_KEY = "a-key-of-journals-that-are-filled-for-a-release-alone"
"""What their journal is sealed with."""


def released():
    """The versions whose data lie here."""
    return sorted(path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz"))


def read(version):
    with gzip.open(FOLDER / f"{version}.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)


def tables(apps):
    """Table → its model, among the models of now or of a state of the migrations."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if model._meta.managed and not model._meta.proxy}


def columns(model):
    """What is kept of a row: a database that computes a column itself computes it again."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def rows(model):
    """Every row as JSON tells it, by its key: column → value, the same from both databases."""
    found = model._base_manager.all()
    return {str(row.pk): {field.column: _told(field, row) for field in columns(model)} for row in found}


def put(model, kept):
    """Put rows that `rows` has told into the table, past everything that a save would do."""
    fields = {field.column: field for field in columns(model)}
    model._base_manager.bulk_create(
        model(**{fields[column].attname: fields[column].to_python(value) for column, value in row.items()})
        for row in kept.values()
    )


def _told(field, row):
    value = field.value_from_object(row)
    plain = value is None or isinstance(value, bool | int | str | list | dict)
    return value if plain else field.value_to_string(row)
