"""What a specialist writes down around an appeal: that a decision was told, what the applicant did elsewhere.

The portal tells by letters and in the cabinet. Whoever asked for a call or a letter on paper (186, п. 36 «а»)
is answered once that was done (пп. 43, 44 «в»), so its day is a fact of its own.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.appeals.deadlines import STARTING, set_limit
from kabinet.appeals.models import Appeal, AppealChange
from kabinet.appeals.states import OPEN, Action, Clock, State, Transition
from kabinet.appeals.transitions import ENGINE, AppealNotFound, AppealTransitionImpossible, move
from kabinet.cases.days import DayImpossible
from kabinet.cases.sides import Side
from kabinet.core import journal
from kabinet.core.channels import Channel
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile


def may_be_told(appeal: Appeal) -> bool:
    """Whether something was decided that is told by telephone or letter."""
    return appeal.told_by_hand and appeal.state not in (*OPEN, State.WITHDRAWN)


@transaction.atomic
def record_told(
    *,
    appeal: Appeal,
    on: date | None,
    channel: Channel,
    text: str,
    files: Sequence[StoredFile],
    why: str = "",
    by: User,
    at: datetime,
    token: UUID,
) -> AppealChange:
    """Write down that the decision was told so on the day `on` (None: today); once for one `token`.

    `text` says what it rests on (the number of the letter, who answered the call). Raises AppealNotFound,
    AppealTransitionImpossible, DayImpossible and what send_message refuses.
    """
    locked, side, repeated = ENGINE.begin(appeal, by, token)
    if repeated:
        told: AppealChange = locked.history(manager="every").get(token=token)
        return told
    if side is not Side.SPECIALIST:
        raise AppealNotFound
    if not may_be_told(locked):
        raise AppealTransitionImpossible(locked)
    # A call may be answered before it is entered: the day is not before the appeal, the entry may be later.
    since = locked.history.filter(action__in=STARTING).latest("at", "id").on
    day = _day(on, since=since, today=timezone.localdate(at))
    if text.strip() or files:
        send_message(
            thread=locked.thread, by=by, from_operator=True, text=text, files=files, token=token, at=at
        )
    told = locked.history.create(
        action=Action.TELL, from_state=locked.state, to_state=locked.state, limit=locked.limit,
        by=by, on=day, at=at, comment=text, channel=channel, why=why, token=token,
    )  # fmt: skip
    locked.to_tell = False
    if locked.specialist_id is None:
        locked.specialist = by
    ENGINE.save(locked, at=at, changed=["to_tell", "specialist"])
    journal.record(
        act="appeal_told",
        subject=f"appeal:{locked.pk}",
        by=by.pk,
        at=at,
        details={"number": locked.number, "on": day, "channel": channel},
    )
    return told


def enterable_rows(appeal: Appeal) -> list[Transition]:
    """What the applicant may do now, by the table: a specialist enters it for them."""
    return list(ENGINE.rows_from(appeal, Side.APPLICANT))


@transaction.atomic
def enter_for_applicant(
    *,
    appeal: Appeal,
    action: str,
    on: date | None,
    channel: Channel,
    text: str,
    files: Sequence[StoredFile],
    analysed: bool = False,
    why: str = "",
    by: User,
    at: datetime,
    token: UUID,
) -> Appeal:
    """Make a row of the applicant's for them, as it came by the channel on the day `on` (None: today).

    Once for one `token`. `analysed`: as of Arrival. Raises AppealNotFound, AppealTransitionImpossible,
    DayImpossible, and what send_message refuses.
    """
    locked, side, repeated = ENGINE.begin(appeal, by, token)
    if repeated:
        return locked
    if side is not Side.SPECIALIST or channel == Channel.CABINET:
        raise AppealNotFound
    row = ENGINE.row(action, locked, Side.APPLICANT)
    if row is None:
        raise AppealTransitionImpossible(locked)
    last = max(locked.history.exclude(action=Action.TELL).values_list("on", flat=True))
    day = _day(on, since=last, today=timezone.localdate(at))
    if not row.button or text.strip() or files:
        send_message(
            thread=locked.thread, by=by, from_operator=False, text=text, files=files, token=token, at=at
        )
    if row.clock is Clock.START:
        set_limit(locked, channel, day, at, analysed=analysed)
    move(
        locked, row, by=by, at=at, on=day, comment=text, token=token, channel=channel, why=why,
    )  # fmt: skip
    return locked


def _day(asked: date | None, *, since: date, today: date) -> date:
    day = today if asked is None else asked
    if not since <= day <= today:
        raise DayImpossible(
            f"Укажите день от {since:%d.%m.%Y} до {today:%d.%m.%Y}: не раньше того, что этому "
            "предшествует, и не позже сегодняшнего дня."
        )
    return day
