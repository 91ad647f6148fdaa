"""Days and months as people write them: by numbers, by a word («10 февраля 2010»), with «г.» or without."""

import calendar
import re
from datetime import date

from django.utils import timezone

from kabinet.law.errors import Malformed
from kabinet.law.text import DASHES, ZERO_WIDTH

_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100
_DATE_EXAMPLE = "Напишите дату так: 21.01.2021."
_MONTH_EXAMPLE = "Напишите месяц и год так: 01.2027."

_MONTHS = (
    ("январь", "января", "январе"),
    ("февраль", "февраля", "феврале"),
    ("март", "марта", "марте"),
    ("апрель", "апреля", "апреле"),
    ("май", "мая", "мае"),
    ("июнь", "июня", "июне"),
    ("июль", "июля", "июле"),
    ("август", "августа", "августе"),
    ("сентябрь", "сентября", "сентябре"),
    ("октябрь", "октября", "октябре"),
    ("ноябрь", "ноября", "ноябре"),
    ("декабрь", "декабря", "декабре"),
)
_SHORTEST_WORD = 3
_BETWEEN = r"[\s./,-]+"
_AFTER_YEAR = re.compile(r"(?<=[0-9])\s*г(?:\.|од|ода|оду)?$")


def _checked_year(year: int) -> None:
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise Malformed(f"Проверьте год: {year:04d}. Он бывает от {_EARLIEST_YEAR} до {_LATEST_YEAR}.")


def _checked_month(month: int) -> None:
    if not 1 <= month <= 12:
        raise Malformed(f"Проверьте месяц: {month:02d}. Он бывает от 01 до 12.")


def _plain(text: str) -> str:
    """What was typed, with one kind of dash, in small letters and without «г.» after the year."""
    body = "".join("-" if sign in DASHES else sign for sign in text if sign not in ZERO_WIDTH)
    return _AFTER_YEAR.sub("", " ".join(body.lower().split()))


def _month_of(word: str) -> int | None:
    """The number of a month by its name, also declined («марта», «в марте») or cut short («февр»)."""
    if len(word) < _SHORTEST_WORD:
        return None
    for number, forms in enumerate(_MONTHS, start=1):
        if any(form.startswith(word) for form in forms):
            return number
    return None


def _day_month_year(body: str) -> tuple[int, int, int] | None:
    by_numbers = re.fullmatch(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{4}})", body)
    if found := by_numbers or re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", body):
        return int(found[1]), int(found[2]), int(found[3])
    if found := re.fullmatch(r"([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})", body):
        return int(found[3]), int(found[2]), int(found[1])
    if (found := re.fullmatch(r"([0-9]{1,2})[\s.-]*([а-я]+)[\s.-]*([0-9]{4})", body)) and (
        month := _month_of(found[2])
    ):
        return int(found[1]), month, int(found[3])
    return None


def clean_date(text: str) -> date:
    """A date typed as 21.01.2021, 21/1/2021, 21 01 2021, 2021-01-21 or «21 января 2021»."""
    body = _plain(text)
    read = _day_month_year(body)
    if read is None:
        if re.fullmatch(rf"[0-9]{{1,2}}{_BETWEEN}[0-9]{{1,2}}{_BETWEEN}[0-9]{{2}}", body):
            raise Malformed(f"Напишите год четырьмя цифрами. {_DATE_EXAMPLE}")
        raise Malformed(_DATE_EXAMPLE)
    day, month, year = read
    _checked_year(year)
    _checked_month(month)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise Malformed(f"Такой даты нет: {day:02d}.{month:02d}.{year}. Последний день месяца — {last}.")
    return date(year, month, day)


def clean_past_date(text: str) -> date:
    """A date that is today or earlier, by the portal's own time zone."""
    day = clean_date(text)
    if day > timezone.localdate():
        raise Malformed(f"Дата ещё не наступила: {day:%d.%m.%Y}. Проверьте год.")
    return day


def clean_month(text: str) -> date:
    """A month typed as 01.2027, 1/2027, 01 2027, 2027-01 or «январь 2027»; its first day."""
    body = _plain(text)
    year, month = 0, 0
    if found := re.fullmatch(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{4}})|([0-9]{{2}})([0-9]{{4}})", body):
        month, year = int(found[1] or found[3]), int(found[2] or found[4])
    elif found := re.fullmatch(r"([0-9]{4})[./-]([0-9]{1,2})", body):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"(?:в )?([а-я]+)[\s.-]*([0-9]{4})", body):
        month, year = _month_of(found[1]) or 0, int(found[2])
        if not month:
            raise Malformed(_MONTH_EXAMPLE)
    else:
        raise Malformed(_MONTH_EXAMPLE)
    _checked_year(year)
    _checked_month(month)
    return date(year, month, 1)
