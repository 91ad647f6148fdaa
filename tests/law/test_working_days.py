"""Working days against the decrees «О переносе выходных дней»."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.law.working_days import add_calendar_days, add_months, add_working_days, is_working_day

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2024, 4, 27), True),
        (date(2024, 4, 29), False),
        (date(2024, 12, 28), True),
        (date(2025, 11, 1), True),
        (date(2025, 11, 3), False),
        (date(2025, 12, 31), False),
        (date(2026, 1, 9), False),
        (date(2026, 3, 9), False),
        (date(2026, 5, 11), False),
        (date(2026, 12, 31), False),
        (date(2026, 11, 24), True),
        (date(2027, 2, 20), True),
        (date(2027, 2, 22), False),
        (date(2027, 11, 5), False),
    ],
)
def test_a_day_moved_by_decree_is_known(day, working):
    assert is_working_day(day) is working


DECREES = {
    2024: (
        [
            "01-01/05",
            "01-08",
            "02-23",
            "03-08",
            "04-29/30",
            "05-01",
            "05-09/10",
            "06-12",
            "11-04",
            "12-30/31",
        ],
        ["04-27", "11-02", "12-28"],
    ),
    2025: (["01-01/03", "01-06/08", "05-01/02", "05-08/09", "06-12/13", "11-03/04", "12-31"], ["11-01"]),
    2026: (["01-01/02", "01-05/09", "02-23", "03-09", "05-01", "05-11", "06-12", "11-04", "12-31"], []),
    2027: (
        ["01-01", "01-04/08", "02-22/23", "03-08", "05-03", "05-10", "06-14", "11-04/05", "12-31"],
        ["02-20"],
    ),
}
"""Weekdays off and Saturdays worked, by ТК РФ ст. 112 and № 1314, № 1335, № 1466 and that of 2027."""


def spelled(year, spans):
    for span in spans:
        month, days = span.split("-")
        first, _, last = days.partition("/")
        yield from (date(year, int(month), day) for day in range(int(first), int(last or first) + 1))


@pytest.mark.parametrize("year", DECREES)
def test_every_day_of_the_year_is_as_the_decrees_say(year):
    off, worked = (set(spelled(year, spans)) for spans in DECREES[year])
    days = [date(year, 1, 1) + timedelta(n) for n in range(366)]
    wrong = [
        day
        for day in days
        if day.year == year
        and is_working_day(day) != (day in worked or (day.weekday() < 5 and day not in off))
    ]
    assert wrong == []


@pytest.mark.parametrize(("year", "count"), [(2024, 248), (2025, 247), (2026, 247), (2027, 247)])
def test_a_year_has_as_many_working_days_as_the_decree_says(year, count):
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    assert sum(is_working_day(first + timedelta(n)) for n in range(days)) == count


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2025, 10, 30), 5, date(2025, 11, 7)),
        (date(2026, 12, 28), 10, date(2027, 1, 20)),
        (date(2026, 11, 24), 20, date(2026, 12, 22)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_working_days_are_counted_from_the_next_day(start, n, end):
    assert add_working_days(start, n) == end


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 12, 21), 10, date(2027, 1, 11)),
    ],
)
def test_calendar_days_that_end_on_a_day_off_move_to_the_next_working_day(start, n, end):
    assert add_calendar_days(start, n) == end


def test_a_regional_holiday_is_not_worked():
    holiday = {date(2026, 11, 25): False}
    assert add_working_days(date(2026, 11, 24), 1, overrides=holiday) == date(2026, 11, 26)
    assert add_calendar_days(date(2026, 11, 24), 1, overrides=holiday) == date(2026, 11, 26)


def test_a_saturday_made_working_is_worked():
    assert add_working_days(date(2026, 11, 27), 1, overrides={date(2026, 11, 28): True}) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 11, 24), 4, date(2027, 3, 24)),
        (date(2026, 8, 31), 6, date(2027, 3, 1)),  # 28.02.2027 is a Sunday
        (date(2025, 12, 30), 12, date(2026, 12, 30)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(start, n, end):
    assert add_months(start, n) == end


@pytest.mark.parametrize("add", [add_working_days, add_calendar_days, add_months])
def test_a_term_of_nothing_is_refused(add):
    with pytest.raises(ValueError, match="at least one"):
        add(date(2026, 11, 24), 0)


@given(DAYS, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_after_exactly_so_many(start, n):
    end = add_working_days(start, n)
    assert is_working_day(end)
    assert sum(is_working_day(start + timedelta(k)) for k in range(1, (end - start).days + 1)) == n


@given(DAYS, st.integers(1, 60))
def test_a_calendar_term_is_never_cut_short(start, n):
    end = add_calendar_days(start, n)
    assert is_working_day(end)
    skipped = [start + timedelta(k) for k in range(n, (end - start).days)]
    assert not any(map(is_working_day, skipped))
