"""The list of what is wrong in a form, for the summary at its top."""

from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField

from kabinet.ui.rows import RowsField


class Problem(NamedTuple):
    """One thing to mend: `anchor` is the id of the input, empty when the whole form is meant."""

    anchor: str
    text: str


def problems_of(form: BaseForm) -> list[Problem]:
    """List the errors of a form in the order of its fields, those of rows by row; none when unbound."""
    found = [Problem("", str(text)) for text in form.errors.get(NON_FIELD_ERRORS, [])]
    for field in form:
        found += _problems_in_rows(field) or [
            Problem(_anchor(field), _named(str(field.label), str(text))) for text in field.errors
        ]
    return found


def _problems_in_rows(field: BoundField) -> list[Problem]:
    if not isinstance(field.field, RowsField):
        return []
    return [
        Problem(problem.anchor, f"{field.label}, строка {number}. {problem.text}")
        for number, row in enumerate(field.field.row_forms, start=1)
        for problem in problems_of(row)
    ]


def _anchor(field: BoundField) -> str:
    if field.widget_type in {"radioselect", "checkboxselectmultiple"}:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def _named(label: str, text: str) -> str:
    """Say which field an error is about, unless its text begins with that: «Фамилия: заполните это поле.»."""
    if text.casefold().startswith(label.casefold()):
        return text
    if label.endswith("?"):
        return f"{label} {text}"
    # «СНИЛС …» keeps its capitals after a colon, other sentences go on with a small letter.
    continued = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return f"{label.rstrip(':')}: {continued}"
