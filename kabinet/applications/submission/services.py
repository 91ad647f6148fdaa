"""Every write of an application but the changes of its state (kabinet.applications.course.transitions)."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applicants.consents import is_withdrawn, record_consent
from kabinet.applicants.models import Applicant, ApplicantKind
from kabinet.applicants.purposes import (
    APPLICATION_PROCESSING,
    HEALTH_DATA,
    PROCESSING,
    SIMPLE_SIGNATURE,
)
from kabinet.applicants.representation import representative_told, represented
from kabinet.applications.asked.questions.applicant import BY_REPRESENTATIVE
from kabinet.applications.asked.steps import Step, every_question
from kabinet.applications.asked.usual import with_usual
from kabinet.applications.content.columns import COLUMNS, asked_answers, fill_columns
from kabinet.applications.content.completeness import Gap, missing
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE, HEALTH_CONSENT
from kabinet.applications.content.search import index_words
from kabinet.applications.content.suppliers import presumed_answers
from kabinet.applications.course.transitions import (
    ApplicationNotFound,
    lock,
    move,
)
from kabinet.applications.models import Application, Attachment
from kabinet.applications.papers.health_consent import forget_consent
from kabinet.applications.papers.printed_form import order_form
from kabinet.applications.papers.signatories import (
    is_signed,
    may_sign_simply,
    signed_simply,
    submits_qualified,
)
from kabinet.applications.rules.states import Action, State
from kabinet.applications.rules.table import transition as row_for
from kabinet.cases.sides import Side
from kabinet.core import numbers
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.core.numbers import Sequence as Numbers
from kabinet.core.questions import Answers, Kind, Question
from kabinet.core.values import storable
from kabinet.correspondence.models import Thread
from kabinet.correspondence.services import open_thread
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file
from kabinet.law.editions import law_at
from kabinet.signatures.services import forget_signatures

MAX_ATTACHMENTS = 100
"""Files of one draft: far more than any case needs, and a bound for the storage."""
MAX_DRAFTS = 100
"""Drafts of one applicant, the deleted ones that may be restored with them."""
MAX_ANSWERS = 200_000
"""Characters of all the answers of a draft: a text of 10,000 in each free field fits."""
RESTORABLE_FOR = timedelta(days=settings.RETENTION["deleted_drafts"])
"""How long a deleted draft and its files are kept."""


class AlreadySubmitted(DomainError):
    """A submitted application is not changed any more."""

    def __init__(self) -> None:
        super().__init__("Заявка уже подана: изменить её нельзя, но можно написать по ней.")


class NotComplete(DomainError):
    """Something is missing; `gaps` say what."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__("Заявку пока нельзя подать: в ней не всё заполнено.")


class SignatureDemanded(DomainError):
    """An entrepreneur or a company submits with a qualified signature (861, п. 8)."""

    def __init__(self) -> None:
        super().__init__(
            "Индивидуальные предприниматели и организации подают заявку с усиленной квалифицированной "
            "электронной подписью (п. 8 Правил). Нажмите «Подписать с ЭЦП и подать заявку»."
        )


class IdentityNotVerified(SignatureDemanded):
    """The operator takes the simple signature of verified persons only (63-ФЗ, ст. 9)."""

    def __init__(self) -> None:
        DomainError.__init__(
            self,
            "Ваша личность ещё не подтверждена, поэтому подать заявку без усиленной квалифицированной "
            "подписи нельзя. Нажмите «Подписать с ЭЦП и подать заявку» или придите к нам с паспортом.",
        )


class AttachmentRefused(DomainError):
    """The kind of document is unknown, or there are too many files."""


class TooManyDrafts(DomainError):
    """The applicant has MAX_DRAFTS already."""

    def __init__(self) -> None:
        super().__init__(
            f"У вас уже {MAX_DRAFTS} черновиков, вместе с недавно удалёнными. Подайте начатые заявки: "
            f"удалённые черновики освобождают место через {RESTORABLE_FOR.days} дней."
        )


class AnswersTooLong(DomainError):
    """The answers of a draft are longer than MAX_ANSWERS together."""

    def __init__(self) -> None:
        super().__init__(
            "Ответы этой заявки вместе слишком длинные, последнее не сохранено. Сократите текст "
            "или приложите его файлом на шаге «Документы»."
        )


class ProcessingWithdrawn(DomainError):
    """The consent to the processing of data was withdrawn (152-ФЗ, ст. 9 ч. 2): no data of new drafts."""

    def __init__(self) -> None:
        super().__init__(
            "Вы отозвали согласие на обработку персональных данных, поэтому новую заявку начать нельзя. Дать "
            "согласие снова можно в профиле, на странице «Ваши согласия»."
        )


class Receipt(NamedTuple):
    """How and on which day an application came past the cabinet, and the specialist who enters it."""

    channel: Channel
    received_on: date
    entered_by: User


def start_draft(
    *,
    draft_id: UUID,
    applicant: Applicant,
    answers: Answers,
    passed: Step | None = None,
    receipt: Receipt | None = None,
    at: datetime,
) -> Application:
    """Make a draft with its number. The same `draft_id` again gives the draft made first.

    `answers`: whatever is known already, wherever it was given; what is usual is put down besides, and steps
    that leave nothing to ask are passed over. `passed`: the step whose page was just left. `receipt`: of what
    came past the cabinet (submission.intake makes such drafts), where nothing is presumed. Answers to
    questions that no step asks are left out. Raises ApplicationNotFound for another's id, TooManyDrafts,
    AnswersTooLong, ProcessingWithdrawn.
    """
    try:
        with transaction.atomic():
            existing = Application.objects.filter(pk=draft_id).first()
            if existing is None:
                draft = _new_draft(draft_id, applicant, answers, receipt, at)
                draft.passed = [passed.slug] if passed else []
                draft.save(force_insert=True)
                return draft
    except IntegrityError:
        # Two requests with one id at once: the second waited for the counter and lost.
        existing = Application.objects.get(pk=draft_id)
    of_office = receipt is not None
    if existing.owner_id != applicant.user_id or existing.deleted_at or existing.is_of_office != of_office:
        raise ApplicationNotFound
    return existing


def _new_draft(
    draft_id: UUID, applicant: Applicant, answers: Answers, receipt: Receipt | None, at: datetime
) -> Application:
    own = Application.objects.filter(owner=applicant.user, state=State.DRAFT, channel=Channel.CABINET)
    if receipt is None and own.count() >= MAX_DRAFTS:
        raise TooManyDrafts
    if receipt is None and is_withdrawn(applicant.user, PROCESSING):
        raise ProcessingWithdrawn
    kept: dict[str, Any] = {}
    day = receipt.received_on if receipt else timezone.localdate(at)
    law = law_at(day)
    for _step, question in every_question(applicant.kind, law):
        kept |= as_typed(question, answers)
    if represented(kept):
        kept.setdefault(BY_REPRESENTATIVE.name, "yes")
    if receipt is None:
        kept = with_usual(kept, applicant.kind, law, given=presumed_answers())
    _demand_room(kept)
    sequence = numbers.next_in_sequence(Numbers.APPLICATION)
    return Application(
        id=draft_id,
        owner=applicant.user,
        applicant_kind=applicant.kind,
        sequence=sequence,
        number=numbers.draft_number(sequence),
        answers=kept,
        created_at=at,
        updated_at=at,
        **(receipt._asdict() if receipt else {}),
    )


@transaction.atomic
def save_step(
    *,
    application: Application,
    step: Step,
    raw: Mapping[str, Any],
    passed: bool = False,
    by: User,
    at: datetime,
) -> Application:
    """Keep what was typed in a step, as typed; answers of other steps and names unknown stay untouched.

    `passed`: the person leaves its page. What is presumed elsewhere follows the answers. Returns the fresh
    draft; its `version` has grown if an answer changed. Nothing is demanded. Raises ApplicationNotFound,
    AlreadySubmitted, AnswersTooLong.
    """
    draft = own_draft(application, by)
    kind, law, answers = draft.applicant_kind, draft.law, dict(draft.answers)
    typed: dict[str, Any] = {}
    for question in step.questions_for(kind, law):
        typed |= as_typed(question, raw)
    answers |= typed
    if not draft.is_of_office:
        given = presumed_answers()
        answers = with_usual(answers, kind, law, given=given, before=draft.answers, typed=typed)
    if passed and step.slug not in draft.passed:
        draft.passed = [*draft.passed, step.slug]
        draft.save(update_fields=["passed"])
    if answers != draft.answers:
        _demand_room(answers)
        draft.answers = answers
        draft.version += 1
        draft.updated_at = at
        draft.save(update_fields=["answers", "version", "updated_at"])
    return draft


def _demand_room(answers: Mapping[str, Any]) -> None:
    if len(json.dumps(answers, ensure_ascii=False)) > MAX_ANSWERS:
        raise AnswersTooLong


def as_typed(question: Question, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The question's raw answer, if there is one of the right shape."""
    answer = raw.get(question.name)
    if question.kind is Kind.ROWS and isinstance(answer, list):
        names = [sub.name for sub in question.rows]
        rows = [
            {name: row[name] for name in names if isinstance(row.get(name), str)}
            for row in answer
            if isinstance(row, dict)
        ]
        return {question.name: storable(rows)}
    if question.kind is not Kind.ROWS and isinstance(answer, str):
        return {question.name: storable(answer)}
    return {}


def is_kept_by(draft: Application, by: User) -> bool:
    """Whether this person fills the draft in: its owner, or any specialist what came on paper."""
    return Duty.APPLICATIONS in by.duties if draft.is_of_office else draft.owner_id == by.pk


def own_draft(application: Application, by: User) -> Application:
    """The draft's locked row. Raises ApplicationNotFound for another's, AlreadySubmitted."""
    locked = lock(application)
    if not is_kept_by(locked, by):
        raise ApplicationNotFound
    if not locked.is_draft:
        raise AlreadySubmitted
    return locked


@transaction.atomic
def attach_file(*, application: Application, kind: str, file: StoredFile, at: datetime) -> Attachment:
    """Attach a stored file to a draft as a document of `kind` (a code of documents.py).

    Raises ApplicationNotFound when the file is not the owner's, AlreadySubmitted, AttachmentRefused.
    """
    draft = own_draft(application, file.owner)
    if kind not in DOCUMENTS_BY_CODE:
        raise AttachmentRefused("Такого вида документов нет: обновите страницу.")
    if draft.attachments.count() >= MAX_ATTACHMENTS:
        raise AttachmentRefused(f"К заявке можно приложить не больше {MAX_ATTACHMENTS} файлов.")
    draft.version += 1
    draft.save(update_fields=["version"])
    return Attachment.objects.create(application=draft, kind=kind, file=file, added_at=at)


@transaction.atomic
def detach_file(*, attachment: Attachment, at: datetime) -> None:
    """Take a file off a draft and remove it; once removed, nothing happens. Raises AlreadySubmitted."""
    draft = lock(attachment.application)
    if not draft.is_draft:
        raise AlreadySubmitted
    present = draft.attachments.filter(pk=attachment.pk).select_related("file").first()
    if present is None:
        return
    present.delete()
    remove_attached(present.file)
    draft.version += 1
    draft.updated_at = at
    draft.save(update_fields=["version", "updated_at"])


@transaction.atomic
def submit_application(
    *, application: Application, by: User, at: datetime, address: str | None, user_agent: str
) -> Application:
    """Submit a draft; a repeated submission gives the application submitted first.

    Answers to questions that are not asked any more are dropped. Raises ApplicationNotFound, NotComplete,
    SignatureDemanded.
    """
    locked = lock(application)
    if locked.owner_id != by.pk or (locked.is_draft and locked.is_of_office):
        raise ApplicationNotFound
    row = row_for(Action.SUBMIT, locked.state, Side.APPLICANT, locked.course)
    if row is None:
        return locked
    locked.submitted_at = at  # it is judged by the law that it will go by
    if gaps := missing(locked):
        raise NotComplete(gaps)
    signed = is_signed(locked)
    if submits_qualified(locked) and not signed:
        raise _demanded(locked)
    by_simple = may_sign_simply(locked) and not signed and not signed_simply(locked)
    freeze(locked, dated_at=at, at=at)
    move(locked, row, by=by, at=at, address=address, changed=["submitted_at", "thread"])
    forget_consent(locked)
    purposes = [APPLICATION_PROCESSING]
    if by_simple:  # «Подать заявку» is the simple signature: its rules are accepted by pressing it
        purposes.append(SIMPLE_SIGNATURE)
    if locked.attachments.filter(kind=HEALTH_CONSENT).exists():
        purposes.append(HEALTH_DATA)
    for purpose in purposes:
        record_consent(
            user=by,
            purpose=purpose,
            subject=f"application:{locked.pk}",
            representative=representative_told(locked.answers),
            address=address,
            user_agent=user_agent,
            at=at,
        )
    return locked


def _demanded(locked: Application) -> SignatureDemanded:
    if locked.applicant_kind == ApplicantKind.PERSON:
        return IdentityNotVerified()
    return SignatureDemanded()


def freeze(locked: Application, *, dated_at: datetime, at: datetime) -> None:
    """Write what a submission writes but the state: the asked answers only, the columns, the full number.

    And the words by which it is found, the printed form with the day of `dated_at`, the conversation.
    """
    locked.answers = asked_answers(locked.answers, locked.applicant_kind, locked.law)
    fill_columns(locked)
    locked.number = locked.facts.full_number(locked.sequence, locked.channel)
    locked.save(update_fields=["answers", "number", *COLUMNS])
    index_words(locked)
    locked.version = order_form(application=locked, at=dated_at).version
    locked.thread = open_thread(owner=locked.owner, about=Thread.About.APPLICATION, at=at)


def remove_attached(file: StoredFile) -> None:
    """Remove a file of a draft; a consent that was signed in it goes with its signatures: nobody used it."""
    forget_signatures(document=file)
    remove_file(file=file)
