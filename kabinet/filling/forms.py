"""The form of a step's questions as it is stored."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from kabinet.core.questions import Answers, Kind, Question, tidied
from kabinet.ui.forms import QuestionForm


def form_of_answers(questions: Sequence[Question], answers: Answers) -> QuestionForm:
    """The step's form as it is stored, with a remark beside each answer that is malformed."""
    return QuestionForm(questions, answers=answers, data=_as_posted(questions, answers))


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
