"""The only writer of an application's state."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, override
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.course.deadlines import due_on, limit_of, upcoming
from kabinet.applications.course.guards import (
    CommentNeeded,
    TransitionImpossible,
    check,
    day_of_event,
    follows_at_once,
    is_open,
)
from kabinet.applications.course.known_facts import day_of
from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.guidance import warned_of
from kabinet.applications.rules.states import Action, Fact, Transition
from kabinet.applications.rules.table import transitions_from
from kabinet.cases.engine import Engine
from kabinet.cases.models import CaseChange
from kabinet.cases.sides import Side
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.correspondence.models import Message
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile
from kabinet.law.deadlines import Code
from kabinet.notifications.services import send_letter

__all__ = [
    "ENGINE",
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
    "perform",
]


class ApplicationNotFound(DomainError):
    """There is no such application for this person."""

    def __init__(self) -> None:
        super().__init__("Заявка не найдена.")


class ApplicationEngine(Engine[Application, Transition]):
    """Applications move by kabinet.applications.rules.table."""

    name = "application"
    duty = Duty.APPLICATIONS
    model = Application

    @override
    def rows_from(self, case: Application, by: Side) -> tuple[Transition, ...]:
        return transitions_from(case.state, by, case.course)

    @override
    def due_on(self, row: Transition, case: Application, on: date) -> date | None:
        return due_on(row, case, on)

    @override
    def not_found(self) -> DomainError:
        return ApplicationNotFound()

    @override
    def impossible(self, case: Application) -> DomainError:
        return TransitionImpossible(case)

    @override
    def is_open(self, row: Transition, case: Application, day: date) -> bool:
        """Those that the law opens later or has closed are left out.

        Documents and comments that are still missing are told by `perform`.
        """
        return is_open(row, case, day)

    @override
    def asks_first(self, row: Transition, case: Application) -> bool:
        """What leads on to a contract at once cannot be taken back either."""
        return row.is_final or follows_at_once(row, case) is not None

    @override
    def exists(self, case: Application) -> bool:
        return case.deleted_at is None

    @override
    def columns(self, row: Transition, case: Application) -> Mapping[str, Any]:
        return {"limit": limit_of(row, case) or ""}

    @override
    def told(self, row: Transition, case: Application, change: CaseChange) -> Mapping[str, Any]:
        return {
            "happened_on": change.on if change.on != timezone.localdate(change.at) else None,
            "tells": case.law.told(row.tells),
            "ground": case.law.told(row.ground),
            "steps": upcoming(case),
            "warned": warned_of(case.state, case.course),
            "attachments": list(case.attachments.select_related("file")),
        }


ENGINE = ApplicationEngine()
lock, move, allowed_actions = ENGINE.lock, ENGINE.move, ENGINE.allowed


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
    kabinet.applications.course.guards refuse and what send_message refuses.
    """
    locked, side, repeated = ENGINE.begin(application, by, token)
    if locked.is_draft or locked.thread is None:
        raise ApplicationNotFound
    if repeated:
        return locked
    row, day = check_act(locked, action=action, side=side, comment=comment, on=on, at=at)
    if comment.strip() or files:
        send_message(
            thread=locked.thread,
            by=by,
            from_operator=side is Side.SPECIALIST,
            text=comment,
            files=files,
            token=token,
            at=at,
            kind=row.kind,
            until=due_on(row, locked, day) if row.kind is Message.Kind.REQUEST else None,
        )
    change = move(locked, row, by=by, at=at, on=day, comment=comment, token=token, tells=False)
    # What follows at once is told instead: two letters of one minute would contradict each other.
    if not follow_facts(locked, by=None, at=at):
        ENGINE.tell_applicant(locked, row, change)
    if side is Side.APPLICANT:
        _tell_specialist(locked, row, comment, files, at)
    return locked


def check_act(
    locked: Application, *, action: str, side: Side, comment: str, on: date | None, at: datetime
) -> tuple[Transition, date]:
    """The row of an act that may be made by a button, and the day on which it happened.

    Raises TransitionImpossible, CommentNeeded and what kabinet.applications.course.guards refuse.
    """
    row = ENGINE.row(action, locked, side)
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
    row = ENGINE.row(Action.CONCLUDE, locked, Side.SYSTEM)
    if row is None or row.follows is not None:
        raise TransitionImpossible(locked)
    move(locked, row, by=by, at=at)
    return locked


def follow_facts(locked: Application, *, by: User | None, at: datetime) -> bool:
    """Make what follows from the facts that layers above know, on the days of those facts; whether it did.

    Of a locked row; `by` is who brought the fact to the portal. A contract that a payment concluded moves to
    the day which the payments tell now.
    """
    for row in ENGINE.rows_from(locked, Side.SYSTEM):
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
        change.due_on = locked.due(Code(change.limit), on)
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
    rows = ENGINE.rows_from(locked, Side.SYSTEM)
    row = next((row for row in rows if row.on_expiry), None)
    if row is None or locked.due_on is None or locked.due_on >= timezone.localdate(at):
        return False
    move(locked, row, by=None, at=at)
    return True


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
