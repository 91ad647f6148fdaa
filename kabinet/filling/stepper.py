"""The tabs of the seven steps: which are checked, which have remarks, which ask nothing."""

from collections.abc import Iterable
from typing import Any

from kabinet.applications.asked.steps import STEPS, Step
from kabinet.applications.content.completeness import Gap, missing
from kabinet.applications.models import Application
from kabinet.filling.desk import Desk
from kabinet.filling.route import StepStanding, standing_of


def tabs(
    desk: Desk, current: Step, application: Application | None, gaps: list[Gap] | None = None
) -> list[dict[str, Any]]:
    """The seven tabs. Before the draft exists, later steps cannot be opened."""
    if application is None:
        return [_tab(number, step, StepStanding.OPEN, current) for number, step in enumerate(STEPS, start=1)]
    gaps = missing(application) if gaps is None else gaps
    return [
        {
            **_tab(number, step, standing_of(step, application, gaps), current),
            "url": desk.step_url(application, step.slug),
            "slug": step.slug,
        }
        for number, step in enumerate(STEPS, start=1)
    ]


def _tab(number: int, step: Step, standing: StepStanding, current: Step) -> dict[str, Any]:
    return {
        "number": number,
        "title": step.title,
        "slug": "",
        "url": "",
        "current": step is current,
        "complete": standing is StepStanding.CHECKED,
        "has_problem": standing is StepStanding.PROBLEM,
        "skipped": standing.needs_no_visit,
        "note": standing.value,
    }


def shown_gaps(desk: Desk, application: Application, gaps: Iterable[Gap]) -> list[dict[str, str]]:
    """What is missing: each with the address of its field or document."""
    return [{"text": gap.text, "url": gap_url(desk, application, gap)} for gap in gaps]


def gap_url(desk: Desk, application: Application, gap: Gap) -> str:
    """The address of the field, the row or the document that a gap is about."""
    url = desk.step_url(application, gap.step)
    if gap.name.startswith("document-"):
        return f"{url}#{gap.name}"
    name, _, place = gap.name.partition(".")
    return f"{url}#id_{name}" if not place else f"{url}#row_{name}-{place.partition('.')[0]}"
