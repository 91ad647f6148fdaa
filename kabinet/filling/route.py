"""The way through the steps: what each asks of this applicant, how it stands, which one comes next."""

from collections.abc import Sequence
from enum import Enum

from kabinet.applications.asked.steps import DOCUMENTS, STEPS, Step
from kabinet.applications.content.completeness import Gap, Lack
from kabinet.applications.models import Application
from kabinet.core.questions import Answers, Question, is_empty


class StepStanding(Enum):
    """How a step stands; the value says it in words, «» where the person knows."""

    OPEN = ""
    CHECKED = "проверено"
    PROBLEM = "есть замечания"
    READY = "заполнено заранее"
    NOTHING = "ничего не нужно"

    @property
    def needs_no_visit(self) -> bool:
        """Whether «Далее» passes over the step."""
        return self in (StepStanding.READY, StepStanding.NOTHING)


def is_aside(question: Question, answers: Answers) -> bool:
    """Whether the question stands under «Есть особенности?»; what is demanded and empty never does."""
    demanded = question.required(answers) and is_empty(answers.get(question.name))
    return question.rare(answers) and not demanded


def is_particular(question: Question, answers: Answers) -> bool:
    """Whether something was answered that most do not."""
    raw = answers.get(question.name)
    return not is_empty(raw) and raw != question.usual(answers)


def standing_of(step: Step, application: Application, gaps: Sequence[Gap]) -> StepStanding:
    """How the step stands; `gaps` are those of the whole application.

    A step is checked once its page was left without gaps: what was put down for the person is not, before.
    """
    lacks = {gap.lack for gap in gaps if gap.step == step.slug}
    passed = step.slug in application.passed
    if lacks - {Lack.EMPTY}:
        return StepStanding.PROBLEM if passed else StepStanding.OPEN
    if lacks:
        return StepStanding.OPEN
    unasked = StepStanding.OPEN if step.slug == DOCUMENTS else _without_visit(step, application)
    return StepStanding.CHECKED if passed and unasked is not StepStanding.NOTHING else unasked


def _without_visit(step: Step, application: Application) -> StepStanding:
    """How a step without gaps stands that nobody has opened."""
    answers = application.answers
    shown = step.questions(answers, application.applicant_kind, application.law)
    asked = [question for question in shown if not is_aside(question, answers)]
    if not asked and not any(is_particular(question, answers) for question in shown):
        return StepStanding.NOTHING
    answered = all(not is_empty(answers.get(question.name)) for question in asked)
    return StepStanding.READY if answered else StepStanding.OPEN


def neighbour(step: Step, offset: int) -> Step | None:
    """The step before (-1) or after (+1) this one; None past the ends."""
    position = STEPS.index(step) + offset
    return STEPS[position] if 0 <= position < len(STEPS) else None


def to_visit(
    application: Application, gaps: Sequence[Gap], *, after: Step | None = None, offset: int = 1
) -> Step | None:
    """The nearest step that has something to ask, from `after` on, or from the first; None past the ends."""
    step = neighbour(after, offset) if after else STEPS[0]
    while step is not None and standing_of(step, application, gaps).needs_no_visit:
        step = neighbour(step, offset)
    return step
