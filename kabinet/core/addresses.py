"""An address in one line, and the parts from which one may be put together."""

from collections.abc import Mapping
from typing import NamedTuple


class AddressPart(NamedTuple):
    """A part of an address: its name in a form, its label, HTML's autocomplete token, what stands before it.

    `before` is put down unless the person has written a word of the kind («ул.», «д.»).
    """

    name: str
    label: str
    autocomplete: str
    before: str = ""


PARTS = (
    AddressPart("index", "Индекс", "postal-code"),
    AddressPart("region", "Регион", "address-level1"),
    AddressPart("place", "Город, село, СНТ", "address-level2"),
    AddressPart("street", "Улица", "address-line1"),
    AddressPart("house", "Дом или участок", "off", "д."),
    AddressPart("flat", "Квартира", "off", "кв."),
)
"""In the order in which a line has them."""


def joined_address(parts: Mapping[str, str]) -> str:
    """The line of these parts, by the names of PARTS; «» of none."""
    told = ((part, " ".join(parts.get(part.name, "").split())) for part in PARTS)
    return ", ".join(_named(part, text) for part, text in told if text)


def _named(part: AddressPart, text: str) -> str:
    # «15» is a house; whoever writes «участок 15» or «д. 15» has said what it is.
    return f"{part.before} {text}" if part.before and text[0].isdecimal() else text
