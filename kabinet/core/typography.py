"""Spaces at which a line must not end, so that they need not be typed into every text."""

import re

_AFTER_SHORT_WORD = re.compile(
    r"(?<![\w-])([а-яё]|п\.|пп\.|ст\.|ч\.|прил\.|абз\.|№|г\.|ул\.|д\.|с\.|кв\.|не|за|до|от|на|по|из) (?=\S)",
    re.IGNORECASE,
)
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:кВт|кВА|кВ|МВт|м|мес\.|месяц\w*|лет|рабочих)(?!\w))")
_BEFORE_DASH = re.compile(r" (?=—)")


def tied(text: str) -> str:
    """The text with short words tied to the next one, numbers to their units, dashes to the word before."""
    for pattern, replacement in (
        (_AFTER_SHORT_WORD, "\\1\u00a0"),
        (_BEFORE_UNIT, "\u00a0"),
        (_BEFORE_DASH, "\u00a0"),
    ):
        text = pattern.sub(replacement, text)
    return text
