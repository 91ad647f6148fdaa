"""Who is late with the works of a contract, since when and until when: п. 16 «в», 16(5), 16(6) of the Rules.

Nothing is charged by it: both sides see what the Rules say of the days that went by.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from kabinet.applications.course.clocks import walk
from kabinet.applications.models import Application
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import UNDER_CONTRACT, Action, Clock, State
from kabinet.cases.sides import Side
from kabinet.law import penalty
from kabinet.law.deadlines import Code, Unit, spelled

type _Steps = Iterable[tuple[str, date]]

_SEEN_IN = {*UNDER_CONTRACT, State.COMPLETED, State.TERMINATED} - {State.WORKS_SUSPENDED}
_OPERATOR_DONE = (Record.WORKS_DONE, Record.CONNECTED, Record.ENERGISED, Action.PLACE)


class Delay(NamedTuple):
    """A side that did its works after their last day `due_on`, or has not done them yet (`done_on`: None).

    `days`: those that count for the penalty; `capped`: more went by, but no more count. `court_on`: the day
    from which the operator may ask a court to end the contract, while the applicant is late (п. 16(5)), and
    `may_sue` that it has come.
    """

    side: Side
    due_on: date
    done_on: date | None
    days: int
    capped: bool = False
    court_on: date | None = None
    may_sue: bool = False

    @property
    def of_operator(self) -> bool:
        """Whether the operator is the one who is late."""
        return self.side is Side.SPECIALIST

    @property
    def words(self) -> str:
        """The days as people say them."""
        return spelled(self.days, Unit.CALENDAR)


def delays_of(application: Application, *, today: date) -> list[Delay]:
    """The operator's and the applicant's, those that there are; one query, and none before the contract."""
    if application.state not in _SEEN_IN:
        return []
    rows = list(application.history.order_by("at", "id").values_list("action", "on", "to_state"))
    clocks, course = walk(application, rows), application.course
    steps = [(action, on) for action, on, _ in rows]
    if clocks.contract is None:
        return []
    due_on = clocks.due(course.works, Clock.CONTRACT, clocks.contract)
    ended_on = dict(steps).get(Action.TERMINATE, today)
    operator = min((on for action, on in steps if action in _OPERATOR_DONE), default=None)
    found = [_delay(Side.SPECIALIST, due_on, operator, ended_on)]
    spared = penalty.spares_applicant(course.applicability.paragraph, low_voltage=course.low_voltage)
    if course.checked and not spared:
        late = _delay(Side.APPLICANT, due_on, _fulfilled(steps, course.stages), ended_on)
        if operator is not None and late.done_on is None and application.state != State.TERMINATED:
            court_on = application.due(Code.COURT_TERMINATION, due_on)
            late = late._replace(court_on=court_on, may_sue=today >= court_on)
        found.append(late)
    return [delay for delay in found if delay.days]


def _delay(side: Side, due_on: date, done_on: date | None, ended_on: date) -> Delay:
    until, of_applicant = done_on or ended_on, side is Side.APPLICANT
    days = penalty.days_counted(due_on, until, of_applicant=of_applicant)
    return Delay(side, due_on, done_on, days, capped=days < (until - due_on).days)


def _fulfilled(steps: _Steps, stages: int) -> date | None:
    """The day on which the applicant told that the conditions are fulfilled, all stages of them (п. 16(6)).

    Remarks say that they are not: then it is the day of the notice after them.
    """
    told: date | None = None
    last: date | None = None
    checked = 0
    for action, on in steps:
        match action:
            case Action.NOTIFY:
                last = on
                told = told or (on if checked >= stages - 1 else None)
            case Action.REMARK:
                told = None
            case Action.CHECK_STAGE:
                checked += 1
            case Action.PLACE:
                told = told or last
    return told
