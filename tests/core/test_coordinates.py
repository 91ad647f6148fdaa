"""Coordinates as people copy them from a map, read off a receiver and type by hand."""

import pytest

from kabinet.core.coordinates import clean_coordinates
from kabinet.core.questions import Kind, Question, display, parse, tidied
from kabinet.law.errors import Malformed

PLACE = Question(name="coordinates", label="Координаты", kind=Kind.COORDINATES)


@pytest.mark.parametrize(
    "typed",
    [
        "55.7558, 37.6173",
        "55.7558,37.6173",
        "55.7558 37.6173",
        "55,7558, 37,6173",
        "55,7558 37,6173",
        "55,7558,37,6173",
        "55.7558; 37.6173",
        "(55.7558, 37.6173)",
        "N55.7558 E37.6173",
        "55.7558N, 37.6173E",
        "55.7558° N 37.6173° E",
        "37.6173 в. д., 55.7558 с. ш.",
        "37.6173, 55.7558",
        "55,7558° с.ш. 37,6173° в.д.",
        "широта 55.7558, долгота: 37.6173",
        "Координаты: 55.7558, 37.6173.",
        "geo:55.7558,37.6173",
        "lat=55.7558 lon=37.6173",
        " 55.755800\u00a0,\u200b 37.617300 ",
        "55.7558 северной широты, 37.6173 восточной долготы",
    ],
)
def test_decimals_are_read_in_every_spelling(typed):
    assert str(clean_coordinates(typed)) == "55.7558, 37.6173"


@pytest.mark.parametrize(
    "typed",
    [
        "55°45′21″ с. ш., 37°37′4″ в. д.",
        "55° 45' 21\" с.ш. 37° 37' 04\" в.д.",
        "55°45'21''N 37°37'04''E",
        "55º45’21” с. ш. 37º37’4” в. д.",
        "N 55°45'21\", E 37°37'4\"",
        "55 градусов 45 минут 21 секунда, 37 градусов 37 минут 4 секунды",
    ],
)
def test_degrees_minutes_and_seconds_are_read(typed):
    assert str(clean_coordinates(typed)) == "55.755833, 37.617778"


def test_minutes_may_have_a_fraction_as_receivers_write_them():
    assert str(clean_coordinates("55°45.35' N 37°37,067' E")) == "55.755833, 37.617783"


def test_the_east_of_chukotka_lies_west_of_the_meridian():
    assert str(clean_coordinates("66.16, -169.81")) == "66.16, -169.81"
    assert str(clean_coordinates("66.16 с. ш. 169.81 з. д.")) == "66.16, -169.81"


def test_two_numbers_that_may_stand_either_way_are_left_as_they_stand():
    assert str(clean_coordinates("54.7351, 55.9587")) == "54.7351, 55.9587"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("у старой водокачки", "Напишите два числа: широту и долготу."),
        ("55,75", "Напишите два числа: широту и долготу."),
        ("55.7558", "Напишите два числа: широту и долготу."),
        ("55.7558, 37.6173, 120", "Напишите два числа: широту и долготу."),
        ("55.7558 с. ш., 37.6173 с. ш.", "Нужны одна широта и одна долгота."),
        ("55°75′ с. ш., 37°37′ в. д.", "Минут и секунд в градусе бывает меньше 60"),
        ("55,5°45′ с. ш., 37°37′ в. д.", "Дробным бывает только последнее"),
        ("48.8566, 2.3522", "Эта точка не в России: широта 48.8566, долгота 2.3522."),
        ("-55.7558, 37.6173", "Эта точка не в России: широта -55.7558, долгота 37.6173."),
        ("5" * 101, "Это длиннее, чем бывают координаты."),
    ],
)
def test_what_is_no_point_is_told_apart(typed, told):
    with pytest.raises(Malformed) as refusal:
        clean_coordinates(typed)
    assert str(refusal.value).startswith(told)


def test_the_answer_is_shown_as_maps_take_it_and_a_wrong_one_as_typed():
    assert parse(PLACE, "55,7558 37,6173") == (55.7558, 37.6173)
    assert display(PLACE, "55,7558 37,6173") == tidied(PLACE, "55,7558 37,6173") == "55.7558, 37.6173"
    assert display(PLACE, "у водокачки") == tidied(PLACE, "у водокачки") == "у водокачки"
