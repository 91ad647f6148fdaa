"""The time limits of the law."""

from datetime import date

import pytest

from kabinet.law.deadlines import LIMITS, Code, due


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        (Code.REGISTRATION, date(2026, 11, 24), date(2026, 11, 25)),
        (Code.REGISTRATION, date(2026, 11, 27), date(2026, 11, 30)),
        (Code.COMPLETENESS_CHECK, date(2026, 11, 24), date(2026, 11, 27)),
        (Code.SUPPLY_DOCUMENTS, date(2026, 11, 24), date(2026, 12, 22)),
        (Code.OFFER_SIMPLIFIED, date(2026, 12, 28), date(2027, 1, 20)),
        (Code.OFFER_150_670, date(2026, 11, 24), date(2026, 12, 22)),
        (Code.OFFER_GENERAL, date(2026, 11, 24), date(2026, 12, 22)),
        (Code.OFFER_TEMPORARY, date(2026, 11, 24), date(2026, 12, 4)),
        (Code.OFFER_TEMPORARY, date(2026, 12, 21), date(2027, 1, 11)),
    ],
)
def test_a_limit_ends_on_the_day_the_law_names(code, start, end):
    assert due(code, start) == end


def test_a_limit_minds_regional_holidays():
    assert due(Code.COMPLETENESS_CHECK, date(2026, 11, 24), overrides={date(2026, 11, 26): False}) == date(
        2026, 11, 30
    )


def test_every_code_has_one_limit():
    assert set(LIMITS) == set(Code)


def test_every_limit_names_its_act_and_paragraph():
    assert [
        limit.code for limit in LIMITS.values() if "№" not in limit.act or "п. " not in limit.paragraph
    ] == []
