"""What follows from the history of an appeal: its state, the running term, the outcome, what is to be told.

Terms by a topic are kept as they were counted (a topic may have been changed since); only those that start
at a row that was mended are counted anew.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kabinet.appeals.deadlines import answer_by, answer_due_on, extended_from
from kabinet.appeals.models import Appeal, AppealChange
from kabinet.appeals.states import DECIDED, TRANSITIONS, Action, Clock, State, Transition
from kabinet.cases.days import moment_of


@dataclass(slots=True)
class _Course:
    """What the rows of a history, gone past one by one, have made of an appeal so far."""

    appeal: Appeal
    mended: AppealChange
    state: State = State.SENT
    limit: str = ""
    due_on: date | None = None
    answer_by: datetime | None = None
    sent_at: datetime | None = None
    to_tell: bool = False
    _start: date | None = None
    _anew: bool = False

    def pass_by(self, change: AppealChange) -> date | None:
        """Go past a row; the term that runs after it."""
        if change.action == Action.TELL:
            self.to_tell = False
            return self.due_on
        match row_of(change).clock:
            case Clock.START:
                self._begin(change)
            case Clock.EXTEND:
                self._extend(change)
            case Clock.STOP:
                self.due_on, self.answer_by = None, None
            case Clock.KEEP:
                pass
        self.state = State(change.to_state)
        if change.action != Action.CLOSE:
            by_hand = self.appeal.is_of_office and self.appeal.told_by_hand
            self.to_tell = by_hand and self.state in DECIDED
        return self.due_on

    def _begin(self, change: AppealChange) -> None:
        self._start, self._anew = change.on, change.pk == self.mended.pk
        self.limit = change.limit
        self.answer_by = answer_by(change.limit, change.on, change.at)
        self.sent_at = self.sent_at or moment_of(change.on, change.at)
        self.due_on = change.due_on
        if self._anew or self.due_on is None:
            self.due_on = answer_due_on(self.appeal.topic, change.on, limit=change.limit, by=self.answer_by)

    def _extend(self, change: AppealChange) -> None:
        counted = extended_from(self.appeal.topic, self.limit, self._start or change.on)
        self.due_on = (counted if self._anew else change.due_on) or self.due_on
        self.limit, self.answer_by = change.limit, None


def derive(locked: Appeal, mended: AppealChange) -> None:
    """Write what follows from the history of a locked appeal, in which a row was mended."""
    course = _Course(locked, mended)
    for change in locked.history.order_by("at", "id"):
        term = course.pass_by(change)
        if change.due_on != term:
            change.due_on = term
            change.save(update_fields=["due_on"])
    locked.state, locked.due_on, locked.limit = course.state, course.due_on, course.limit
    locked.answer_by, locked.to_tell = course.answer_by, course.to_tell
    locked.sent_at = course.sent_at or locked.sent_at
    if mended.taken_back and mended.action == Action.ANSWER:
        locked.founded, locked.measures, locked.measures_due_on = None, "", None
    if course.state != State.NOT_CONSIDERED:
        locked.reason = ""
    locked.save(update_fields=[
        "state", "due_on", "limit", "answer_by", "to_tell", "sent_at",
        "founded", "measures", "measures_due_on", "reason",
    ])  # fmt: skip


def row_of(change: AppealChange) -> Transition:
    """A row of the table by which a step was made: those of one action have one clock."""
    return next(row for row in TRANSITIONS if row.action == change.action)
