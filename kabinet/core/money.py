"""Money in whole kopecks: read as people type rubles, written as they read them."""

import re

from kabinet.core.values import spaced
from kabinet.law.errors import Malformed
from kabinet.law.text import ZERO_WIDTH

LARGEST = 10**13
"""Kopecks; a hundred billion rubles is a slip of the hand."""

_TYPED = re.compile(r"([0-9]{1,15}|[0-9]{1,3}(?:[ '][0-9]{3})+)(?:[.,-]([0-9]{1,2}))?")
_UNIT = re.compile(r"\s*(?:₽|р\.?|руб\.?|рубл[ейья]+)$", re.IGNORECASE)


def clean_kopecks(text: str) -> int:
    """A sum typed as «99 000», «99000,50» or «99 000.50 руб.», above zero, in kopecks."""
    visible = "".join(" " if sign.isspace() else sign for sign in text if sign not in ZERO_WIDTH)
    found = _TYPED.fullmatch(_UNIT.sub("", visible.strip()).strip())
    if not found:
        raise Malformed("Напишите сумму в рублях цифрами, например 99\u00a0000 или 99\u00a0000,50.")
    rubles, kopecks = re.sub(r"\D", "", found[1]), (found[2] or "").ljust(2, "0")
    total = int(rubles) * 100 + int(kopecks)
    if not total:
        raise Malformed("Сумма должна быть больше нуля.")
    if total > LARGEST:
        raise Malformed("Проверьте сумму: она больше 100\u00a0миллиардов рублей.")
    return total


def rubles(kopecks: int) -> str:
    """«14 850,00 ₽» for 1485000, with no-break spaces; a minus before what was returned."""
    whole, rest = divmod(abs(kopecks), 100)
    sign = "\u2212" if kopecks < 0 else ""
    return f"{sign}{spaced(whole)},{rest:02d}\u00a0₽"
