"""What the database keeps of every kind of case."""

import re

import pytest
from django.apps import apps
from django.db.models import CheckConstraint

from kabinet.cases.models import Case, CaseChange

COLUMNS = [(model, "state") for model in Case.__subclasses__()] + [
    (model, column) for model in CaseChange.__subclasses__() for column in ("from_state", "to_state")
]
MODELS = [
    model
    for name in ("applications", "appeals", "correspondence")
    for model in apps.get_app_config(name).get_models()
]
CHOSEN = [
    field
    for model in MODELS
    for field in model._meta.concrete_fields
    if field.choices and field.model is model
]
CHECKS = [
    constraint
    for model in MODELS
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]


def known(model, column):
    """The values that the constraints of a table let stand in a column."""
    for constraint in model._meta.constraints:
        match getattr(constraint, "condition", None) and constraint.condition.children:
            case [(lookup, values)] if lookup == f"{column}__in":
                return set(values)
    return None


def test_kinds_of_cases_are_seen():
    assert {(model.__name__, column) for model, column in COLUMNS} == {
        ("Application", "state"),
        ("StateChange", "from_state"),
        ("StateChange", "to_state"),
        ("Appeal", "state"),
        ("AppealChange", "from_state"),
        ("AppealChange", "to_state"),
    }


@pytest.mark.parametrize(("model", "column"), COLUMNS)
def test_state_of_every_kind_of_case_is_one_that_people_know(model, column):
    nothing_before = {""} if column == "from_state" else set()
    assert known(model, column) == set(model.states.values) | nothing_before


@pytest.mark.parametrize("field", CHOSEN, ids=str)
def test_column_with_choices_holds_nothing_else(field):
    empty = {""} if field.blank else set()
    assert known(field.model, field.name) == {value for value, _ in field.choices} | empty


@pytest.mark.parametrize("constraint", CHECKS, ids=lambda constraint: constraint.name)
def test_refusal_says_in_people_s_words_what_a_row_has_to_be(constraint):
    assert re.fullmatch(r"[А-ЯЁ][^A-Za-z]+\.", str(constraint.violation_error_message))
