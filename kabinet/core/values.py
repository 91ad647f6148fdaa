"""Values people type that no law defines: texts, dates, numbers, addresses of mail."""

import calendar
import re
from datetime import date
from decimal import Decimal
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from kabinet.law.errors import Malformed
from kabinet.law.power import places_of, read_decimal
from kabinet.law.text import shown_character, without_spaces

_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100
_EMAIL_LIMIT = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_DATE_EXAMPLE = "Напишите дату так: 21.01.2021."
_MONTH_EXAMPLE = "Напишите месяц и год так: 01.2027."


def storable[T](raw: T) -> T:
    """An answer without what PostgreSQL cannot keep: NUL and halves of surrogate pairs, at any depth."""
    cleaned: object = raw
    match raw:
        case str():
            cleaned = "".join(ch for ch in raw if ch != "\0" and not "\ud800" <= ch <= "\udfff")
        case list():
            cleaned = [storable(item) for item in raw]
        case dict():
            cleaned = {storable(name): storable(item) for name, item in raw.items()}
    return cast("T", cleaned)


def plain_text(text: str) -> str:
    """Free text: one kind of line end, no control characters, nothing PostgreSQL cannot keep, trimmed."""
    lines = storable(text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign >= " " or sign in "\n\t").strip()


def clean_text(text: str, limit: int) -> str:
    """Free text of an answer. Raises Malformed when it is longer than `limit`."""
    cleaned = plain_text(text)
    if len(cleaned) > limit:
        raise Malformed(f"Сократите текст: знаков {spaced(len(cleaned))}, а можно не больше {spaced(limit)}.")
    return cleaned


def spaced(number: Decimal | int) -> str:
    """A number as people read it: thousands parted by no-break spaces, a decimal comma, no trailing zeros."""
    whole, _, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    sign, whole = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(whole):,}".replace(",", "\u00a0")
    return f"{sign}{grouped}{',' + fraction if fraction else ''}"


def _checked_year(year: int) -> None:
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        raise Malformed(f"Проверьте год: {year:04d}. Он бывает от {_EARLIEST_YEAR} до {_LATEST_YEAR}.")


def _checked_month(month: int) -> None:
    if not 1 <= month <= 12:
        raise Malformed(f"Проверьте месяц: {month:02d}. Он бывает от 01 до 12.")


def clean_date(text: str) -> date:
    """A date typed as 21.01.2021, 21/1/2021 or 2021-01-21."""
    body = without_spaces(text)
    if found := re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})(?:г\.?)?", body):
        day, month, year = map(int, found.groups())
    elif found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", body):
        year, month, day = map(int, found.groups())
    elif re.fullmatch(r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2}", body):
        raise Malformed(f"Напишите год четырьмя цифрами. {_DATE_EXAMPLE}")
    else:
        raise Malformed(_DATE_EXAMPLE)
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
    """A month typed as 01.2027, 1/2027 or 2027-01; its first day."""
    body = without_spaces(text)
    if found := re.fullmatch(r"([0-9]{1,2})[./-]([0-9]{4})", body):
        month, year = map(int, found.groups())
    elif found := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})", body):
        year, month = map(int, found.groups())
    else:
        raise Malformed(_MONTH_EXAMPLE)
    _checked_year(year)
    _checked_month(month)
    return date(year, month, 1)


def clean_decimal(text: str, minimum: int | None, maximum: int | None) -> Decimal:
    """A decimal as people write it, with three places at most."""
    number = read_decimal(text)
    if number is None:
        raise Malformed("Напишите число цифрами, например 15 или 15,5.")
    if places_of(number) > 3:
        raise Malformed("После запятой не больше трёх знаков.")
    _check_bounds(number, minimum, maximum)
    return number


def clean_whole(text: str, minimum: int | None, maximum: int | None) -> int:
    """A whole number."""
    number = read_decimal(text)
    if number is None or places_of(number):
        raise Malformed("Напишите целое число цифрами, например 3.")
    _check_bounds(number, minimum, maximum)
    return int(number)


def _check_bounds(number: Decimal, minimum: int | None, maximum: int | None) -> None:
    if minimum is not None and number < minimum:
        raise Malformed(f"Число не меньше {spaced(minimum)}, а введено {spaced(number)}.")
    if maximum is not None and number > maximum:
        raise Malformed(f"Число не больше {spaced(maximum)}, а введено {spaced(number)}.")


def clean_email(text: str) -> str:
    """An address of electronic mail, its domain in lower case."""
    address = without_spaces(text)
    if len(address) > _EMAIL_LIMIT:
        raise Malformed(
            f"Адрес слишком длинный: знаков {spaced(len(address))}, а можно не больше {_EMAIL_LIMIT}."
        )
    local, at, domain = address.rpartition("@")
    if not at or not local:
        raise Malformed("В адресе электронной почты нет знака «@». Пример: ivanov@mail.ru.")
    for character in local:
        if not (character.isascii() and character.isprintable()):
            raise Malformed(
                f"До знака «@» допустимы латинские буквы и цифры, а здесь {shown_character(character)}."
            )
    if "." not in domain.strip("."):
        raise Malformed("После знака «@» нужно имя с точкой. Пример: ivanov@mail.ru.")
    canonical = f"{local}@{domain.lower()}"
    try:
        validate_email(canonical)
    except (ValidationError, UnicodeError):
        raise Malformed("Это не похоже на адрес электронной почты. Пример: ivanov@mail.ru.") from None
    return canonical
