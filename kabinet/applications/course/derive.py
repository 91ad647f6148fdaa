"""What follows from the history of an application: its state, the running term, and the term of each step.

Computed anew whenever a fact is corrected or a calendar changes; nothing of it is patched.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from kabinet.applications.course.clocks import Clocks
from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.states import State, Transition
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.law.deadlines import Code


class Derived(NamedTuple):
    """What the present history makes of an application; `terms` are those of its rows, in their order."""

    state: State
    limit: str
    due_on: date | None
    terms: tuple[date | None, ...]


def derived(application: Application, history: Sequence[StateChange]) -> Derived:
    """What the rows of a history, the oldest first, make of their application; they are not changed."""
    state, limit, due_on = State(application.state), "", None
    terms = tuple(_terms(application, history))
    for change, term in zip(history, terms, strict=True):
        if change.moved:
            state, limit, due_on = State(change.to_state), change.limit, term
    return Derived(state, limit, due_on, terms)


def derive(locked: Application) -> bool:
    """Write what follows from the history of a locked application; whether anything was not so before."""
    history = list(locked.history.order_by("at", "id"))
    found = derived(locked, history)
    differ = False
    for change, term in zip(history, found.terms, strict=True):
        if change.due_on != term:
            change.due_on, differ = term, True
            change.save(update_fields=["due_on"])
    now = (found.state, found.limit, found.due_on)
    if (locked.state, locked.limit, locked.due_on) != now:
        locked.state, locked.limit, locked.due_on = now
        locked.save(update_fields=["state", "limit", "due_on"])
        differ = True
    return differ


def differing(applications: Iterable[UUID], *, mend: bool) -> Iterator[str]:
    """The numbers of those that are not what follows from their histories; mended, or left for people to see.

    Each is locked by itself and let go, so that nobody waits.
    """
    for pk in applications:
        with transaction.atomic():
            application = Application.objects.select_for_update().get(pk=pk)
            differs = derive(application)
            if not mend:
                transaction.set_rollback(True)
        if differs:
            yield application.number


def row_of(change: StateChange) -> Transition:
    """A row of the table by which the step may have been made: all have one clock. KeyError: none."""
    found = rows_of(change)
    if not found:
        raise KeyError(change.action)
    return found[0]


def rows_of(change: StateChange) -> list[Transition]:
    """The rows of the table by which a step may have been made: by one side or another.

    Of a step that leads elsewhere by now, those of its action.
    """
    named = [row for row in TRANSITIONS if row.action == change.action]
    return [row for row in named if row.target == change.to_state] or named


def _terms(application: Application, history: Sequence[StateChange]) -> Iterator[date | None]:
    clocks = Clocks(application, [(change.action, change.on) for change in history])
    for change in history:
        clocks.pass_by(change.action, change.on, change.to_state)
        if change.limit:
            yield clocks.due(Code(change.limit), row_of(change).clock, change.on)
        else:
            yield change.due_on  # entered before limits were kept
