"""Working days of Russia: ТК РФ ст. 112, the yearly decrees that move days off, ГК РФ ст. 191–193.

The decrees come with the `holidays` package (2024: № 1314 of 10.08.2023, 2025: № 1335 of 04.10.2024,
2026: № 1466 of 24.09.2025, and 2027). `overrides` says otherwise for single days, True for a working one:
a region's own holidays, or a decree that the package does not know yet.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays

type Overrides = Mapping[date, bool]

NO_OVERRIDES: Overrides = MappingProxyType({})

_DAY = timedelta(days=1)


@cache
def _year(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("RU", years=year, expand=False)


def is_working_day(day: date, *, overrides: Overrides = NO_OVERRIDES) -> bool:
    """Whether people work on this day of a five-day week."""
    known = overrides.get(day)
    return _year(day.year).is_working_day(day) if known is None else known


def add_working_days(start: date, n: int, *, overrides: Overrides = NO_OVERRIDES) -> date:
    """The n-th working day after `start`, which itself is not counted (ГК РФ ст. 191); n is 1 or more."""
    if n < 1:
        raise ValueError("a term has at least one day")
    day = start
    while n:
        day += _DAY
        n -= is_working_day(day, overrides=overrides)
    return day


def add_calendar_days(start: date, n: int, *, overrides: Overrides = NO_OVERRIDES) -> date:
    """The n-th day after `start`, or the next working day when it falls on a day off (ГК РФ ст. 193)."""
    if n < 1:
        raise ValueError("a term has at least one day")
    return _next_working_day(start + n * _DAY, overrides)


def add_months(start: date, n: int, *, overrides: Overrides = NO_OVERRIDES) -> date:
    """The same day `n` months later, or the next working day when that is a day off (ГК РФ ст. 193)."""
    return _next_working_day(months_later(start, n), overrides)


def months_later(start: date, n: int) -> date:
    """The same day `n` months after `start`, or the last of a month without it (ГК РФ ст. 192 п. 3)."""
    if n < 1:
        raise ValueError("a term has at least one month")
    years, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    return date(years, month + 1, min(start.day, monthrange(years, month + 1)[1]))


def _next_working_day(day: date, overrides: Overrides) -> date:
    while not is_working_day(day, overrides=overrides):
        day += _DAY
    return day
