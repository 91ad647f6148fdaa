"""Maximum power (максимальная мощность), in kilowatts: a decimal with three places at most."""

import re
from decimal import Decimal

from kabinet.law.errors import Malformed
from kabinet.law.text import without_spaces

LIMIT = Decimal(1_000_000)
"""Kilowatts; a bigger number is watts typed by mistake: no single connection comes near a gigawatt."""

_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\s[0-9]{3})+(?:[.,][0-9]+)?")


def read_decimal(text: str) -> Decimal | None:
    """A decimal as people write it («15,5», «1 000», «−3»); None for anything else (1e9, NaN, letters)."""
    body = " ".join(text.split())
    sign = "-" if body[:1] in ("-", "\u2212") else ""
    body = body[len(sign) :].lstrip()
    if len(body) > 40 or not (_PLAIN.fullmatch(body) or _GROUPED.fullmatch(body)):
        return None
    return Decimal(sign + without_spaces(body).replace(",", "."))


def places_of(number: Decimal) -> int:
    """How many digits stand after the point, trailing zeros aside."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def clean_power(text: str) -> Decimal:
    """Power in kW: above zero, below 1 000 000, three places at most; «15,5 кВт» is 15.5."""
    body = re.sub(r"\s*квт\.?$", "", text.strip(), flags=re.IGNORECASE)
    power = read_decimal(body)
    if power is None:
        raise Malformed("Напишите мощность цифрами, например 15 или 15,5.")
    if power <= 0:
        raise Malformed("Мощность должна быть больше нуля.")
    if power >= LIMIT:
        raise Malformed(
            "Мощность должна быть меньше 1\u00a0000\u00a0000\u00a0кВт: "
            "проверьте, не введены ли ватты вместо киловатт."
        )
    if places_of(power) > 3:
        raise Malformed("В мощности не больше трёх знаков после запятой.")
    return power.quantize(Decimal("0.001")).normalize() + 0
