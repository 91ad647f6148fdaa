"""«Подать похожую»: a new draft with what was answered before, without what was once only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kabinet.applicants.services import prefill
from kabinet.applications.asked.steps import every_question
from kabinet.applications.models import Application
from kabinet.applications.submission.services import start_draft
from kabinet.core.questions import Kind, Question

_ONCE = frozenset({Kind.DATE, Kind.MONTH, Kind.CHECK})
"""Days to come have passed by now, and ticks are given anew each time."""


def begin_similar(*, application: Application, draft_id: UUID, email: str, at: datetime) -> Application:
    """Begin a draft of the same applicant with the answers of `application`; one `draft_id`, one draft.

    What the profile knows now goes before what was typed then. No file, consent or planned day comes along.
    `email`: as of `prefill`. Raises what start_draft does.
    """
    applicant = application.owner.applicant
    kept = kept_answers(application)
    return start_draft(
        draft_id=draft_id, applicant=applicant, answers={**kept, **prefill(applicant, email=email)}, at=at
    )


def kept_answers(application: Application) -> dict[str, Any]:
    """The answers that are as true of another application."""
    kept: dict[str, Any] = {}
    for _step, question in every_question(application.applicant_kind, application.law):
        raw = application.answers.get(question.name)
        if raw and question.kind not in _ONCE:
            kept[question.name] = _kept_rows(question, raw) if question.kind is Kind.ROWS else raw
    return kept


def _kept_rows(question: Question, rows: Any) -> list[Mapping[str, Any]]:
    once = {sub.name for sub in question.rows if sub.kind in _ONCE}
    return [{name: raw for name, raw in row.items() if name not in once} for row in rows]
