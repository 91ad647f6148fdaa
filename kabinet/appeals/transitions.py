"""The only writer of an appeal's state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.appeals import states
from kabinet.appeals.deadlines import due_on
from kabinet.appeals.models import Appeal, AppealChange
from kabinet.appeals.states import Action, Reason, State, Transition, transitions_from
from kabinet.applications.states import Party
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.correspondence.services import clean_text, send_message
from kabinet.files.models import StoredFile
from kabinet.notifications.services import send_letter


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


def allowed_actions(appeal: Appeal, who: User) -> tuple[Transition, ...]:
    """The transitions to draw as buttons for `who`; none for someone who has no part in the appeal."""
    party = party_of(appeal, who)
    if party is None:
        return ()
    return tuple(row for row in transitions_from(appeal.state, party) if row.button)


def party_of(appeal: Appeal, user: User) -> Party | None:
    """Which side of the appeal the user is on."""
    if Duty.APPEALS in user.duties:
        return Party.SPECIALIST
    return Party.APPLICANT if user.pk == appeal.owner_id else None


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
    locked = lock(appeal)
    party = party_of(locked, by)
    if party is None:
        raise AppealNotFound
    if locked.history.filter(token=token).exists():
        return locked
    if not locked.topic.complaint:
        outcome = Outcome(reason=outcome.reason)
    row = check_act(appeal=locked, action=action, by=by, comment=comment, outcome=outcome)
    told = _told(row, comment, outcome)
    if told or files:
        send_message(
            thread=locked.thread,
            by=by,
            from_operator=party is Party.SPECIALIST,
            text=told,
            files=files,
            token=token,
            at=at,
            kind=row.kind,
        )
    if row.action == Action.REFUSE:
        locked.reason = outcome.reason
    if row.action == Action.ANSWER and locked.topic.complaint:
        locked.founded = outcome.founded
        locked.measures = clean_text(outcome.measures)
        locked.measures_due_on = outcome.measures_due_on
    move(locked, row, by=by, at=at, comment=told, why=why, token=token)
    if why and locked.specialist is not None and locked.specialist.is_active:
        context = {"appeal": locked, "by": by.name or by.email, "why": why}
        send_letter(kind="appeal_colleague_acted", recipient=locked.specialist.email, context=context, at=at)
    return locked


def check_act(*, appeal: Appeal, action: str, by: User, comment: str, outcome: Outcome) -> Transition:
    """The row of an act that may be made. Raises AppealTransitionImpossible, AnswerIncomplete."""
    party = party_of(appeal, by)
    row = states.transition(action, appeal.state, party) if party else None
    if row is None or not row.button:
        raise AppealTransitionImpossible(appeal)
    _demand(row, appeal, comment, outcome)
    return row


def _demand(row: Transition, appeal: Appeal, comment: str, outcome: Outcome) -> None:
    """Refuse an answer that lacks what the law wants in it."""
    if row.needs_comment and not clean_text(comment):
        raise AnswerIncomplete("text", f"Без комментария нельзя. {row.hint}")
    if row.action == Action.REFUSE and outcome.reason not in Reason.values:
        raise AnswerIncomplete("reason", "Выберите причину: её требует п. 45 Единых стандартов.")
    if row.action != Action.ANSWER or not appeal.topic.complaint:
        return
    if outcome.founded is None:
        raise AnswerIncomplete(
            "founded", "Укажите, обоснована ли жалоба: этого требует п. 44 Единых стандартов."
        )
    measures = clean_text(outcome.measures)
    if measures and not outcome.founded:
        raise AnswerIncomplete("measures", "Корректирующие меры бывают только у обоснованной жалобы.")
    if measures and outcome.measures_due_on is None:
        raise AnswerIncomplete("measures_due_on", "Укажите планируемый срок корректирующих мер.")
    if outcome.measures_due_on is not None and not measures:
        raise AnswerIncomplete("measures", "Напишите, какие меры будут приняты к указанному сроку.")


def _told(row: Transition, comment: str, outcome: Outcome) -> str:
    """The comment with what the outcome adds to it, as the applicant reads it."""
    parts = [clean_text(comment)]
    if row.action == Action.REFUSE:
        parts.insert(0, f"Причина: {Reason(outcome.reason).label}.")
    if row.action == Action.ANSWER and outcome.founded is not None:
        parts.insert(
            0, "Жалоба признана обоснованной." if outcome.founded else "Жалоба признана необоснованной."
        )
        if outcome.measures_due_on is not None:
            parts.append(
                f"Корректирующие меры до {outcome.measures_due_on:%d.%m.%Y}: {clean_text(outcome.measures)}"
            )
    return "\n\n".join(filter(None, parts))


def lock(appeal: Appeal) -> Appeal:
    """The appeal's fresh row, locked until the transaction ends. Raises AppealNotFound."""
    found = Appeal.objects.select_for_update().filter(pk=appeal.pk).first()
    if found is None:
        raise AppealNotFound
    return found


def touch(locked: Appeal, *, at: datetime, changed: Sequence[str] = ()) -> None:
    """Save the named columns of a locked row; cards opened before become stale."""
    locked.version += 1
    locked.updated_at = at
    locked.save(update_fields=["version", "updated_at", *changed])


def move(
    locked: Appeal,
    row: Transition,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    why: str = "",
    token: UUID,
) -> None:
    """Make a transition of a locked row: state, term, history, letter, journal."""
    before = "" if row is states.SENDING else locked.state
    locked.state = row.target
    locked.due_on = due_on(row, locked, timezone.localdate(at))
    if row.by is Party.SPECIALIST and locked.specialist_id is None:
        locked.specialist = by
    touch(
        locked,
        at=at,
        changed=["state", "due_on", "specialist", "reason", "founded", "measures", "measures_due_on"],
    )
    AppealChange.objects.create(
        appeal=locked,
        action=row.action,
        from_state=before,
        to_state=row.target,
        by=by,
        at=at,
        comment=comment,
        due_on=locked.due_on,
        why=why,
        token=token,
    )
    if row.letter:
        context: dict[str, Any] = {
            "appeal": locked,
            "state": State(row.target).label,
            "tells": row.tells,
            "comment": comment,
            "due_on": locked.due_on,
        }
        send_letter(kind=row.letter, recipient=locked.email, context=context, at=at)
    journal.record(
        act=f"appeal_{row.action}",
        subject=f"appeal:{locked.pk}",
        by=by.pk,
        at=at,
        details={"number": locked.number, "from": before, "to": row.target},
    )
