"""Requests for corrections: which answers and documents an applicant is asked to mend (861, п. 15).

The specialist names questions and kinds of documents, a note for each; the applicant gets just those open
(kabinet.applications.corrections.answers).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.asked.steps import DOCUMENTS, STEPS
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE, documents_for
from kabinet.applications.course.transitions import lock, perform
from kabinet.applications.models import Application
from kabinet.applications.models.corrections import CorrectionItem, CorrectionRequest
from kabinet.applications.rules.states import Action, State
from kabinet.core.errors import DomainError
from kabinet.core.questions import Question
from kabinet.core.values import storable
from kabinet.files.models import StoredFile

OPEN_IN = (State.AWAITING_DOCUMENTS, State.SUPPLIED, State.CHECKING)
"""Where corrections may be sent: something else may be supplied first, and they still may."""
LONGEST_NOTE = 1000


class NothingToCorrect(DomainError):
    """The specialist has chosen nothing."""

    def __init__(self) -> None:
        super().__init__("Отметьте хотя бы один вопрос или документ, который нужно исправить.")


class Correctable(NamedTuple):
    """A question or a kind of document that may be named in a request: its present answer or files."""

    name: str
    label: str
    answer: object
    question: Question | None
    files: tuple[StoredFile, ...] = ()


def correctable(application: Application) -> list[tuple[str, list[Correctable]]]:
    """Every question that is asked, answered or not, and every kind of document, by the steps' titles."""
    answers, kind, law = application.answers, application.applicant_kind, application.law
    blocks = []
    for step in STEPS:
        items = [
            Correctable(question.name, question.label, answers.get(question.name), question)
            for question in step.questions(answers, kind, law)
        ]
        if step.slug == DOCUMENTS:
            items = [*_correctable_documents(application), *items]
        blocks.append((step.title, items))
    return blocks


def _correctable_documents(application: Application) -> list[Correctable]:
    files: dict[str, list[StoredFile]] = {}
    for attachment in application.attachments.all():
        files.setdefault(attachment.kind, []).append(attachment.file)
    kinds = documents_for(application.answers, application.applicant_kind, application.law)
    left = [DOCUMENTS_BY_CODE[code] for code in files if DOCUMENTS_BY_CODE[code] not in kinds]
    return [
        Correctable(kind.name, kind.title, None, None, tuple(files.get(kind.code, ())))
        for kind in (*kinds, *left)
    ]


@transaction.atomic
def request_corrections(
    *,
    application: Application,
    notes: Mapping[str, str],
    comment: str,
    by: User,
    at: datetime,
    token: UUID,
) -> CorrectionRequest:
    """Ask the applicant to mend what `notes` name, each with what is wrong there; the state changes with it.

    A repeated `token` gives the request made first. Raises NothingToCorrect, and what `perform` refuses.
    """
    locked = lock(application)
    if locked.history(manager="every").filter(token=token).exists():
        return locked.corrections.latest("requested_at")
    labels = {item.name: item.label for _, items in correctable(locked) for item in items}
    chosen = {name: clean_note(note) for name, note in notes.items() if name in labels}
    if not chosen:
        raise NothingToCorrect
    perform(
        application=locked,
        action=Action.REQUEST_DOCUMENTS,
        by=by,
        at=at,
        comment=request_text(comment, {labels[name]: note for name, note in chosen.items()}),
        token=token,
    )
    request = CorrectionRequest.objects.create(
        application=locked, requested_by=by, requested_at=at, comment=storable(comment).strip()
    )
    CorrectionItem.objects.bulk_create(
        CorrectionItem(request=request, name=name, note=chosen[name]) for name in labels if name in chosen
    )
    return request


def request_text(comment: str, notes: Mapping[str, str]) -> str:
    """The request as the applicant reads it in the letter and the conversation; `notes` by label."""
    lines = [f"– {label}: {note}" if note else f"– {label}" for label, note in notes.items()]
    asked = "Что нужно исправить или приложить:\n" + "\n".join(lines)
    return f"{comment.strip()}\n\n{asked}" if comment.strip() else asked


def clean_note(note: str) -> str:
    """A note in one line, no longer than LONGEST_NOTE signs."""
    return " ".join(storable(note).split())[:LONGEST_NOTE]


def open_request(application: Application) -> CorrectionRequest | None:
    """The request that the applicant may still answer: the last one, until it is supplied or decided on."""
    if application.state not in OPEN_IN:
        return None
    last = application.corrections.prefetch_related("items", "uploads__file").last()
    return last if last and last.supplied_at is None else None
