"""Distances as people tell them."""

import pytest

from kabinet.core.distances import clean_distance, ranges
from kabinet.core.questions import Kind, Question, display, tidied
from kabinet.law.errors import Malformed

FAR = Question(name="distance", label="Далеко ли", kind=Kind.DISTANCE)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("120", (120, 120)),
        ("около 30 метров", (30, 30)),
        ("1,5 км", (1500, 1500)),
        ("До 300 м", (0, 300)),
        ("не больше 300 метров", (0, 300)),
        ("300 – 500 м", (300, 500)),
        ("от 1 до 2 км", (1000, 2000)),
        ("500-300", (300, 500)),
        ("дальше 500 м", (500, None)),
        ("более 1 км", (1000, None)),
        ("0", (0, 0)),
    ],
)
def test_a_distance_is_read_roughly_or_in_metres(typed, told):
    assert clean_distance(typed) == told


@pytest.mark.parametrize("typed", ["далеко", "до забора", "300–", "м", "1.2.3", "-5"])
def test_what_is_no_distance_is_refused_with_an_example(typed):
    with pytest.raises(Malformed):
        clean_distance(typed)


def test_a_distance_across_the_country_is_a_slip():
    with pytest.raises(Malformed, match="не больше 100"):
        clean_distance("дальше 200 км")


def test_a_rough_distance_is_shown_as_it_was_chosen():
    assert [tidied(FAR, one) for one in ranges([15, 300, 500])] == ranges([15, 300, 500])
    assert ranges([15, 300, 500]) == ["до 15 м", "15–300 м", "300–500 м", "дальше 500 м"]
    assert (display(FAR, "до 300 м"), display(FAR, "1500")) == ("до 300\u00a0м", "1\u00a0500\u00a0м")
