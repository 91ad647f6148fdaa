"""Power as people type it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.law.errors import Malformed
from kabinet.law.power import clean_power, places_of

NOT_A_NUMBER = "Напишите мощность цифрами, например 15 или 15,5."
TOO_SMALL = "Мощность должна быть больше нуля."
TOO_BIG = (
    "Мощность должна быть меньше 1\u00a0000\u00a0000\u00a0кВт: "
    "проверьте, не введены ли ватты вместо киловатт."
)


@pytest.mark.parametrize(
    ("typed", "power"),
    [
        ("15", "15"),
        ("15,5", "15.5"),
        ("15.5", "15.5"),
        (" 15,500 ", "15.5"),
        ("15,5000", "15.5"),
        ("1 000", "1000"),
        ("1\u00a0000,25", "1000.25"),
        ("0,001", "0.001"),
        ("15 кВт", "15"),
        ("15кВт.", "15"),
        ("999999,999", "999999.999"),
        ("0" * 38 + "15", "15"),
    ],
)
def test_power_is_read_as_a_decimal(typed, power):
    assert clean_power(typed) == Decimal(power)


def test_power_never_prints_an_exponent():
    assert str(clean_power("15000")) == "15000"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("0", TOO_SMALL),
        ("0,000", TOO_SMALL),
        ("-5", TOO_SMALL),
        ("−5", TOO_SMALL),
        ("1000000", TOO_BIG),
        ("1000000000", TOO_BIG),
        ("15,5555", "В мощности не больше трёх знаков после запятой."),
        ("1e9", NOT_A_NUMBER),
        ("1E3", NOT_A_NUMBER),
        ("NaN", NOT_A_NUMBER),
        ("Infinity", NOT_A_NUMBER),
        ("", NOT_A_NUMBER),
        ("15,5,5", NOT_A_NUMBER),
        ("15 5", NOT_A_NUMBER),
        ("1_000", NOT_A_NUMBER),
        ("пятнадцать", NOT_A_NUMBER),
        ("٣", NOT_A_NUMBER),
        ("15😀", NOT_A_NUMBER),
        ("0" * 39 + "15", NOT_A_NUMBER),
        ("9" * 10_000, NOT_A_NUMBER),
    ],
)
def test_a_wrong_power_is_refused_with_what_is_wrong(typed, text):
    with pytest.raises(Malformed) as refusal:
        clean_power(typed)
    assert str(refusal.value) == text


@pytest.mark.parametrize(
    ("number", "places"), [("15", 0), ("1500", 0), ("15.0", 0), ("15.5", 1), ("0.001", 3), ("NaN", 0)]
)
def test_places_are_the_digits_after_the_point_without_trailing_zeros(number, places):
    assert places_of(Decimal(number)) == places


@given(st.one_of(st.text(), st.from_regex(r"[-−0-9., eE]{0,45}", fullmatch=True)))
def test_any_text_is_a_power_in_bounds_or_malformed(text):
    try:
        power = clean_power(text)
    except Malformed:
        return
    assert 0 < power < 1_000_000
    assert clean_power(str(power)) == power
