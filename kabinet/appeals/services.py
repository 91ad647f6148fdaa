"""Every write of an appeal but the changes of its state (kabinet.appeals.transitions)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.appeals import states
from kabinet.appeals.deadlines import set_limit
from kabinet.appeals.models import Appeal, AppealDraft, Topic
from kabinet.appeals.questions import questions_for
from kabinet.appeals.registering import Contacts, register_appeal
from kabinet.appeals.transitions import ENGINE, AppealNotFound, lock, move
from kabinet.applications.models import Application
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.core.questions import Answers, parse, problems, unanswered
from kabinet.core.values import storable
from kabinet.correspondence.drafts import drop_draft, save_draft
from kabinet.correspondence.models import Message, Thread
from kabinet.correspondence.services import open_thread
from kabinet.files.models import StoredFile


class AppealIncomplete(DomainError):
    """Something is missing or malformed; the form says what beside its fields."""

    def __init__(self) -> None:
        super().__init__("Обращение пока нельзя отправить: проверьте ответы.")


class AppealOver(DomainError):
    """Nothing more is written about this appeal."""

    def __init__(self, appeal: Appeal) -> None:
        label = states.State(appeal.state).label
        super().__init__(
            f"По этому обращению ответить нельзя: его статус\u00a0— «{label}». Напишите новое обращение."
        )


class NotASpecialist(DomainError):
    """An appeal is handed over to those only who work on appeals."""

    def __init__(self) -> None:
        super().__init__("Передать обращение можно только тому, кто работает с обращениями.")


@transaction.atomic
def save_appeal_draft(
    *, by: User, answers: Answers, files: Sequence[StoredFile], at: datetime
) -> AppealDraft:
    """Keep an appeal as it was typed, in the place of the one begun before. Nothing is demanded."""
    # The author's row is locked, so that two tabs do not begin two drafts at once.
    User.objects.select_for_update().get(pk=by.pk)
    draft = AppealDraft.objects.select_related("thread").filter(owner=by).first()
    if draft is None:
        draft = AppealDraft(owner=by, thread=open_thread(owner=by, about=Thread.About.APPEAL, at=at))
    kept = {name: str(raw) for name, raw in storable(dict(answers)).items()}
    save_draft(thread=draft.thread, by=by, text=kept.pop("text", ""), files=files, at=at)
    draft.answers = kept
    draft.saved_at = at
    draft.save()
    return draft


@transaction.atomic
def send_appeal(
    *, by: User, answers: Answers, files: Sequence[StoredFile], token: UUID, at: datetime
) -> Appeal:
    """Send an appeal of the applicant `by`; a repeated `token` gives the appeal sent first.

    Raises AppealIncomplete.
    """
    User.objects.select_for_update().get(pk=by.pk)
    draft = AppealDraft.objects.select_related("thread").filter(owner=by).first()
    sent = Appeal.objects.filter(token=token, owner=by).first()
    if sent is not None:
        if draft is not None:
            _drop(draft)
        return sent
    questions = questions_for(by)
    if unanswered(questions, answers) or problems(questions, answers):
        raise AppealIncomplete
    value = {
        question.name: parse(question, answers.get(question.name))
        for question in questions
        if question.shown(answers)
    }
    thread = draft.thread if draft else open_thread(owner=by, about=Thread.About.APPEAL, at=at)
    if draft is not None:
        draft.delete()
    return register_appeal(
        applicant=by.applicant,
        topic=Topic.objects.get(code=value["topic"]),
        application=Application.objects.of(by).filter(pk=value["application"]).first()
        if value["application"]
        else None,
        contacts=Contacts(value["phone"], by.login, value["reply_by"], value.get("postal_address") or ""),
        thread=thread,
        text=value["text"],
        files=files,
        by=by,
        at=at,
        token=token,
    )


@transaction.atomic
def drop_appeal_draft(*, by: User) -> None:
    """Forget the appeal that was begun, if one was."""
    draft = AppealDraft.objects.select_related("thread").filter(owner=by).first()
    if draft is not None:
        _drop(draft)


def _drop(draft: AppealDraft) -> None:
    drop_draft(thread=draft.thread, by=draft.owner)
    draft.delete()
    draft.thread.delete()


@transaction.atomic
def reply_to_appeal(
    *,
    appeal: Appeal,
    by: User,
    text: str,
    files: Sequence[StoredFile],
    token: UUID,
    at: datetime,
    reopens: bool = False,
) -> Message:
    """The author writes to the specialist; this clarifies what was asked.

    `reopens`: what was answered is opened again, with a new term; without it a message is talk.
    A repeated `token` writes nothing. Raises AppealNotFound, AppealOver and what send_message refuses.
    """
    locked = lock(appeal)
    if locked.owner_id != by.pk:
        raise AppealNotFound
    first = locked.thread.messages.filter(token=token).first()
    if first is not None:
        return first
    if not locked.may_be_written_about:
        raise AppealOver(locked)
    message = ENGINE.reply(locked, by=by, text=text, files=files, token=token, at=at)
    row = states.row_of_reply(locked.state, reopens=reopens)
    if row is None:
        ENGINE.save(locked, at=at, changed=())
    else:
        if row.clock is states.Clock.START:
            set_limit(locked, Channel.CABINET, timezone.localdate(at), at)
        move(locked, row, by=by, at=at, comment=message.text, token=token)
    return message


@transaction.atomic
def assign_appeal(*, appeal: Appeal, specialist: User, by: User, at: datetime, why: str = "") -> Appeal:
    """Hand an appeal over to a specialist, who gets a letter; to the one who has it already, nothing happens.

    `why`: the reason to take it from a colleague, for the journal. Raises AppealNotFound, NotASpecialist.
    """
    locked = lock(appeal)
    if Duty.APPEALS not in by.duties:
        raise AppealNotFound
    if Duty.APPEALS not in specialist.duties or not specialist.is_active:
        raise NotASpecialist
    if locked.specialist_id == specialist.pk:
        return locked
    ENGINE.give(locked, specialist, act="appeal_assigned", by=by, at=at, why=why)
    if specialist.pk != by.pk:
        context = {"appeal": locked, "by": by}
        ENGINE.tell_specialist(locked, "appeal_assigned", context, at=at)
    return locked
