"""Taking a consent back (152-ФЗ, ст. 9 ч. 2, ст. 21 ч. 5): what follows, the record, what the operator did.

The operator may go on without the consent only on another ground of ст. 6 ч. 1, and says which one. What the
portal can do alone it does at once; the rest waits in the office's list until its last day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applicants.models import Applicant, Consent, Withdrawal
from kabinet.applicants.purposes import (
    APPLICATION_PROCESSING,
    EMAIL_NOTICES,
    HEALTH_DATA,
    PROCESSING,
    SIMPLE_SIGNATURE,
)
from kabinet.core import journal
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.files.models import StoredFile
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at
from kabinet.notifications.choosing import follow_consent

LONGEST_REMARK = 2_000


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a withdrawal brings: to be told before it is made; a term in braces is told by the law.

    `executed` is what the portal has done by itself when nothing is left to the operator, `todo` what the
    operator has to do otherwise.
    """

    title: str
    stops: str
    kept: str
    term: str
    executed: str = ""
    todo: str = ""


CONSEQUENCES: Mapping[str, Consequences] = {
    PROCESSING: Consequences(
        title="Отзыв согласия на обработку персональных данных",
        stops=(
            "Черновики заявок удаляются сразу и насовсем вместе с файлами. Начать новую заявку без согласия "
            "нельзя; дать его снова можно в любой момент на этой же странице."
        ),
        kept=(
            "Поданные заявки, договоры, переписка и подписи по ним остаются: они нужны, чтобы заключить и "
            "исполнить договор с вами (152-ФЗ, ст. 6 ч. 1 п. 5) и исполнить Правила технологического "
            "присоединения (там же, п. 2). Записи о согласиях и журнал действий — доказательства, которые "
            "мы обязаны иметь (ст. 9 ч. 3)."
        ),
        term=(
            "Данные, которые для этого не нужны, уничтожаются не позднее чем через {consent_withdrawn} после "
            "отзыва (ст. 21 ч. 5), учётная запись закрывается. Если идёт заявка или обращение, этот срок "
            "считается со дня, когда они закончены (ст. 21 ч. 4). День портал заранее назовёт письмом."
        ),
        todo=(
            "Прекратите обработку данных, не нужных для поданных заявок и договоров, и уничтожьте их "
            "в выгрузках и копиях вне портала. Черновики портал уже удалил; остальное в нём он уничтожит "
            "сам, когда закончены все дела."
        ),
    ),
    EMAIL_NOTICES: Consequences(
        title="Отзыв согласия на уведомления по электронной почте",
        stops="Уведомления о заявках и обращениях перестают приходить сразу.",
        kept=(
            "Письма, без которых кабинетом нельзя пользоваться безопасно, и уведомления, обязательные по "
            "закону, приходят по-прежнему."
        ),
        term="Ждать ничего не нужно: отзыв исполняется сразу.",
        executed="Портал перестал отправлять уведомления в момент отзыва.",
    ),
    APPLICATION_PROCESSING: Consequences(
        title="Отзыв согласия, данного при подаче заявки",
        stops=(
            "Мы перестаём обрабатывать данные, которые не нужны для рассмотрения заявки и исполнения "
            "договора. Сама заявка отзывом согласия не аннулируется: её аннулируют на её странице."
        ),
        kept=(
            "Заявка, приложенные к ней документы и договор остаются: их обработка нужна, чтобы заключить и "
            "исполнить договор с вами (152-ФЗ, ст. 6 ч. 1 п. 5), и обязательна по Правилам "
            "технологического присоединения (там же, п. 2). Законченные дела хранятся столько, сколько "
            "требует законодательство об архивном деле."
        ),
        term=(
            "Остальное уничтожается не позднее чем через {consent_withdrawn} после отзыва (ст. 21 ч. 5). О "
            "результате придёт письмо."
        ),
        todo=(
            "Проверьте, что из данных этой заявки не нужно для договора и Правил, прекратите обработку "
            "и уничтожьте лишнее, в том числе в копиях вне портала. Если данные передавались гарантирующему "
            "поставщику или смежной сети без обязанности по Правилам, сообщите им об отзыве."
        ),
    ),
    HEALTH_DATA: Consequences(
        title="Отзыв согласия на обработку сведений о здоровье",
        stops=(
            "Мы перестаём обрабатывать сведения о здоровье из документа о льготе. Пока договор не заключён, "
            "льготная ставка применена не будет: плату пересчитают."
        ),
        kept=(
            "Если договор по льготной ставке уже заключён, документ остаётся: он нужен для исполнения "
            "договора и чтобы установить и защитить права сторон (152-ФЗ, ст. 10 ч. 2 п. 6). Само письменное "
            "согласие хранится как доказательство (ст. 9 ч. 3)."
        ),
        term=(
            "В остальных случаях документ о льготе уничтожается не позднее чем через {consent_withdrawn} "
            "после отзыва (ст. 21 ч. 5). О результате придёт письмо."
        ),
        todo=(
            "Если договор по льготной ставке не заключён, не применяйте её, уничтожьте документ о льготе и "
            "его копии и предложите условия без льготы. Если заключён, напишите, на каком основании документ "
            "остаётся."
        ),
    ),
    SIMPLE_SIGNATURE: Consequences(
        title="Отказ от соглашения о простой электронной подписи",
        stops=(
            "Подписывать документы кодом из письма будет нельзя, пока вы не согласитесь с правилами снова."
        ),
        kept=(
            "Всё, что уже подписано, остаётся подписанным: подпись ставилась, когда соглашение действовало "
            "(63-ФЗ, ст. 6 и 9). Записи о подписях хранятся вместе с документами."
        ),
        term="Ждать ничего не нужно: соглашение прекращается сразу.",
        executed="Портал больше не принимает простую подпись по этому соглашению.",
    ),
}


class AlreadyExecuted(DomainError):
    """The withdrawal was carried out before, by somebody else or in another tab."""

    def __init__(self) -> None:
        super().__init__("Этот отзыв уже отмечен исполненным.")


class RemarkNeeded(DomainError):
    """Nobody will know what was done without a word about it."""

    def __init__(self) -> None:
        super().__init__("Напишите, что сделано: какие данные уничтожены, что и почему осталось.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """How a withdrawal came that somebody of the operator enters.

    `unrecorded`: the consent itself stands on a paper alone, so the portal has no record of it.
    """

    channel: Channel
    received_on: date
    note: str
    scans: Sequence[StoredFile]
    unrecorded: bool
    by: User
    token: UUID


@transaction.atomic
def record_withdrawal(
    *,
    user: User,
    purpose: str,
    subject: str = "",
    address: str | None,
    user_agent: str,
    at: datetime,
    paper: Paper | None = None,
) -> Withdrawal | None:
    """Write down that `user` took back the consents for `purpose` and `subject`; None when none is in force.

    What is left to the operator gets the last day of ст. 21 ч. 5, from the day on which the withdrawal came.
    One that came on `paper` ends the consents that were given until that day.
    """
    User.objects.select_for_update().get(pk=user.pk)
    given = _given(user, purpose, subject, paper)
    if not given.update(withdrawn_at=at) and not (paper and paper.unrecorded):
        return None
    done = CONSEQUENCES[purpose].executed
    on = paper.received_on if paper else timezone.localdate(at)
    entered = _entered(paper) if paper else {}
    withdrawal = Withdrawal.objects.create(
        user=user,
        purpose=purpose,
        subject=subject,
        at=at,
        address=address,
        user_agent=storable(user_agent)[:300],
        due_on=law_at(on).due(Code.CONSENT_WITHDRAWN, on),
        executed_at=at if done else None,
        remark=done,
        **entered,
    )
    if paper is not None:
        withdrawal.scans.set(paper.scans)
    if purpose == EMAIL_NOTICES:
        Applicant.objects.filter(user=user).update(email_notices=False)
        follow_consent(person=user.pk, given=False)
    journal.record(
        act="consent.withdrawn",
        subject=f"user:{user.pk}",
        by=paper.by.pk if paper else user.pk,
        at=at,
        address=address,
        details={"purpose": purpose, "for": subject, "on": on, "channel": withdrawal.channel},
    )
    return withdrawal


def _given(user: User, purpose: str, subject: str, paper: Paper | None) -> QuerySet[Consent]:
    """The consents in force that a withdrawal ends."""
    given = Consent.objects.of(user).in_force().filter(text__purpose=purpose)
    # The agreement on the simple signature is one, however often it was accepted.
    given = given if purpose == SIMPLE_SIGNATURE else given.filter(subject=subject)
    return given if paper is None else given.filter(given_at__date__lte=paper.received_on)


def _entered(paper: Paper) -> dict[str, Any]:
    return {
        "channel": paper.channel,
        "received_on": paper.received_on,
        "note": storable(paper.note).strip()[:LONGEST_REMARK],
        "entered_by": paper.by,
        "token": paper.token,
    }


@transaction.atomic
def execute_withdrawal(
    *, withdrawal: Withdrawal, remark: str, by: User | None, address: str | None, at: datetime
) -> Withdrawal:
    """Write down what was done about a withdrawal. Raises AlreadyExecuted, RemarkNeeded."""
    remark = storable(remark).strip()[:LONGEST_REMARK]
    if not remark:
        raise RemarkNeeded
    locked = Withdrawal.objects.select_for_update().select_related("user").get(pk=withdrawal.pk)
    if locked.executed_at is not None:
        raise AlreadyExecuted
    locked.executed_at, locked.executed_by, locked.remark = at, by, remark
    locked.save(update_fields=["executed_at", "executed_by", "remark"])
    journal.record(
        act="consent.withdrawal_executed",
        subject=f"user:{locked.user_id}",
        by=by.pk if by else None,
        at=at,
        address=address,
        details={"purpose": locked.purpose, "for": locked.subject, "note": remark},
    )
    return locked


def told(purpose: str, at: datetime) -> dict[str, str]:
    """What follows from a withdrawal on that day, its terms in the words of the law."""
    law, what = law_at(timezone.localdate(at)), CONSEQUENCES[purpose]
    return {name: law.told(getattr(what, name)) for name in ("title", "stops", "kept", "term", "todo")}
