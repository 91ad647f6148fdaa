"""Values that no law defines."""

from decimal import Decimal

import pytest

from kabinet.core.questions import Kind, Question, parse, tidied
from kabinet.core.values import spaced, storable, without_unit


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (10_000, "10\u00a0000"),
        (Decimal("1234567.500"), "1\u00a0234\u00a0567,5"),
        (Decimal("1E+3"), "1\u00a0000"),
        (Decimal("-0.25"), "−0,25"),
    ],
)
def test_a_number_is_shown_as_people_read_it(number, shown):
    assert spaced(number) == shown


def test_what_postgresql_cannot_keep_leaves_an_answer_at_any_depth():
    raw = {"a\0": ["б\0", {"в": "г\ud800д", "n": 5, "empty": None}], "ok": "😀"}
    assert storable(raw) == {"a": ["б", {"в": "гд", "n": 5, "empty": None}], "ok": "😀"}


DISTANCE = Question(name="distance", label="Расстояние", kind=Kind.WHOLE, unit="м")


@pytest.mark.parametrize(
    ("typed", "metres"),
    [("30 м", 30), ("30м.", 30), ("около 30 метров", 30), ("1 метр", 1), ("1,5 км", 1500), ("~ 1 200", 1200)],
)
def test_a_length_is_read_with_its_unit(typed, metres):
    assert parse(DISTANCE, typed) == metres


@pytest.mark.parametrize(
    ("question", "typed", "shown"),
    [
        (DISTANCE, "1,5 км", "1 500"),
        (DISTANCE, "далеко", "далеко"),
        (Question(name="d", label="Дата", kind=Kind.DATE), "10 февраля 2010", "10.02.2010"),
        (Question(name="m", label="Месяц", kind=Kind.MONTH), "март 2027", "03.2027"),
        (Question(name="i", label="ИНН", kind=Kind.INN_COMPANY), "77 07 08 38 93", "7707083893"),
        (Question(name="n", label="Имя", kind=Kind.PERSON_NAME), "галина", "Галина"),
        (Question(name="n", label="Имя", kind=Kind.PERSON_NAME), "галина2", "галина2"),
        (Question(name="p", label="Телефон", kind=Kind.MOBILE), "79171234567", "+7 917 123-45-67"),
        (Question(name="t", label="Текст"), "10 февраля 2010", "10 февраля 2010"),
    ],
)
def test_an_input_shows_what_the_portal_has_read(question, typed, shown):
    assert tidied(question, typed) == shown


def test_rows_are_tidied_cell_by_cell_and_keep_what_is_wrong():
    stage = Question(name="m", label="Месяц", kind=Kind.MONTH)
    rows = Question(name="stages", label="Этапы", kind=Kind.ROWS, rows=(stage,))
    assert tidied(rows, [{"m": "март 2027"}, {"m": "скоро"}]) == [{"m": "03.2027"}, {"m": "скоро"}]


@pytest.mark.parametrize("typed", ["12 345,6 кВт·ч", "12345,6 кВтч", "12 345.6 квт*ч", "12345,6"])
def test_kilowatt_hours_are_read_with_their_unit_however_it_is_spelled(typed):
    body, times = without_unit(typed, "кВт·ч")
    assert (body.replace(" ", "").replace(".", ","), times) == ("12345,6", 1)
