"""The pauses: where mining is forbidden, the review and the terms of contracts stand still (861, п. 118)."""

from kabinet.applications.rules.course import When
from kabinet.applications.rules.states import Action, Clock, Depends, State, Transition
from kabinet.cases.sides import Side
from kabinet.correspondence.models import Message
from kabinet.law.deadlines import Code

_DAY = "День, с которого сроки приостановлены"
_LAST = "День, с которого сроки идут снова"

PAUSES: tuple[Transition, ...] = (
    Transition(
        action=Action.SUSPEND,
        label="Приостановить рассмотрение",
        sources=(State.SUBMITTED, State.CHECKING, State.ACCEPTED),
        target=State.REVIEW_SUSPENDED,
        by=Side.SPECIALIST,
        when=When.MINING,
        kind=Message.Kind.DECISION,
        needs_comment=True,
        dated=_DAY,
        tells="Рассмотрение заявки приостановлено (п. 118 Правил). Основание — в комментарии специалиста.",
    ),
    Transition(
        action=Action.RESUME,
        label="Возобновить рассмотрение",
        sources=(State.REVIEW_SUSPENDED,),
        target=State.CHECKING,
        by=Side.SPECIALIST,
        when=When.MINING,
        limit=Code.COMPLETENESS_CHECK,
        clock=Clock.RECEIPT,
        dated=_LAST,
        tells="Рассмотрение заявки возобновлено: сроки продлены на время перерыва.",
    ),
    Transition(
        action=Action.SUSPEND,
        label="Приостановить мероприятия",
        sources=(State.CONTRACTED, State.FULFILLING),
        target=State.WORKS_SUSPENDED,
        by=Side.SPECIALIST,
        when=When.MINING,
        kind=Message.Kind.DECISION,
        needs_comment=True,
        dated=_DAY,
        tells="Срок мероприятий приостановлен (п. 118 Правил). Основание — в комментарии специалиста.",
    ),
    Transition(
        action=Action.RESUME,
        label="Возобновить мероприятия",
        sources=(State.WORKS_SUSPENDED,),
        target=State.FULFILLING,
        by=Side.SPECIALIST,
        when=When.MINING,
        limit=Depends.WORKS,
        clock=Clock.CONTRACT,
        dated=_LAST,
        tells="Мероприятия возобновлены: их срок продлён на время перерыва.",
    ),
)
