"""The penalty for late works: п. 16 «в», абз. 3 of the Rules."""

from datetime import date

import pytest

from kabinet.law.applicability import Paragraph
from kabinet.law.penalty import PER_DAY_WORDS, days_counted, penalty, spares_applicant

DUE = date(2027, 11, 24)


def test_quarter_of_a_per_cent_of_the_whole_fee_for_each_day():
    assert PER_DAY_WORDS == "0,25\u00a0%"
    assert penalty(9_900_000, 1) == 24_750, "247 rubles 50 kopecks of 99 000"
    assert penalty(9_900_000, 30) == 742_500
    assert penalty(9_900_000, 400) == 9_900_000


@pytest.mark.parametrize(
    ("fee", "days", "kopecks"), [(100, 2, 1), (199, 1, 0), (333, 1, 1), (100_001, 7, 1750)]
)
def test_half_a_kopeck_is_rounded_up(fee, days, kopecks):
    assert penalty(fee, days) == kopecks


@pytest.mark.parametrize(
    ("until", "operator", "applicant"),
    [
        (date(2027, 11, 23), 0, 0),
        (DUE, 0, 0),
        (date(2027, 11, 25), 1, 1),
        (date(2028, 11, 24), 366, 366),
        (date(2028, 11, 25), 367, 366),
    ],
)
def test_the_applicant_owes_no_more_than_for_a_year(until, operator, applicant):
    assert days_counted(DUE, until, of_applicant=False) == operator
    assert days_counted(DUE, until, of_applicant=True) == applicant


def test_who_owes_nothing_at_low_voltage():
    """П. 12(1), 13(2)–13(5) and 14; пп. 9, 12 and 13 owe it at any voltage."""
    owing = {paragraph for paragraph in Paragraph if not spares_applicant(paragraph, low_voltage=True)}
    assert owing == {
        Paragraph.GENERAL,
        Paragraph.MIDDLE,
        Paragraph.TEMPORARY,
        Paragraph.MICROGENERATION_BUSINESS_ABOVE_150,
    }
    assert not any(spares_applicant(paragraph, low_voltage=False) for paragraph in Paragraph)
