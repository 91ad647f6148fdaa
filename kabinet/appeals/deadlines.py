"""By when an appeal is answered: by the way it came, else by its topic (186, п. 41, прил. 5).

What came on paper, by telephone or in the office has terms of its own (п. 41 «а», «в»–«д»). They run from the
registration, and an appeal is registered when it comes (п. 40): so from the day on which it came, and no late
entry makes them longer. All the rest has the term of its topic (п. 41 «б»).
"""

from datetime import date, datetime

from django.utils import timezone

from kabinet.appeals.models import Appeal, Topic
from kabinet.appeals.states import TRANSITIONS, Action, Clock, Transition
from kabinet.core.calendar import overrides
from kabinet.core.channels import Channel
from kabinet.law.deadlines import Code, last_moment
from kabinet.law.editions import law_at
from kabinet.law.working_days import add_calendar_days, add_working_days

STARTING = tuple(row.action for row in TRANSITIONS if row.clock is Clock.START)


def limit_for(channel: str, topic: Topic, *, analysed: bool) -> str:
    """The code of the limit that the way of coming sets; empty where the topic's own term counts.

    `analysed`: the facts of a complaint by telephone want analysis (п. 41 «г»). On paper another act's term
    goes first (п. 41 «а»: «если иное не предусмотрено»).
    """
    if channel in (Channel.POST, Channel.OFFICE):
        return Code.ANSWER_ON_PAPER if topic.by_standards else ""
    if channel == Channel.PHONE:
        return Code.ANSWER_PHONE_COMPLAINT if analysed and topic.complaint else Code.ANSWER_BY_PHONE
    return ""


def answer_by(limit: str, on: date, at: datetime) -> datetime | None:
    """The moment by which a call of the day `on`, registered at `at`, is answered; None for all the rest.

    Of a call that is entered on a later day only the day is known: it is late by then.
    """
    if limit != Code.ANSWER_BY_PHONE or timezone.localdate(at) != on:
        return None
    return last_moment(law_at(on).limits[Code.ANSWER_BY_PHONE], at)


def set_limit(appeal: Appeal, channel: str, on: date, at: datetime, *, analysed: bool = False) -> None:
    """Give an appeal the limit of what came by the channel on the day `on`, registered at `at`; not saved."""
    appeal.limit = limit_for(channel, appeal.topic, analysed=analysed)
    appeal.answer_by = answer_by(appeal.limit, on, at)


def answer_due_on(topic: Topic, start: date, *, limit: str = "", by: datetime | None = None) -> date:
    """The last day for the answer to an appeal that came on `start`; `by` is its moment, where it has one."""
    if by is not None:
        return timezone.localdate(by)
    if limit:
        return law_at(start).due(Code(limit), start, overrides=overrides())
    return _counted(topic, topic.days, start)


def extended_due_on(appeal: Appeal) -> date | None:
    """To what day the term may be extended; None when the topic has no longer one, or it has been."""
    if appeal.due_on is None or not (appeal.limit or appeal.topic.extended_days):
        return None
    started = appeal.history.filter(action__in=STARTING).latest("at", "id").on
    extended = extended_from(appeal.topic, appeal.limit, started)
    return extended if extended and extended > appeal.due_on else None


def extended_from(topic: Topic, limit: str, start: date) -> date | None:
    """The longest term of an appeal that came on `start`, where its facts may want analysis.

    Of a complaint by telephone that is п. 41 «г», else what прил. 5 says of the topic.
    """
    if limit == Code.ANSWER_BY_PHONE and topic.complaint:
        return law_at(start).due(Code.ANSWER_PHONE_COMPLAINT, start, overrides=overrides())
    return _counted(topic, topic.extended_days, start) if topic.extended_days and not limit else None


def limit_after(row: Transition, limit: str) -> str:
    """The code of the limit after a transition: a call whose facts want analysis is no quick one any more."""
    extended = row.clock is Clock.EXTEND and limit == Code.ANSWER_BY_PHONE
    return Code.ANSWER_PHONE_COMPLAINT if extended else limit


def due_on(row: Transition, appeal: Appeal, on: date) -> date | None:
    """The term of the answer after a transition of the day `on`."""
    match row.clock:
        case Clock.START:
            return answer_due_on(appeal.topic, on, limit=appeal.limit, by=appeal.answer_by)
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
    if extended is not None and appeal.limit:
        return law_at(extended).limits[Code.ANSWER_PHONE_COMPLAINT].basis, extended
    if extended is not None:
        return row.basis, extended
    if row.action != Action.REFER:
        return None
    sent_on = timezone.localdate(appeal.sent_at)
    law = law_at(sent_on)
    limit = law.limits[Code.APPEAL_REFERRAL]
    return limit.basis, law.due(limit.code, sent_on, overrides=overrides())
