"""Values people type that no law defines: texts, numbers, addresses of mail (dates: kabinet.core.dates)."""

import re
from decimal import Decimal
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kabinet.law.errors import Malformed
from kabinet.law.power import places_of, read_decimal
from kabinet.law.text import shown_character, without_spaces

_EMAIL_LIMIT = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


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


_ABOUT = re.compile(r"^(?:около|примерно|приблизительно|[~≈])\s*", re.IGNORECASE)
_METRES = re.compile(r"\s*(?P<many>к)?м(?:етр(?:а|ов)?)?\.?$", re.IGNORECASE)


def without_unit(text: str, unit: str) -> tuple[str, int]:
    """The number of «около 30 м» or «1,5 км» for an answer in `unit`, and what to multiply it by."""
    body = _ABOUT.sub("", text.strip())
    if unit == "м" and (found := _METRES.search(body)):
        return body[: found.start()], 1000 if found["many"] else 1
    if unit:
        # «кВт·ч» is typed as «кВтч», «кВт*ч», «кВт.ч» too.
        spelled = re.escape(unit).replace("·", r"[·*.\s-]?")
        body = re.sub(rf"\s*{spelled}\.?$", "", body, flags=re.IGNORECASE)
    return body, 1


def clean_decimal(text: str, minimum: int | None, maximum: int | None, unit: str = "") -> Decimal:
    """A decimal as people write it, with three places at most and with or without its unit."""
    number = _number(text, unit)
    if number is None:
        raise Malformed("Напишите число цифрами, например 15 или 15,5.")
    if places_of(number) > 3:
        raise Malformed("После запятой не больше трёх знаков.")
    _check_bounds(number, minimum, maximum)
    return number


def clean_whole(text: str, minimum: int | None, maximum: int | None, unit: str = "") -> int:
    """A whole number, with or without its unit."""
    number = _number(text, unit)
    if number is None or places_of(number):
        raise Malformed("Напишите целое число цифрами, например 3.")
    _check_bounds(number, minimum, maximum)
    return int(number)


def _number(text: str, unit: str) -> Decimal | None:
    body, times = without_unit(text, unit)
    number = read_decimal(body)
    return None if number is None else number * times


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
