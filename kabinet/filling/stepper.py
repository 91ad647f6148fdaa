"""The tabs of the seven steps: which are complete, which have remarks."""

from collections.abc import Iterable
from typing import Any

from kabinet.applications.asked.steps import STEPS, Step
from kabinet.applications.content.completeness import Gap, missing
from kabinet.applications.models import Application
from kabinet.core.questions import is_empty
from kabinet.filling.desk import Desk


def neighbour(step: Step, offset: int) -> Step:
    """The step `offset` places after `step`; the ends stay where they are."""
    position = STEPS.index(step) + offset
    return STEPS[max(0, min(position, len(STEPS) - 1))]


def tabs(
    desk: Desk, current: Step, application: Application | None, gaps: list[Gap] | None = None
) -> list[dict[str, Any]]:
    """The seven tabs. Before the draft exists, later steps cannot be opened."""
    gaps = missing(application) if application and gaps is None else gaps or []
    incomplete = {gap.step for gap in gaps}
    return [
        {
            "number": number,
            "title": step.title,
            "url": application and desk.step_url(application, step.slug),
            "slug": step.slug if application else "",
            "current": step is current,
            "complete": application is not None
            and step.slug not in incomplete
            and _is_passed(step, application),
            "has_problem": False,
            "note": "заполнен" if application and _has_answer(step, application) else "пройден",
        }
        for number, step in enumerate(STEPS, start=1)
    ]


def _is_passed(step: Step, application: Application) -> bool:
    """Whether its page was sent, be it empty, or a page after it when it asks nothing of this person."""
    if step.questions(application.answers, application.applicant_kind, application.law):
        return _was_sent(step, application)
    return any(_was_sent(later, application) for later in STEPS[STEPS.index(step) :])


def _was_sent(step: Step, application: Application) -> bool:
    questions = step.questions_for(application.applicant_kind, application.law)
    return any(question.name in application.answers for question in questions)


def _has_answer(step: Step, application: Application) -> bool:
    asked = step.questions(application.answers, application.applicant_kind, application.law)
    return any(not is_empty(application.answers.get(question.name)) for question in asked)


def shown_gaps(desk: Desk, application: Application, gaps: Iterable[Gap]) -> list[dict[str, str]]:
    """What is missing, as the last step lists it: each with the address of its field or document."""
    return [{"text": gap.text, "url": _gap_url(desk, application, gap)} for gap in gaps]


def _gap_url(desk: Desk, application: Application, gap: Gap) -> str:
    url = desk.step_url(application, gap.step)
    if gap.name.startswith("document-"):
        return f"{url}#{gap.name}"
    name, _, place = gap.name.partition(".")
    return f"{url}#id_{name}" if not place else f"{url}#row_{name}-{place.partition('.')[0]}"
