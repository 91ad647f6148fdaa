"""By when an appeal is answered: the topic's term counted from the day of sending (186, прил. 5)."""

from datetime import date

from django.utils import timezone

from kabinet.appeals.models import Appeal, Topic
from kabinet.appeals.states import TRANSITIONS, Action, Clock, Transition
from kabinet.core.calendar import overrides
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at
from kabinet.law.working_days import add_calendar_days, add_working_days

STARTING = tuple(row.action for row in TRANSITIONS if row.clock is Clock.START)


def answer_due_on(topic: Topic, start: date) -> date:
    """The last day for the answer to an appeal that came on `start`."""
    return _counted(topic, topic.days, start)


def extended_due_on(appeal: Appeal) -> date | None:
    """To what day the term may be extended; None when the topic has no longer one, or it has been."""
    topic = appeal.topic
    if topic.extended_days is None or appeal.due_on is None:
        return None
    started = appeal.history.filter(action__in=STARTING).latest("at", "id").on
    extended = _counted(topic, topic.extended_days, started)
    return extended if extended > appeal.due_on else None


def due_on(row: Transition, appeal: Appeal, today: date) -> date | None:
    """The term of the answer after a transition made `today`."""
    match row.clock:
        case Clock.START:
            return answer_due_on(appeal.topic, today)
        case Clock.KEEP:
            return appeal.due_on
        case Clock.EXTEND:
            return extended_due_on(appeal) or appeal.due_on
        case Clock.STOP:
            return None


def _counted(topic: Topic, days: int, start: date) -> date:
    add = add_working_days if topic.unit == Topic.Unit.WORKING else add_calendar_days
    return add(start, days, overrides=overrides())


def limit_of(row: Transition, appeal: Appeal) -> tuple[str, date] | None:
    """A limit that the law sets for the transition itself: its paragraph and last day."""
    extended = extended_due_on(appeal) if row.action == Action.EXTEND else None
    if extended is not None:
        return row.basis, extended
    if row.action != Action.REFER:
        return None
    sent_on = timezone.localdate(appeal.sent_at)
    law = law_at(sent_on)
    limit = law.limits[Code.APPEAL_REFERRAL]
    return limit.basis, law.due(limit.code, sent_on, overrides=overrides())
