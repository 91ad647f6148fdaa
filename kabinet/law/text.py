"""What the rules need to know about typed characters."""

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
APOSTROPHES = "'\u2018\u2019\u02bc\u00b4`"


def shown_character(character: str) -> str:
    """The character in quotes, or words for one that cannot be seen."""
    return f"«{character}»" if character.isprintable() and not character.isspace() else "невидимый знак"


def without_spaces(text: str) -> str:
    """The text without any white space and zero-width characters."""
    return "".join(ch for ch in text if not ch.isspace() and ch not in ZERO_WIDTH)


def compact(text: str) -> str:
    """The text without white space, zero-width characters and dashes."""
    return "".join(ch for ch in without_spaces(text) if ch not in DASHES)
