"""Answers that most give, put down beforehand: whoever differs changes them, and nobody types them."""

from collections.abc import Collection, Mapping
from typing import Any

from kabinet.applications.asked.steps import every_question
from kabinet.core.questions import Answers, Question
from kabinet.law.editions import Law


def usual_answers(answers: Answers, kind: str, law: Law, *, given: Mapping[str, str]) -> dict[str, str]:
    """What is presumed by these answers, of what is asked; `given`: what the operator presumes."""
    presumed = {}
    for _step, question in every_question(kind, law):
        if question.shown(answers) and (usual := _usual(question, answers, given)):
            presumed[question.name] = usual
    return presumed


def with_usual(
    answers: Answers,
    kind: str,
    law: Law,
    *,
    given: Mapping[str, str],
    before: Answers | None = None,
    typed: Collection[str] = (),
) -> dict[str, Any]:
    """The answers with what is presumed where nobody has answered.

    What was presumed by the answers `before` follows them when they change, unless it has just been `typed`;
    what a person has emptied stays empty.
    """
    result = dict(answers)
    for _step, question in every_question(kind, law):
        name, raw = question.name, result.get(question.name)
        if name in typed or not question.shown(result):
            continue
        was = None if before is None else _usual(question, before, given)
        usual = _usual(question, result, given)
        if raw != usual and (raw == was if name in result else usual):
            result[name] = usual
    return result


def _usual(question: Question, answers: Answers, given: Mapping[str, str]) -> str:
    return given.get(question.name) or question.usual(answers)
