"""How the portal writes sizes, counts, dates and names."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import PurePosixPath

from django.utils import timezone

from kabinet.law.counting import counted
from kabinet.law.errors import Malformed
from kabinet.law.requisites import clean_phone, told_phone

NBSP = "\N{NO-BREAK SPACE}"
_SIZE_UNITS = ("Б", "КБ", "МБ", "ГБ")


def file_size(size: int) -> str:
    """Write a size in bytes by 1024: «398.78 КБ», «21 КБ», «5 МБ»; at most two places, a dot."""
    value, unit = Decimal(size), 0
    while _rounded(value) >= 1024 and unit < len(_SIZE_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    text = f"{_rounded(value):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}{NBSP}{_SIZE_UNITS[unit]}"


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def lasting(length: timedelta) -> str:
    """Write how long something lasts, in whole days, hours or minutes: «12 часов»."""
    if not length % timedelta(days=1):
        return counted(length.days, "день", "дня", "дней")
    if not length % timedelta(hours=1):
        return counted(length // timedelta(hours=1), "час", "часа", "часов")
    return counted(length // timedelta(minutes=1), "минута", "минуты", "минут")


def ru_date(value: date | datetime) -> str:
    """Write a date as 21.01.2021; a moment is first brought to the local time zone."""
    return _local(value).strftime("%d.%m.%Y")


_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def ru_day(value: date | datetime, *, today: date) -> str:
    """Write a day as people say it: «25 декабря», with its year when that is not the year of `today`."""
    day = _local(value)
    said = f"{day.day}{NBSP}{_MONTHS[day.month - 1]}"
    return said if day.year == today.year else f"{said} {day.year}{NBSP}года"


def ru_datetime(value: datetime) -> str:
    """Write a moment as «21.01.2021 в 14:05» in the local time zone."""
    return _local(value).strftime(f"%d.%m.%Y в{NBSP}%H:%M")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def initials(name: str) -> str:
    """Take the first letters of the first two words: «Иванов Пётр» → «ИП»; marks are passed over."""
    words = ["".join(letter for letter in word if letter.isalnum()) for word in name.split()]
    return "".join(word[0] for word in words if word)[:2].upper()


def surname_first(name: str) -> str:
    """Shorten a person's name: «Иванов Пётр Сергеевич» → «Иванов П. С.»; what is none stays as it is."""
    surname, *given = name.split()[:4] or [""]
    if len(given) not in (1, 2) or not all(word.replace("-", "").isalpha() for word in (surname, *given)):
        return name
    return NBSP.join([surname, *(f"{word[0]}." for word in given)])


def file_extension(name: str) -> str:
    """Take the extension of a file's name in capitals, at most four letters: «PDF»."""
    return PurePosixPath(name).suffix.removeprefix(".").upper()[:4]


def phone_link(phone: str) -> str:
    """Turn a phone as people write it into one for a tel: link: «8 800 000-00-00» → «88000000000»."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def phone(text: str) -> str:
    """A phone, however it was written down, as people read it: «+7 917 123-45-67»; what is none, as it is."""
    try:
        return told_phone(clean_phone(text)) if text else ""
    except Malformed:
        return text


def by_basis(asked_by: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """For components/why.html: from pairs of a paragraph and a label, each paragraph with all it asks for."""
    asked: dict[str, list[str]] = {}
    for basis, label in asked_by:
        if basis:
            asked.setdefault(basis, []).append(label)
    return [
        {"basis": basis, "labels": ", ".join([labels[0], *map(_continued, labels[1:])])}
        for basis, labels in asked.items()
    ]


def _continued(label: str) -> str:
    """The label inside a sentence; an abbreviation keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
