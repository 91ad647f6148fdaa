"""The way of an application on one line: what has been, is now and is ahead, with dates (861, п. 8(3)).

Dates ahead are the last ones possible: each step takes all the time the law gives it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.course.deadlines import next_step, receipt_day, resolve
from kabinet.applications.models import Application, PlacedDocument, StateChange
from kabinet.applications.rules.course import Course
from kabinet.applications.rules.states import FINAL, Action, Depends, State
from kabinet.cases.sides import Side
from kabinet.core.channels import Channel
from kabinet.law.deadlines import Bound, Code
from kabinet.law.said import SAID


class Phase(StrEnum):
    """Where a point stands in time."""

    PAST = "past"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the line. `on` is the day it happened, or the last day until which it should.

    `at`: when a past one was entered. `by` is who did it or whose turn it is; `author` the person, where
    there is one. `text` explains; `signed`: how the applicant signed it. `said`: what is now or ahead in the
    words of the applicant.
    """

    phase: Phase
    title: str
    on: date | None
    by: Side | None
    at: datetime | None = None
    author: User | None = None
    text: str = ""
    basis: str = ""
    due_on: date | None = None
    signed: str = ""
    said: str = ""

    @property
    def entered_later(self) -> bool:
        """Whether the portal learned of it on another day than it happened."""
        return self.at is not None and timezone.localdate(self.at) != self.on


@dataclass(frozen=True, slots=True)
class _Stage:
    """A stage of the usual way: the states in which it is not over yet, and the limit it has."""

    states: frozenset[State]
    limit: Code | Depends
    title: str = ""
    said: str = ""


_OFFERED = frozenset({State.AWAITING_PAYMENT, State.OFFER_SENT, State.REVISING_OFFER})
_DETOURS = frozenset({State.AWAITING_DOCUMENTS, State.REVISING_OFFER, State.FIXING_REMARKS})
"""The stage that was interrupted comes again after these."""


def timeline_of(application: Application, *, today: date) -> list[Point]:
    """Every point from the submission to the end, the past first; four queries whatever the length."""
    # What was placed and offered at one moment was placed first: sorting keeps this order.
    past = sorted([*_placings(application), *_changes(application)], key=lambda pair: pair[0])
    points = [point for _, point in past]
    if application.state in FINAL:
        return points
    return [*points, *ahead_of(application, today=today)]


def ahead_of(application: Application, *, today: date) -> list[Point]:
    """The present step and those after it, until the end of the usual way."""
    step = next_step(application)
    now = Point(Phase.NOW, step.what, step.by, step.party, basis=step.basis, said=step.said)
    return [now, *_ahead(application, step.by or today)]


def _ahead(application: Application, on: date) -> Iterable[Point]:
    state, course = State(application.state), application.course
    law = course.law
    stages = _stages(course)
    reached = next((i for i, stage in enumerate(stages) if state in stage.states), None)
    if reached is None:
        return
    receipt = receipt_day(application) if state is not State.AWAITING_DOCUMENTS else None
    received = receipt or on
    for stage in stages[reached if state in _DETOURS else reached + 1 :]:
        limit = law.limits[resolve(stage.limit, course)]
        review = stage.limit in (Code.COMPLETENESS_CHECK, Depends.OFFER)
        on = application.due(limit.code, received if review else on)
        party = Side.APPLICANT if limit.binds is Bound.APPLICANT else Side.SPECIALIST
        title = stage.title or limit.title
        said = stage.said or SAID.get(limit.code, title)
        yield Point(Phase.AHEAD, title, on, party, basis=limit.basis, said=said)


def _stages(course: Course) -> list[_Stage]:
    contract = (
        _Stage(_OFFERED, Depends.PAYMENT, "Оплата счёта: договор заключён")
        if course.simplified
        else _Stage(_OFFERED, Code.SIGNATURE, "Подписание: договор заключён")
    )
    check = _Stage(frozenset({State.CHECKING_CONDITIONS}), Depends.CHECK)
    return [
        _Stage(frozenset({State.SUBMITTED}), Code.REGISTRATION),
        _Stage(
            frozenset({State.CHECKING, State.AWAITING_DOCUMENTS, State.SUPPLIED}), Code.COMPLETENESS_CHECK
        ),
        _Stage(frozenset({State.ACCEPTED}), Depends.OFFER),
        contract,
        _Stage(
            frozenset({State.CONTRACTED, State.FULFILLING}),
            Depends.WORKS,
            "Мероприятия выполнены, можно присоединиться" if not course.checked else "",
            "Закончим работы: можно будет присоединиться" if not course.checked else "",
        ),
        *([check] if course.checked else []),
        _Stage(frozenset({State.DOCUMENTS_PLACED, State.FIXING_REMARKS}), Depends.ANSWER),
    ]


def _changes(application: Application) -> Iterable[tuple[datetime, Point]]:
    for change in application.history.select_related("by"):
        yield change.at, _changed(change, application)


def _changed(change: StateChange, application: Application) -> Point:
    title = change.title
    if change.action == Action.SUBMIT:
        title = f"{title}. Номер {application.number}"
    return Point(
        Phase.PAST,
        title,
        change.on,
        _side(change, application),
        at=change.at,
        author=change.by,
        text=_told(change),
        due_on=change.due_on,
        signed=change.get_signature_display(),
    )


def _told(change: StateChange) -> str:
    """The comment, and how it came when a specialist entered it for the applicant."""
    if change.channel == Channel.CABINET:
        return change.comment
    came = f"Поступило {Channel(change.channel).label}."
    return f"{came}\n{change.comment}" if change.comment else came


def _side(change: StateChange, application: Application) -> Side:
    if change.by_id is None:
        return Side.SYSTEM
    own = change.by_id == application.owner_id or change.channel != Channel.CABINET
    return Side.APPLICANT if own else Side.SPECIALIST


def _placings(application: Application) -> Iterable[tuple[datetime, Point]]:
    """Documents placed at one moment are one point."""
    together: dict[datetime, list[PlacedDocument]] = {}
    for document in application.placed.for_page():
        together.setdefault(document.placed_at, []).append(document)
    for at, documents in together.items():
        names = "; ".join(document.get_kind_display() for document in documents)
        again = all(document.replaces_id for document in documents)
        yield (
            at,
            Point(
                Phase.PAST,
                "Размещена новая редакция документов" if again else "Размещены документы",
                timezone.localdate(at),
                Side.SPECIALIST,
                at=at,
                author=documents[0].placed_by,
                text=names,
            ),
        )
