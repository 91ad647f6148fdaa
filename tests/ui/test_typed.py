"""A day that a form knows already stands in its field as people write it, and as its hint shows it."""

from datetime import date

from kabinet.ui.typed import day


def test_known_day_is_shown_as_people_write_it():
    assert day("День").prepare_value(date(2027, 1, 21)) == "21.01.2027"


def test_typed_day_stays_as_it_was_typed():
    assert day("День").prepare_value("21 января") == "21 января"
