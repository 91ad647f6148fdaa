"""Documents that the operator places in the applicant's cabinet (861, пп. 105, 109, 110)."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.course.transitions import ApplicationNotFound, lock
from kabinet.applications.models import Application, PlacedDocument
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import FINAL, State
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.models import Message, Thread
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile
from kabinet.notifications.services import send_letter

_NOT_YET = frozenset({State.SUBMITTED, State.CHECKING, State.AWAITING_DOCUMENTS, State.SUPPLIED})
_CLOSED = FINAL - {State.COMPLETED}


class PlacingRefused(DomainError):
    """The document cannot be placed; the text says why."""


class NewDocument(NamedTuple):
    """A stored file to place as a document of a kind, perhaps instead of an earlier one."""

    kind: str
    file: StoredFile
    replaces: PlacedDocument | None = None


class Versions(NamedTuple):
    """A document in its newest version, and the earlier ones, the newest first."""

    document: PlacedDocument
    earlier: list[PlacedDocument]


def versions_of(application: Application) -> list[Versions]:
    """The placed documents with their versions, those placed last first. One query."""
    documents = {document.pk: document for document in application.placed.for_page()}
    replaced = {document.replaces_id for document in documents.values()}
    newest = [document for document in documents.values() if document.pk not in replaced]
    return [Versions(document, _earlier(document, documents)) for document in reversed(newest)]


def _earlier(document: PlacedDocument, documents: dict[UUID, PlacedDocument]) -> list[PlacedDocument]:
    earlier = []
    while document.replaces_id is not None:
        document = documents[document.replaces_id]
        earlier.append(document)
    return earlier


@transaction.atomic
def place_documents(
    *, application: Application, documents: Sequence[NewDocument], by: User | None, at: datetime
) -> list[PlacedDocument]:
    """Place documents; the applicant is told of all of them by one letter, at once (п. 105).

    `by` nobody: the portal made them itself. Raises ApplicationNotFound without the duty, and
    PlacingRefused: nothing given, an unknown kind, an application not accepted yet or closed, a version
    replaced already.
    """
    locked = lock(application)
    if locked.is_draft or (by is not None and Duty.APPLICATIONS not in by.duties):
        raise ApplicationNotFound
    _refuse_by_state(locked)
    if not documents:
        raise PlacingRefused("Выберите хотя бы один файл.")
    placed = [_place(locked, new, by, at) for new in documents]
    send_letter(
        kind="documents_placed",
        recipient=locked.owner.email,
        context={"application": locked, "documents": placed},
        person=locked.owner_id,
        about=locked.subject,
        at=at,
    )
    if by is not None and locked.thread is not None:
        _tell_in_conversation(locked.thread, placed, by, at)
    for document in placed:
        journal.record(
            act="document_placed",
            subject=f"application:{locked.pk}",
            by=by.pk if by else None,
            at=at,
            details={"kind": document.kind, "file": str(document.file_id), "sha256": document.file.sha256},
        )
    return placed


def _tell_in_conversation(thread: Thread, placed: Sequence[PlacedDocument], by: User, at: datetime) -> None:
    """A line in the conversation, without the files: only from their own place is it seen who opened them."""
    listed = "\n".join(f"{document.get_kind_display()}: {document.file.name}" for document in placed)
    send_message(
        thread=thread,
        by=by,
        from_operator=True,
        text=f"В разделе «Документы сетевой организации» размещено:\n{listed}",
        files=[],
        token=new_id(),
        at=at,
        kind=Message.Kind.DOCUMENT,
    )


def place_document(
    *,
    application: Application,
    kind: str,
    file: StoredFile,
    by: User | None,
    at: datetime,
    replaces: PlacedDocument | None = None,
) -> PlacedDocument:
    """Place one document: `place_documents`."""
    new = NewDocument(kind, file, replaces)
    return place_documents(application=application, documents=[new], by=by, at=at)[0]


def mark_seen(*, document: PlacedDocument, by: User, at: datetime) -> None:
    """The applicant opened or downloaded the document; only the first time is kept."""
    if document.application.owner_id == by.pk:
        PlacedDocument.objects.filter(pk=document.pk, seen_at=None).update(seen_at=at)


def _refuse_by_state(application: Application) -> None:
    state = State(application.state)
    if state in _NOT_YET:
        raise PlacingRefused("Сначала примите заявку в работу: документы размещают после проверки.")
    if state in _CLOSED:
        raise PlacingRefused(f"Документы не размещают: статус заявки — «{state.label}».")


def _place(application: Application, new: NewDocument, by: User | None, at: datetime) -> PlacedDocument:
    if new.kind not in PlacedKind.values:
        raise PlacingRefused("Такого вида документов нет: обновите страницу.")
    replaced = new.replaces
    if replaced is not None:
        present = application.placed.current().filter(pk=replaced.pk, kind=new.kind)
        if not present.exists():
            raise PlacingRefused(
                "Этот документ уже заменён новой редакцией: обновите страницу и замените последнюю."
            )
    return PlacedDocument.objects.create(
        application=application,
        kind=new.kind,
        file=new.file,
        replaces=replaced,
        placed_at=at,
        placed_by=by,
    )
