"""Working days against the decrees «О переносе выходных дней»."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.law.working_days import add_calendar_days, add_working_days, is_working_day

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


@pytest.mark.parametrize("add", [add_working_days, add_calendar_days])
def test_a_term_without_days_is_refused(add):
    with pytest.raises(ValueError, match="at least one day"):
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
