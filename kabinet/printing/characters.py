"""Which characters the fonts can draw: PDF/A refuses a document with one that they cannot."""

import unicodedata

UNKNOWN = "\N{WHITE SQUARE}"
"""Stands for a character that no font at hand draws: an emoji, a hieroglyph."""

DRAWN = (
    (0x0020, 0x04FF),  # Latin, Greek, Cyrillic
    (0x2010, 0x2027),  # dashes, quotation marks, bullets
    (0x2030, 0x203A),
    (0x2070, 0x208E),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # №, ™, Ω
    (0x2153, 0x2184),  # fractions, Roman numerals
    (0x2190, 0x22FF),  # arrows, mathematics
    (0x2500, 0x25FF),  # frames, geometric figures
)
"""The first and the last code of each range; a test prints every character of them."""
_NOT_DRAWN = frozenset(map(ord, "℟℡℣℥"))


def printable(text: str) -> str:
    """The text as the fonts can draw it.

    Letters are composed; tabs become spaces, other control and invisible characters go, line ends stay.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(_shown(character) for character in composed)


def _shown(character: str) -> str:
    if character in "\n\N{NO-BREAK SPACE}":
        return character
    category = unicodedata.category(character)
    if category.startswith("Z"):
        return " "
    if category in ("Cc", "Cf", "Cs") or 0xFE00 <= ord(character) <= 0xFE0F:
        return ""
    code = ord(character)
    drawn = category[0] != "C" and code not in _NOT_DRAWN and any(a <= code <= z for a, z in DRAWN)
    return character if drawn else UNKNOWN
