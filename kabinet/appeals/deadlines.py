"""By when an appeal is answered: the topic's term counted from the day of sending (186, прил. 5)."""

from datetime import date

from django.utils import timezone

from kabinet.appeals.models import Appeal, Topic
from kabinet.appeals.states import Action, Clock, Transition
from kabinet.core.calendar import overrides
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at
from kabinet.law.working_days import add_calendar_days, add_working_days


def answer_due_on(topic: Topic, start: date) -> date:
    """The last day for the answer to an appeal that came on `start`."""
    add = add_working_days if topic.unit == Topic.Unit.WORKING else add_calendar_days
    return add(start, topic.days, overrides=overrides())


def due_on(row: Transition, appeal: Appeal, today: date) -> date | None:
    """The term of the answer after a transition made `today`."""
    match row.clock:
        case Clock.START:
            return answer_due_on(appeal.topic, today)
        case Clock.KEEP:
            return appeal.due_on
        case Clock.STOP:
            return None


def limit_of(row: Transition, appeal: Appeal) -> tuple[str, date] | None:
    """A limit that the law sets for the transition itself: its paragraph and last day."""
    if row.action != Action.REFER:
        return None
    sent_on = timezone.localdate(appeal.sent_at)
    law = law_at(sent_on)
    limit = law.limits[Code.APPEAL_REFERRAL]
    return limit.basis, law.due(limit.code, sent_on, overrides=overrides())
