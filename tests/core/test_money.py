"""Money as people type and read it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kabinet.core.money import LARGEST, clean_kopecks, rubles
from kabinet.law.errors import Malformed


@pytest.mark.parametrize(
    ("typed", "kopecks"),
    [
        ("99000", 9_900_000),
        ("99 000", 9_900_000),
        ("99\u00a0000,50 \u20bd", 9_900_050),
        ("99000.5", 9_900_050),
        ("14850-05", 1_485_005),
        (" 1 234 567,89 руб. ", 123_456_789),
        ("0,01", 1),
    ],
)
def test_a_sum_is_read_however_it_is_written(typed, kopecks):
    assert clean_kopecks(typed) == kopecks


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "цифрами"),
        ("сто", "цифрами"),
        ("1,005", "цифрами"),
        ("1,2,3", "цифрами"),
        ("-5", "цифрами"),
        ("9 90 00", "цифрами"),
        ("0,00", "больше нуля"),
        ("100000000000,01", "больше 100"),
    ],
)
def test_what_is_no_sum_is_refused(typed, said):
    with pytest.raises(Malformed, match=said):
        clean_kopecks(typed)


@given(st.integers(1, LARGEST))
def test_a_sum_as_it_is_shown_is_read_back(kopecks):
    assert clean_kopecks(rubles(kopecks)) == kopecks


@given(st.text())
@example("9" * 10_000)
@example("\ud800")
def test_any_text_is_taken_or_refused(text):
    try:
        assert 0 < clean_kopecks(text) <= LARGEST
    except Malformed as refusal:
        assert str(refusal).endswith(".")  # noqa: PT017 - either outcome is right


def test_a_refund_has_a_minus():
    assert rubles(-123_456) == "\u22121\u00a0234,56\u00a0\u20bd"
