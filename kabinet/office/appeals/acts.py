"""What a specialist does to an appeal from its card: writes, changes the state, hands it over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.appeals.services import assign_appeal, comment_appeal
from kabinet.appeals.states import State
from kabinet.appeals.transitions import ENGINE, Outcome, check_act, lock, perform
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile
from kabinet.office.card.acts import COMMENT
from kabinet.office.card.decisions import colleague_of, require_decision


class AppealCardStale(DomainError):
    """Something has happened to the appeal since the specialist opened its card."""

    def __init__(self, appeal: Appeal) -> None:
        who = (appeal.specialist.name or appeal.specialist.email) if appeal.specialist else "не назначен"
        super().__init__(
            "Пока карточка была открыта, обращение изменилось. Теперь статус — "
            f"«{State(appeal.state).label}», специалист — {who}. Ничего не отправлено, ваш текст "
            "и файлы сохранены ниже. Прочитайте, что нового в переписке, и отправьте снова, если нужно."
        )


@transaction.atomic
def answer_appeal(
    *,
    appeal: Appeal,
    act: str,
    seen_version: str,
    text: str,
    files: Sequence[StoredFile],
    outcome: Outcome,
    confirmed: bool = False,
    why: str = "",
    token: UUID,
    by: User,
    at: datetime,
) -> None:
    """Carry out `act` (COMMENT or an action) as decided on a card of `seen_version`.

    `confirmed`: the person was asked about an act that ends the term. `why`: the reason to act on a
    colleague's appeal, which the history and the colleague get. A repeated `token` changes nothing.
    Raises AppealCardStale, ConfirmationNeeded, and what comment_appeal or perform refuse.
    """
    locked = lock(appeal)
    if not ENGINE.is_repeated(locked, token):
        if str(locked.version) != seen_version:
            raise AppealCardStale(locked)
        if act != COMMENT:
            row = check_act(appeal=locked, action=act, by=by, comment=text, outcome=outcome)
            require_decision(ENGINE, locked, row, by=by, confirmed=confirmed, why=why)
    if act == COMMENT:
        comment_appeal(appeal=locked, by=by, text=text, files=files, token=token, at=at)
    else:
        perform(
            appeal=locked,
            action=act,
            by=by,
            at=at,
            comment=text,
            files=files,
            outcome=outcome,
            why=why.strip() if colleague_of(appeal, by) else "",
            token=token,
        )


@transaction.atomic
def hand_over(*, appeal: Appeal, seen_version: str, specialist: User, by: User, at: datetime) -> None:
    """Give the appeal to a specialist, as decided on a card of `seen_version`.

    Raises AppealCardStale and what assign_appeal refuses.
    """
    locked = lock(appeal)
    if locked.specialist_id != specialist.pk and str(locked.version) != seen_version:
        raise AppealCardStale(locked)
    assign_appeal(appeal=locked, specialist=specialist, by=by, at=at)
