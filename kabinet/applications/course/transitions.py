"""Making the steps of an application: by a person, by a fact that became known, by a term that ended."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.course.applicant_signatures import signature_of_act
from kabinet.applications.course.deadlines import due_on
from kabinet.applications.course.engine import ENGINE, ApplicationNotFound
from kabinet.applications.course.entries import redate
from kabinet.applications.course.guards import (
    CommentNeeded,
    TransitionImpossible,
    check,
    day_of_event,
)
from kabinet.applications.course.known_facts import day_of
from kabinet.applications.models import Application
from kabinet.applications.rules.states import Action, Fact, Transition
from kabinet.cases.sides import Side
from kabinet.core.channels import Channel
from kabinet.correspondence.models import Message
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile

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


lock, move, allowed_actions = ENGINE.lock, ENGINE.move, ENGINE.allowed

_BY_PAYMENT = "Договор считается заключённым со дня оплаты: так говорят записанные платежи (прил. 17, п. 21)."


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
    channel: Channel = Channel.CABINET,
    token: UUID,
) -> Application:
    """Make one of `allowed_actions`; the comment and files also go to the conversation.

    `on`: the day on which what is entered happened, for the rows that are `dated`; else the day of `at`.
    `channel`: a specialist enters for the applicant what came so, on the day `on`. A repeated `token` changes
    nothing. Raises ApplicationNotFound, TransitionImpossible, CommentNeeded, StatementUnsigned, what
    kabinet.applications.course.guards refuse and what send_message refuses.
    """
    locked, side, repeated = ENGINE.begin(application, by, token)
    if locked.is_draft or locked.thread is None:
        raise ApplicationNotFound
    if repeated:
        return locked
    signature = None
    if channel != Channel.CABINET:
        if side is not Side.SPECIALIST:
            raise ApplicationNotFound
        side = Side.APPLICANT
    row, day = check_act(locked, action=action, side=side, comment=comment, on=on, at=at, channel=channel)
    if channel == Channel.CABINET:  # what came on paper is signed by hand
        signature = signature_of_act(row, locked, token=token, comment=comment, files=files)
    if comment.strip() or files:
        until = due_on(row, locked, day) if row.kind is Message.Kind.REQUEST else None
        send_message(
            thread=locked.thread, by=by, from_operator=side is Side.SPECIALIST, text=comment, files=files,
            token=token, at=at, kind=row.kind, until=until,
        )  # fmt: skip
    change = move(
        locked, row, by=by, at=at, on=day, comment=comment, token=token, tells=False, channel=channel,
        signature=signature or "",
    )  # fmt: skip
    # What follows at once is told instead: two letters of one minute would contradict each other.
    if not follow_facts(locked, by=None, at=at):
        ENGINE.tell_applicant(locked, row, change)
    if side is Side.APPLICANT and channel == Channel.CABINET:
        tell_specialist(locked, row.label, comment, files, at)
    return locked


def check_act(
    locked: Application,
    *,
    action: str,
    side: Side,
    comment: str,
    on: date | None,
    at: datetime,
    channel: Channel = Channel.CABINET,
) -> tuple[Transition, date]:
    """The row of an act that may be made by a button, and the day on which it happened.

    Raises TransitionImpossible, CommentNeeded and what kabinet.applications.course.guards refuse.
    """
    row = ENGINE.row(action, locked, side)
    if row is None or not row.button:
        raise TransitionImpossible(locked)
    today = timezone.localdate(at)
    day = day_of_event(row, locked, asked=on, today=today, outside=channel != Channel.CABINET)
    check(row, locked, today=day, comment=comment)
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
            redate(locked, concluded, on=day, reason=_BY_PAYMENT, by=by, at=at)
    return False


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


def tell_specialist(
    application: Application, act: str, comment: str, files: Sequence[StoredFile], at: datetime
) -> None:
    """Send the specialist of an application a letter about what its applicant did."""
    context = {
        "application": application,
        "act": act,
        "comment": comment.strip(),
        "files": files,
        "due_on": application.due_on,
    }
    ENGINE.tell_specialist(application, "application_acted", context, at=at)
