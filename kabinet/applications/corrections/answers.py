"""Correcting what a request for corrections has opened (corrections.requests), and nothing else.

Nothing changes in the application until the corrections are sent; then the answers before and after are kept,
and so are the files that were replaced.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.asked.steps import DOCUMENTS, every_question
from kabinet.applications.content.columns import asked_answers, fill_columns
from kabinet.applications.content.completeness import Gap, missing_answers
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE, DocumentKind, required_documents
from kabinet.applications.content.search import index_words
from kabinet.applications.corrections.brought import titles_brought
from kabinet.applications.corrections.requests import open_request
from kabinet.applications.course.transitions import ENGINE, ApplicationNotFound, lock, move
from kabinet.applications.models import Application, Attachment
from kabinet.applications.models.corrections import CorrectionItem, CorrectionRequest, CorrectionUpload
from kabinet.applications.papers.printed_form import order_form
from kabinet.applications.rules.states import Action
from kabinet.applications.rules.table import transition as row_for
from kabinet.applications.submission.services import MAX_ATTACHMENTS, AttachmentRefused, as_typed
from kabinet.cases.sides import Side
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.questions import Answers, Question, is_empty
from kabinet.core.values import storable
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file
from kabinet.law.editions import Law


class CorrectionsClosed(DomainError):
    """There is no request for corrections that is open."""

    def __init__(self) -> None:
        super().__init__("Исправления по этой заявке уже отправлены или больше не требуются.")


class NothingToSend(DomainError):
    """All that was asked for was brought on paper: there is nothing to send from the cabinet."""

    def __init__(self) -> None:
        super().__init__(
            "Отправлять нечего: вы сообщили, что всё принесли. Специалист подтвердит, когда получит бумаги."
        )


class NotCorrected(DomainError):
    """Something is still missing or wrong; `gaps` say what."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__("Исправления пока нельзя отправить: не всё заполнено.")


@dataclass(frozen=True, slots=True)
class Opened:
    """What the applicant may change now; `answers` are the application's with the draft's over them."""

    questions: tuple[Question, ...]
    documents: tuple[DocumentKind, ...]
    answers: Answers
    notes: Mapping[str, str]

    @property
    def names(self) -> set[str]:
        """The names of the questions and documents."""
        return {question.name for question in self.questions} | {kind.name for kind in self.documents}


def opened(application: Application, request: CorrectionRequest) -> Opened:
    """What is open: what was asked for, what was changed already, and what those changes call for."""
    before, kind, law = application.answers, application.applicant_kind, application.law
    answers = {**before, **request.answers}
    notes = {item.name: item.note for item in request.items.all()}
    new_gaps = _gap_names(answers, kind, law) - _gap_names(before, kind, law)
    questions = tuple(
        question
        for _step, question in every_question(kind, law)
        if question.name in notes
        or question.name in request.answers
        or (question.shown(answers) and not question.shown(before))
        or question.name in new_gaps
    )
    attached = {attachment.kind for attachment in application.attachments.all()}
    demanded = set(required_documents(answers, kind, law)) - set(required_documents(before, kind, law))
    documents = tuple(
        document
        for document in DOCUMENTS_BY_CODE.values()
        if document.name in notes or (document in demanded and document.code not in attached)
    )
    return Opened(questions, documents, answers, notes)


def _gap_names(answers: Answers, kind: str, law: Law) -> set[str]:
    return {gap.name.partition(".")[0] for gap in missing_answers(answers, kind, law)}


def corrections_missing(application: Application, request: CorrectionRequest) -> list[Gap]:
    """What keeps the corrections from being sent: wrong or empty answers among the open, files not chosen.

    What was brought on paper needs no file.
    """
    now = opened(application, request)
    uploaded = {upload.kind for upload in request.uploads.all()}
    brought = titles_brought(application)
    kind, law = application.applicant_kind, application.law
    wrong = missing_answers(asked_answers(now.answers, kind, law), kind, law)
    return [
        *(gap for gap in wrong if gap.name.partition(".")[0] in now.names),
        *(
            Gap(DOCUMENTS, document.name, f"Не приложено: «{document.title}».")
            for document in now.documents
            if document.code not in uploaded and document.title not in brought
        ),
    ]


@transaction.atomic
def save_corrections(
    *,
    application: Application,
    raw: Mapping[str, Any],
    kept: Iterable[str],
    by: User,
    at: datetime,
    reply: str = "",
) -> CorrectionRequest:
    """Keep what was typed, as typed, and which of the present files stay; the application is not touched.

    Answers to questions that are not open are passed over. Raises ApplicationNotFound, CorrectionsClosed.
    """
    locked, request = _own_request(application, by)
    for question in opened(locked, request).questions:
        for name, answer in as_typed(question, raw).items():
            if name in request.answers or not _same(answer, locked.answers.get(name)):
                request.answers[name] = answer
    present = {str(attachment.pk) for attachment in locked.attachments.all()}
    request.kept = sorted(present.intersection(kept))
    request.reply = storable(reply)
    request.saved_at = at
    request.save(update_fields=["answers", "kept", "reply", "saved_at"])
    return request


@transaction.atomic
def upload_correction(*, application: Application, kind: str, file: StoredFile) -> CorrectionUpload:
    """Keep a file of the applicant for a kind of document that is open, until the corrections are sent.

    Raises ApplicationNotFound when the file is not the owner's, CorrectionsClosed, AttachmentRefused.
    """
    locked, request = _own_request(application, file.owner)
    if kind not in {document.code for document in opened(locked, request).documents}:
        raise AttachmentRefused("Этот документ исправлять не просили: обновите страницу.")
    if locked.attachments.count() + request.uploads.count() >= MAX_ATTACHMENTS:
        raise AttachmentRefused(f"К заявке можно приложить не больше {MAX_ATTACHMENTS} файлов.")
    return CorrectionUpload.objects.create(request=request, kind=kind, file=file)


@transaction.atomic
def remove_correction_upload(*, application: Application, upload_id: UUID, by: User) -> None:
    """Remove a file uploaded for corrections; once removed, nothing happens. Raises CorrectionsClosed."""
    _locked, request = _own_request(application, by)
    upload = request.uploads.select_related("file").filter(pk=upload_id).first()
    if upload is not None:
        upload.delete()
        remove_file(file=upload.file)


@transaction.atomic
def supply_corrections(
    *, application: Application, comment: str, by: User, at: datetime, token: UUID
) -> Application:
    """Send the corrections: they become the application's, and an application that waited is checked again.

    The number stays what it was: people and letters know the application by it. A repeated `token` changes
    nothing. Raises ApplicationNotFound, CorrectionsClosed, NotCorrected, NothingToSend, MessageTooLong.
    """
    locked = lock(application)
    if locked.owner_id != by.pk or locked.thread is None:
        raise ApplicationNotFound
    if locked.thread.messages.filter(token=token).exists():
        return locked
    thread = locked.thread
    locked, request = _own_request(locked, by)
    _require_sendable(locked, request)
    changed = [*_correct_answers(locked, request), *_replace_files(locked, request, at)]
    order_form(application=locked, at=at)
    request.supplied_at = at
    request.save(update_fields=["supplied_at"])
    text = supply_text(comment, changed)
    send_message(
        thread=thread,
        by=by,
        from_operator=False,
        text=text,
        files=(),
        token=token,
        at=at,
    )
    supply = row_for(Action.SUPPLY, locked.state, Side.APPLICANT, locked.course)
    if supply is not None:
        move(locked, supply, by=by, at=at, comment=text, token=token)
    told = {"application": locked, "text": text, "files": ()}
    ENGINE.tell_specialist(locked, "application_reply", told, at=at)
    journal.record(
        act="application_corrected",
        subject=f"application:{locked.pk}",
        by=by.pk,
        at=at,
        details={"number": locked.number, "request": str(request.pk), "version": locked.version},
    )
    return locked


def _require_sendable(locked: Application, request: CorrectionRequest) -> None:
    """Raises NotCorrected, NothingToSend."""
    if gaps := corrections_missing(locked, request):
        raise NotCorrected(gaps)
    if not (request.answers or request.uploads.all() or opened(locked, request).questions):
        raise NothingToSend


def supply_text(comment: str, labels: Sequence[str]) -> str:
    """What the conversation says of the corrections."""
    if not labels:
        done = "Сведения проверены, исправлять нечего."
    else:
        done = "Исправлено:\n" + "\n".join(f"– {label}" for label in labels)
    return f"{done}\n\n{comment.strip()}" if comment.strip() else done


def _own_request(application: Application, by: User) -> tuple[Application, CorrectionRequest]:
    locked = lock(application)
    if locked.owner_id != by.pk:
        raise ApplicationNotFound
    request = open_request(locked)
    if request is None:
        raise CorrectionsClosed
    return locked, request


def _correct_answers(locked: Application, request: CorrectionRequest) -> list[str]:
    """Put the new answers in place of the old ones and keep both; the labels of what has changed."""
    before, kind, law = locked.answers, locked.applicant_kind, locked.law
    after = asked_answers({**before, **request.answers}, kind, law)
    requested = {item.name: item for item in request.items.all()}
    changed = []
    for _step, question in every_question(kind, law):
        name = question.name
        old, new = before.get(name), after.get(name)
        item = requested.get(name)
        if item is None and _same(old, new):
            continue
        item = item or CorrectionItem(request=request, name=name, requested=False)
        item.before, item.after = old, new
        item.save()
        if not _same(old, new):
            changed.append(question.label)
    locked.answers = after
    locked.version += 1
    fill_columns(locked)
    locked.save()
    index_words(locked)
    return changed


def _same(one: object, other: object) -> bool:
    return one == other or (is_empty(one) and is_empty(other))


def _replace_files(locked: Application, request: CorrectionRequest, at: datetime) -> list[str]:
    """Attach what was uploaded, and part with the files of its kinds that are not kept; the titles."""
    requested = {item.name: item for item in request.items.all()}
    changed = []
    for document in DOCUMENTS_BY_CODE.values():
        uploads = [upload for upload in request.uploads.all() if upload.kind == document.code]
        if not uploads:
            continue
        item = requested.get(document.name) or CorrectionItem.objects.create(
            request=request, name=document.name, requested=False
        )
        replaced = locked.attachments.filter(kind=document.code).exclude(pk__in=request.kept)
        Attachment.every.filter(pk__in=[one.pk for one in replaced]).update(replaced_in=item)
        for upload in uploads:
            Attachment.objects.create(
                application=locked, kind=document.code, file=upload.file, added_at=at, added_in=item
            )
        changed.append(document.title)
    request.uploads.all().delete()
    return changed
