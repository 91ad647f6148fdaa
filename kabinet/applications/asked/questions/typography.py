"""No-break spaces in the texts of questions, so that they need not be typed into every text."""

import re
from dataclasses import replace

from kabinet.core.questions import Question
from kabinet.law.editions import Law

_AFTER_SHORT_WORD = re.compile(
    r"(?<![\w-])([а-яё]|п\.|пп\.|ст\.|ч\.|прил\.|№|не|за|до|от|на|по|из) (?=\S)", re.IGNORECASE
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


def typeset(question: Question, law: Law) -> Question:
    """The question with its texts tied, the terms of the law told in them."""
    return replace(
        question,
        label=tied(question.label),
        hint=tied(law.told(question.hint)),
        basis=tied(question.basis),
        choices=tuple((value, tied(law.told(label))) for value, label in question.choices),
        offered=tuple((value, tied(label)) for value, label in question.offered),
        rows=tuple(typeset(sub, law) for sub in question.rows),
    )
