"""No-break spaces in the texts of questions, and the terms of the law told in them."""

from dataclasses import replace

from kabinet.core.questions import Question
from kabinet.core.typography import tied
from kabinet.law.editions import Law


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
