"""THE transitions of an application, stage by stage; docs/application-states.md is drawn from them.

The Rules: ПП РФ от 27.12.2004 № 861; reasons for what they leave open: docs/adr/0013-life-of-an-application.
"""

from kabinet.applications.rules.course import Course, holds
from kabinet.applications.rules.states import Transition
from kabinet.applications.rules.table.ends import ENDS
from kabinet.applications.rules.table.offer import OFFER
from kabinet.applications.rules.table.pauses import PAUSES
from kabinet.applications.rules.table.review import REVIEW
from kabinet.applications.rules.table.works import WORKS
from kabinet.cases.rows import rows_from
from kabinet.cases.sides import Side

TRANSITIONS: tuple[Transition, ...] = (*REVIEW, *OFFER, *WORKS, *PAUSES, *ENDS)
"""In the order of the buttons."""


def exists(row: Transition, course: Course) -> bool:
    """Whether an application of this course has the transition, by the law that it goes by."""
    return holds(row.when, course) and course.law.knows(row)


def transitions_from(state: str, by: Side, course: Course) -> tuple[Transition, ...]:
    """The transitions that `by` may make from a state, in the order of the table."""
    return tuple(row for row in rows_from(TRANSITIONS, state, by) if exists(row, course))


def transition(action: str, state: str, by: Side, course: Course) -> Transition | None:
    """The row for an action in a state; None when the action is impossible there for `by`."""
    return next((row for row in transitions_from(state, by, course) if row.action == action), None)


def way_into(state: str, course: Course) -> Transition | None:
    """The first row that leads to a state: what it usually starts; None for a draft."""
    return next((row for row in TRANSITIONS if row.target == state and exists(row, course)), None)
