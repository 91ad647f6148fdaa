"""What requests for corrections asked for and what came of them, as a specialist reads it."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Prefetch

from kabinet.applications.asked.steps import every_question
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE
from kabinet.applications.models import Application, Attachment
from kabinet.applications.models.corrections import CorrectionItem
from kabinet.core.questions import Question, display
from kabinet.office.people import name_of


class CorrectedItem(NamedTuple):
    """One question or document: its answer before and after, or its files."""

    label: str
    note: str
    requested: bool
    before: str
    after: str
    changed: bool
    replaced: list[Any]
    added: list[Any]


class Correction(NamedTuple):
    """One request; `supplied_at` is empty while the applicant has not sent the corrections."""

    requested_at: datetime
    requested_by: str
    supplied_at: datetime | None
    comment: str
    items: list[CorrectedItem]


def corrections_of(application: Application) -> list[Correction]:
    """Every request, the latest first, each in the order of the questions; four queries at most."""
    files = Attachment.every.select_related("file")
    requests = (
        application.corrections.select_related("requested_by")
        .prefetch_related(
            "items",
            Prefetch("items__added", queryset=files, to_attr="came"),
            Prefetch("items__replaced", queryset=files, to_attr="went"),
        )
        .order_by("-requested_at", "-id")
    )
    asked = every_question(application.applicant_kind, application.law)
    questions = {question.name: question for _, question in asked}
    places = {name: place for place, name in enumerate(questions)}
    return [
        Correction(
            request.requested_at,
            name_of(request.requested_by),
            request.supplied_at,
            request.comment,
            [
                _corrected(item, questions.get(item.name))
                for item in sorted(request.items.all(), key=lambda item: places.get(item.name, len(places)))
            ],
        )
        for request in requests
    ]


def _corrected(item: CorrectionItem, question: Question | None) -> CorrectedItem:
    came: list[Attachment] = getattr(item, "came", [])
    went: list[Attachment] = getattr(item, "went", [])
    before = display(question, item.before) if question else ""
    after = display(question, item.after) if question else ""
    return CorrectedItem(
        label=question.label if question else _title_of(item.name),
        note=item.note,
        requested=item.requested,
        before=before,
        after=after,
        changed=before != after or bool(came),
        replaced=[one.file for one in went],
        added=[one.file for one in came],
    )


def _title_of(name: str) -> str:
    """The title of a kind of document by its name on the page."""
    return next((kind.title for kind in DOCUMENTS_BY_CODE.values() if kind.name == name), name)
