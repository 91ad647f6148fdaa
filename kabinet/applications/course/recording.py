"""Writing down a fact that changes no state: a day on which something happened, its basis and author."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.course.deadlines import entered_day
from kabinet.applications.course.derive import derive
from kabinet.applications.course.engine import ENGINE
from kabinet.applications.course.guards import CommentNeeded, TooLate, TransitionImpossible
from kabinet.applications.course.known_facts import tell_changed
from kabinet.applications.course.transitions import tell_specialist
from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.record_kinds import RecordKind
from kabinet.applications.rules.records import record_kinds
from kabinet.cases.days import DayImpossible
from kabinet.cases.sides import Side
from kabinet.core import journal
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile


class RecordedAlready(DomainError):
    """What happens once is written down."""

    def __init__(self, kind: RecordKind, on: date) -> None:
        super().__init__(
            f"«{kind.title}» уже записано {on:%d.%m.%Y}. Если день другой, исправьте его в истории."
        )


def recordable(application: Application, by: User, *, today: date) -> list[RecordKind]:
    """The facts that this person may write down now: their own, and for a specialist the applicant's too."""
    side = ENGINE.side_of(application, by)
    kinds = () if side is None else record_kinds(application.state, application.course)
    days = _days(application) if kinds else {}
    return [
        kind
        for kind in kinds
        if side in (kind.by, Side.SPECIALIST)
        and not (kind.once and kind.record in days)
        and (kind.after is None or kind.after in days)
        and not _is_late(kind, application, today)
    ]


@transaction.atomic
def record_fact(
    *,
    application: Application,
    record: str,
    on: date | None,
    text: str,
    files: Sequence[StoredFile],
    channel: Channel = Channel.CABINET,
    by: User,
    at: datetime,
    token: UUID,
) -> StateChange:
    """Write down a fact of the day `on` (None: of today) with what it rests on; once for one `token`.

    `channel`: how the applicant's fact came when a specialist enters it for them. Raises ApplicationNotFound,
    TransitionImpossible, DayImpossible, CommentNeeded, TooLate, RecordedAlready, what send_message refuses.
    """
    locked, side, repeated = ENGINE.begin(application, by, token)
    if repeated:
        return locked.history(manager="every").get(token=token)
    kind, today = _kind(record, locked, side), timezone.localdate(at)
    day = _day_of(kind, on, side, today)
    _check(kind, locked, day=day, today=today, text=text)
    if locked.thread is not None and (text.strip() or files):
        send_message(
            thread=locked.thread, by=by, from_operator=kind.by is Side.SPECIALIST, text=text, files=files,
            token=token, at=at,
        )  # fmt: skip
    fact: StateChange = locked.history.create(
        action=kind.record, from_state=locked.state, to_state=locked.state,
        by=by, on=day, at=at, comment=text, token=token, channel=channel,
    )  # fmt: skip
    if side is Side.SPECIALIST and locked.specialist_id is None:
        locked.specialist = by
    before = locked.due_on
    derive(locked)
    ENGINE.save(locked, at=at, changed=["specialist"])
    tell_changed(locked, at=at)
    if kind.tells:
        _tell_applicant(locked, kind, fact, term_moved=locked.due_on != before)
    if side is Side.APPLICANT:
        tell_specialist(locked, kind.title, text, files, at)
    journal.record(
        act="application_fact_recorded",
        subject=f"application:{locked.pk}",
        by=by.pk,
        at=at,
        details={"number": locked.number, "fact": kind.record, "on": day, "channel": channel},
    )
    return fact


def _kind(record: str, application: Application, side: Side) -> RecordKind:
    """The fact, if this side may write it down in the present state."""
    for kind in record_kinds(application.state, application.course):
        if kind.record == record and side in (kind.by, Side.SPECIALIST):
            return kind
    raise TransitionImpossible(application)


def _day_of(kind: RecordKind, on: date | None, side: Side, today: date) -> date:
    if on is not None and side is Side.SPECIALIST:
        return on
    if kind.ahead:
        raise DayImpossible(f"{kind.asks}: укажите его.")
    return today


def _check(kind: RecordKind, application: Application, *, day: date, today: date, text: str) -> None:
    days = _days(application)
    if kind.once and kind.record in days:
        raise RecordedAlready(kind, days[kind.record])
    if kind.after is not None and kind.after not in days:
        raise TransitionImpossible(application)
    earliest = days[kind.after] if kind.after else entered_day(application) or day
    if kind.ahead and day < earliest:
        raise DayImpossible(f"Укажите день не раньше {earliest:%d.%m.%Y}: до него этого не согласовывали.")
    if not kind.ahead and not earliest <= day <= today:
        raise DayImpossible(
            f"Укажите день от {earliest:%d.%m.%Y} до {today:%d.%m.%Y}: не раньше того, что этому "
            "предшествует, и не позже сегодняшнего дня."
        )
    if _is_late(kind, application, day):
        limit = application.law.limits[kind.within] if kind.within else None
        assert limit is not None  # noqa: S101 - for the type checker: only a term can be missed
        raise TooLate(application.due(limit.code, entered_day(application) or day), limit.paragraph)
    if kind.needs_comment and not text.strip():
        raise CommentNeeded


def _is_late(kind: RecordKind, application: Application, day: date) -> bool:
    entered = entered_day(application)
    return bool(kind.within and entered and day > application.due(kind.within, entered))


def _days(application: Application) -> dict[str, date]:
    """The last day of each step and fact so far."""
    return dict(application.history.order_by("at", "id").values_list("action", "on"))


def _tell_applicant(
    application: Application, kind: RecordKind, fact: StateChange, *, term_moved: bool
) -> None:
    ENGINE.tell(
        application,
        "application_fact",
        {
            "application": application,
            "title": kind.title,
            "on": fact.on,
            "tells": application.law.told(kind.tells),
            "comment": fact.comment.strip(),
            "moved_to": application.due_on if term_moved else None,
        },
        at=fact.at,
    )
