"""The only writer of an application's state."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.deadlines import due_on, limit_of, upcoming
from kabinet.applications.guards import (
    CommentNeeded,
    TransitionImpossible,
    check,
    day_of_event,
    is_open,
)
from kabinet.applications.known_facts import day_of
from kabinet.applications.models import Application, StateChange
from kabinet.applications.states import Action, Fact, Party, State, Transition
from kabinet.applications.table import transition, transitions_from
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.correspondence.models import Message
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile
from kabinet.law.deadlines import Code, due
from kabinet.notifications.services import send_letter

__all__ = [
    "ApplicationNotFound",
    "CommentNeeded",
    "TransitionImpossible",
    "allowed_actions",
    "check_act",
    "conclude_by_signature",
    "follow_facts",
    "lock",
    "make_expired",
    "move",
    "party_of",
    "perform",
]


_KINDS = {
    Action.REQUEST_DOCUMENTS: Message.Kind.REQUEST,
    Action.REMARK: Message.Kind.REQUEST,
    Action.ANNUL: Message.Kind.DECISION,
    Action.ANNUL_UNPAID: Message.Kind.DECISION,
    Action.ANNUL_UNSIGNED: Message.Kind.DECISION,
    Action.TERMINATE: Message.Kind.DECISION,
}
"""How a specialist's comment to these actions looks in the conversation; to the others, as a message."""


class ApplicationNotFound(DomainError):
    """There is no such application for this person."""

    def __init__(self) -> None:
        super().__init__("Заявка не найдена.")


def allowed_actions(
    application: Application, who: User, *, today: date | None = None
) -> tuple[Transition, ...]:
    """The transitions to draw as buttons for `who`; none for someone who has no part in the application.

    Those that the law opens later or has closed are left out, by the date of `today`. Documents and comments
    that are still missing are told by `perform`.
    """
    party = party_of(application, who)
    if party is None:
        return ()
    day = today or timezone.localdate()
    rows = transitions_from(application.state, party, application.course)
    return tuple(row for row in rows if row.button and is_open(row, application, day))


def party_of(application: Application, user: User) -> Party | None:
    """Which side of the application the user is on."""
    if Duty.APPLICATIONS in user.duties:
        return Party.SPECIALIST
    return Party.APPLICANT if user.pk == application.owner_id else None


@transaction.atomic
def perform(
    *,
    application: Application,
    action: str,
    by: User,
    at: datetime,
    comment: str = "",
    files: Sequence[StoredFile] = (),
    on: date | None = None,
    token: UUID,
) -> Application:
    """Make one of `allowed_actions`; the comment and files also go to the conversation.

    `on`: the day on which what is entered happened, for the rows that are `dated`; else the day of `at`.
    A repeated `token` changes nothing. Raises ApplicationNotFound, TransitionImpossible, CommentNeeded, what
    kabinet.applications.guards refuse and what send_message refuses.
    """
    locked = lock(application)
    party = party_of(locked, by)
    if party is None or locked.is_draft or locked.thread is None:
        raise ApplicationNotFound
    if locked.history.filter(token=token).exists():
        return locked
    row, day = check_act(locked, action=action, party=party, comment=comment, on=on, at=at)
    kind = (
        _KINDS.get(row.action, Message.Kind.MESSAGE) if row.by is Party.SPECIALIST else Message.Kind.MESSAGE
    )
    if comment.strip() or files:
        send_message(
            thread=locked.thread,
            by=by,
            from_operator=party is Party.SPECIALIST,
            text=comment,
            files=files,
            token=token,
            at=at,
            kind=kind,
            until=due_on(row, locked, day) if kind is Message.Kind.REQUEST else None,
        )
    change = move(locked, row, by=by, at=at, on=day, comment=comment, token=token, tells=False)
    # What follows at once is told instead: two letters of one minute would contradict each other.
    if not follow_facts(locked, by=None, at=at):
        _tell_owner(locked, row, change)
    if party is Party.APPLICANT:
        _tell_specialist(locked, row, comment, files, at)
    return locked


def check_act(
    locked: Application, *, action: str, party: Party, comment: str, on: date | None, at: datetime
) -> tuple[Transition, date]:
    """The row of an act that may be made by a button, and the day on which it happened.

    Raises TransitionImpossible, CommentNeeded and what kabinet.applications.guards refuse.
    """
    row = transition(action, locked.state, party, locked.course)
    if row is None or not row.button:
        raise TransitionImpossible(locked)
    today = timezone.localdate(at)
    day = day_of_event(row, locked, asked=on, today=today)
    check(row, locked, today=today, comment=comment)
    return row, day


@transaction.atomic
def conclude_by_signature(*, application: Application, by: User | None, at: datetime) -> Application:
    """The signed contract has come: it is concluded (861, п. 15). Repeated, nothing happens.

    Raises ApplicationNotFound, and TransitionImpossible when no contract awaits a signature.
    """
    locked = lock(application)
    if locked.history.filter(action=Action.CONCLUDE).exists():
        return locked
    row = transition(Action.CONCLUDE, locked.state, Party.SYSTEM, locked.course)
    if row is None or row.follows is not None:
        raise TransitionImpossible(locked)
    move(locked, row, by=by, at=at)
    return locked


def follow_facts(locked: Application, *, by: User | None, at: datetime) -> bool:
    """Make what follows from the facts that layers above know, on the days of those facts; whether it did.

    Of a locked row; `by` is who brought the fact to the portal. A contract that a payment concluded moves to
    the day which the payments tell now.
    """
    for row in transitions_from(locked.state, Party.SYSTEM, locked.course):
        if row.follows is not None and (day := day_of(row.follows, locked)):
            move(locked, row, by=by, at=at, on=day)
            return True
    concluded = locked.history.filter(action=Action.CONCLUDE).exclude(by=locked.owner_id).last()
    if concluded is not None and locked.course.simplified:
        day = day_of(Fact.ACCEPTED_BY_PAYMENT, locked)
        if day is not None and day != concluded.on:
            _redate_contract(locked, concluded, on=day, by=by, at=at)
    return False


def _redate_contract(
    locked: Application, concluded: StateChange, *, on: date, by: User | None, at: datetime
) -> None:
    """Correct the day of the contract and the terms that run from it; the journal keeps the former one."""
    before, concluded.on = concluded.on, on
    concluded.save(update_fields=["on"])
    for change in locked.history.filter(limit=concluded.limit, at__gte=concluded.at):
        change.due_on = due(Code(change.limit), on, overrides=locked.overrides)
        change.save(update_fields=["due_on"])
        if locked.limit == change.limit:
            locked.due_on = change.due_on
    locked.save(update_fields=["due_on"])
    send_letter(
        kind="contract_redated",
        recipient=locked.owner.email,
        context={"application": locked, "before": before, "on": on, "due_on": locked.due_on},
        at=at,
    )
    journal.record(
        act="application_contract_redated",
        subject=f"application:{locked.pk}",
        by=by.pk if by else None,
        at=at,
        details={"number": locked.number, "before": before, "on": on},
    )


@transaction.atomic
def make_expired(*, application: Application, at: datetime) -> bool:
    """Make what follows from a term that ended before the day of `at`; whether anything followed."""
    locked = lock(application)
    rows = transitions_from(locked.state, Party.SYSTEM, locked.course)
    row = next((row for row in rows if row.on_expiry), None)
    if row is None or locked.due_on is None or locked.due_on >= timezone.localdate(at):
        return False
    move(locked, row, by=None, at=at)
    return True


def lock(application: Application) -> Application:
    """The application's fresh row, locked until the transaction ends. Raises ApplicationNotFound."""
    found = Application.objects.select_for_update().filter(pk=application.pk).first()
    if found is None or found.deleted_at is not None:
        raise ApplicationNotFound
    return found


def move(
    locked: Application,
    row: Transition,
    *,
    by: User | None,
    at: datetime,
    on: date | None = None,
    comment: str = "",
    token: UUID | None = None,
    address: str | None = None,
    tells: bool = True,
) -> StateChange:
    """Make a transition of a locked row: state, term, history, letter, journal.

    `on`: the day on which it happened, when that is not the day of `at`. `tells`: whether the applicant gets
    the letter now.
    """
    before, day = locked.state, on or timezone.localdate(at)
    limit, last_day = limit_of(row, locked), due_on(row, locked, day)
    locked.state, locked.limit, locked.due_on = row.target, limit or "", last_day
    change = StateChange(
        application=locked,
        action=row.action,
        from_state=before,
        to_state=row.target,
        by=by,
        on=day,
        at=at,
        comment=comment,
        due_on=last_day,
        limit=locked.limit,
        token=token,
    )
    change.save(force_insert=True)
    locked.updated_at = at
    if row.by is Party.SPECIALIST and locked.specialist_id is None:
        locked.specialist = by
    locked.save(update_fields=["state", "limit", "due_on", "updated_at", "specialist"])
    if tells:
        _tell_owner(locked, row, change)
    journal.record(
        act=f"application_{row.action}",
        subject=f"application:{locked.pk}",
        by=by.pk if by else None,
        at=at,
        address=address,
        details={"number": locked.number, "from": before, "to": row.target, "on": day},
    )
    return change


def _tell_owner(locked: Application, row: Transition, change: StateChange) -> None:
    if not row.letter:
        return
    send_letter(
        kind=row.letter,
        recipient=locked.owner.email,
        context={
            "application": locked,
            "state": State(row.target).label,
            "happened_on": change.on if change.on != timezone.localdate(change.at) else None,
            "tells": row.tells,
            "ground": row.ground,
            "comment": change.comment.strip(),
            "due_on": change.due_on,
            "steps": upcoming(locked),
            "attachments": list(locked.attachments.select_related("file")),
        },
        at=change.at,
    )


def _tell_specialist(
    application: Application, row: Transition, comment: str, files: Sequence[StoredFile], at: datetime
) -> None:
    if application.specialist is None:
        return
    send_letter(
        kind="application_acted",
        recipient=application.specialist.email,
        context={
            "application": application,
            "act": row.label,
            "comment": comment.strip(),
            "files": files,
            "due_on": application.due_on,
        },
        at=at,
    )
