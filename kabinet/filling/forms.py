"""The form of a step's questions, as it is stored or as it was posted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from kabinet.applications.content.suppliers import GENERATION_BUYER, SUPPLIER, offered_suppliers
from kabinet.core.questions import Answers, Kind, Question, tidied
from kabinet.ui.forms import QuestionForm


def form_of_answers(questions: Sequence[Question], answers: Answers) -> QuestionForm:
    """The step's form as it is stored, with a remark beside each answer that is malformed."""
    return QuestionForm(in_page(questions), answers=answers, data=_as_posted(questions, answers))


def in_page(questions: Sequence[Question]) -> list[Question]:
    """The questions as the page of a step has them: the law once for all, suppliers to choose from."""
    return [_in_page(question) for question in questions]


def _in_page(question: Question) -> Question:
    if question.name not in (SUPPLIER, GENERATION_BUYER):
        return replace(question, basis="")
    only = question.name == GENERATION_BUYER
    offered = tuple(
        (one.name, f"{one.name}\u00a0— {one.serves}" if one.serves else one.name)
        for one in offered_suppliers()
        if one.guaranteed or not only
    )
    return replace(question, basis="", offered=offered, own=("Другая", "Название другой организации"))


def _as_posted(questions: Sequence[Question], answers: Answers) -> QueryDict:
    posted: MultiValueDict[str, Any] = QueryDict(mutable=True)
    for question in questions:
        raw = tidied(question, answers.get(question.name)) or ""
        if question.kind is not Kind.ROWS:
            posted[question.name] = raw
            continue
        for index, row in enumerate(raw or ()):
            for sub in question.rows:
                posted[f"{question.name}-{index}-{sub.name}"] = row.get(sub.name) or ""
    return posted  # type: ignore[return-value]
