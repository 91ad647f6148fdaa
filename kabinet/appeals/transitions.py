"""The only writer of an appeal's state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, override
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.appeals.deadlines import due_on, extended_due_on, limit_after
from kabinet.appeals.models import Appeal
from kabinet.appeals.states import (
    DECIDED,
    TRANSITIONS,
    Action,
    Clock,
    NotConsideredReason,
    State,
    Transition,
)
from kabinet.applicants.members import has_cabinet
from kabinet.cases.engine import Engine
from kabinet.cases.models import CaseChange
from kabinet.cases.rows import rows_from
from kabinet.cases.sides import Side
from kabinet.core.errors import DomainError
from kabinet.core.values import plain_text
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile


class AppealNotFound(DomainError):
    """There is no such appeal for this person."""

    def __init__(self) -> None:
        super().__init__("Обращение не найдено.")


class AppealTransitionImpossible(DomainError):
    """The action cannot be made in the present state."""

    def __init__(self, appeal: Appeal) -> None:
        label = State(appeal.state).label
        super().__init__(f"Сейчас это действие невозможно: статус обращения\u00a0— «{label}».")


class AnswerIncomplete(DomainError):
    """What the law wants in an answer is missing; `field` is the input it belongs to."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an answer holds besides its text.

    Of a complaint: whether it is `founded`, and the measures with the day by which they are carried out (186,
    п. 44). `reason`: why an appeal is not considered (186, п. 45).
    """

    founded: bool | None = None
    measures: str = ""
    measures_due_on: date | None = None
    reason: str = ""


NOTHING_MORE = Outcome()


class AppealEngine(Engine[Appeal, Transition]):
    """Appeals move by kabinet.appeals.states."""

    name = "appeal"
    duty = Duty.APPEALS
    model = Appeal

    @override
    def rows_from(self, case: Appeal, by: Side) -> tuple[Transition, ...]:
        rows = rows_from(TRANSITIONS, case.state, by)
        return tuple(row for row in rows if row.clock is not Clock.EXTEND or extended_due_on(case))

    @override
    def is_open(self, row: Transition, case: Appeal, day: date) -> bool:
        """A term that is over is not extended: the answer is late."""
        return row.clock is not Clock.EXTEND or (case.due_on is not None and day <= case.due_on)

    @override
    def due_on(self, row: Transition, case: Appeal, on: date) -> date | None:
        return due_on(row, case, on)

    @override
    def not_found(self) -> DomainError:
        return AppealNotFound()

    @override
    def impossible(self, case: Appeal) -> DomainError:
        return AppealTransitionImpossible(case)

    @override
    def recipient(self, case: Appeal) -> str:
        """What was told with the appeal; without that the mailbox of whoever has opened the cabinet since."""
        return case.email or case.owner.login

    @override
    def columns(self, row: Transition, case: Appeal) -> Mapping[str, Any]:
        return {"limit": limit_after(row, case.limit)}

    @override
    def told(self, row: Transition, case: Appeal, change: CaseChange) -> Mapping[str, Any]:
        return {"tells": row.told_to(cabinet=has_cabinet(case.owner))}

    @override
    def kept(self, row: Transition, case: Appeal) -> Mapping[str, Any]:
        """What was decided is to be told by what the portal itself does not do; closing changes nothing."""
        owed = case.is_of_office and case.told_by_hand and row.target in DECIDED
        over = row.clock in (Clock.STOP, Clock.EXTEND)
        return {
            "to_tell": case.to_tell if row.action == Action.CLOSE else owed,
            "answer_by": None if over else case.answer_by,
        }


ENGINE = AppealEngine()
lock, move, allowed_actions = ENGINE.lock, ENGINE.move, ENGINE.allowed


@transaction.atomic
def perform(
    *,
    appeal: Appeal,
    action: str,
    by: User,
    at: datetime,
    comment: str = "",
    files: Sequence[StoredFile] = (),
    outcome: Outcome = NOTHING_MORE,
    why: str = "",
    token: UUID,
) -> Appeal:
    """Make one of `allowed_actions`; the comment and files also go to the conversation.

    `why`: the reason to act on a colleague's appeal: the history keeps it, the colleague gets a letter.
    A repeated `token` changes nothing. Raises AppealNotFound, AppealTransitionImpossible, AnswerIncomplete
    and what send_message refuses.
    """
    locked, side, repeated = ENGINE.begin(appeal, by, token)
    if repeated:
        return locked
    if not locked.topic.complaint:
        outcome = Outcome(reason=outcome.reason)
    row = check_act(appeal=locked, action=action, by=by, comment=comment, outcome=outcome)
    if not ENGINE.is_open(row, locked, timezone.localdate(at)):
        raise AppealTransitionImpossible(locked)
    told = _told(row, comment, outcome)
    if told or files:
        send_message(
            thread=locked.thread,
            by=by,
            from_operator=side is Side.SPECIALIST,
            text=told,
            files=files,
            token=token,
            at=at,
            kind=row.kind,
        )
    changed = _keep_outcome(locked, row, outcome)
    move(locked, row, by=by, at=at, comment=told, why=why, token=token, changed=changed)
    if why and locked.specialist is not None and locked.specialist.is_active:
        context = {"appeal": locked, "by": by.name or by.email, "why": why}
        ENGINE.tell_specialist(locked, "appeal_colleague_acted", context, at=at)
    return locked


def _keep_outcome(locked: Appeal, row: Transition, outcome: Outcome) -> list[str]:
    """Put the outcome into the row; the names of the columns."""
    if row.action == Action.REFUSE:
        locked.reason = outcome.reason
        return ["reason"]
    if row.action == Action.ANSWER and locked.topic.complaint:
        locked.founded = outcome.founded
        locked.measures = plain_text(outcome.measures)
        locked.measures_due_on = outcome.measures_due_on
        return ["founded", "measures", "measures_due_on"]
    return []


def check_act(*, appeal: Appeal, action: str, by: User, comment: str, outcome: Outcome) -> Transition:
    """The row of an act that may be made. Raises AppealTransitionImpossible, AnswerIncomplete."""
    side = ENGINE.side_of(appeal, by)
    row = ENGINE.row(action, appeal, side) if side else None
    if row is None or not row.button:
        raise AppealTransitionImpossible(appeal)
    _demand(row, appeal, comment, outcome)
    return row


def _demand(row: Transition, appeal: Appeal, comment: str, outcome: Outcome) -> None:
    """Refuse an answer that lacks what the law wants in it."""
    if row.needs_comment and not plain_text(comment):
        raise AnswerIncomplete("text", f"Без комментария нельзя. {row.hint}")
    if row.action == Action.REFUSE and outcome.reason not in NotConsideredReason.values:
        raise AnswerIncomplete("reason", "Выберите причину: её требует п. 45 Единых стандартов.")
    if row.action != Action.ANSWER or not appeal.topic.complaint:
        return
    if outcome.founded is None:
        raise AnswerIncomplete(
            "founded", "Укажите, обоснована ли жалоба: этого требует п. 44 Единых стандартов."
        )
    measures = plain_text(outcome.measures)
    if measures and not outcome.founded:
        raise AnswerIncomplete("measures", "Корректирующие меры бывают только у обоснованной жалобы.")
    if measures and outcome.measures_due_on is None:
        raise AnswerIncomplete("measures_due_on", "Укажите планируемый срок корректирующих мер.")
    if outcome.measures_due_on is not None and not measures:
        raise AnswerIncomplete("measures", "Напишите, какие меры будут приняты к указанному сроку.")


def _told(row: Transition, comment: str, outcome: Outcome) -> str:
    """The comment with what the outcome adds to it, as the applicant reads it."""
    parts = [plain_text(comment)]
    if row.action == Action.REFUSE:
        parts.insert(0, f"Причина: {NotConsideredReason(outcome.reason).label}.")
    if row.action == Action.ANSWER and outcome.founded is not None:
        parts.insert(
            0, "Жалоба признана обоснованной." if outcome.founded else "Жалоба признана необоснованной."
        )
        if outcome.measures_due_on is not None:
            parts.append(
                f"Корректирующие меры до {outcome.measures_due_on:%d.%m.%Y}: {plain_text(outcome.measures)}"
            )
    return "\n\n".join(filter(None, parts))
