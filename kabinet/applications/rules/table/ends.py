"""The other ends: annulled, withdrawn, terminated."""

from kabinet.applications.rules.course import When
from kabinet.applications.rules.states import (
    BEFORE_CONTRACT,
    UNDER_CONTRACT,
    Action,
    Clock,
    Fact,
    State,
    Transition,
)
from kabinet.cases.sides import Side
from kabinet.correspondence.models import Message
from kabinet.law.deadlines import Code

_UNDER_REVIEW = (State.SUBMITTED, State.CHECKING, State.AWAITING_DOCUMENTS, State.SUPPLIED)

ENDS: tuple[Transition, ...] = (
    Transition(
        action=Action.ANNUL,
        label="Аннулировать",
        sources=(*_UNDER_REVIEW, State.ACCEPTED),
        target=State.ANNULLED,
        by=Side.SPECIALIST,
        kind=Message.Kind.DECISION,
        needs_comment=True,
        tells="Рассмотрение заявки прекращено. Почему — в комментарии специалиста.",
        ground="по заявлению заявителя или потому, что такая заявка уже рассматривается",
    ),
    Transition(
        action=Action.ANNUL_UNPAID,
        label="Аннулировать: счёт не оплачен",
        sources=(State.AWAITING_PAYMENT,),
        target=State.ANNULLED,
        by=Side.SPECIALIST,
        kind=Message.Kind.DECISION,
        when=When.SIMPLIFIED,
        not_before=Code.ANNUL_UNPAID,
        unless=Fact.MONEY_CAME,
        tells="Счёт не оплачен, рассмотрение заявки прекращено. Если вы оплатили его, сразу напишите нам.",
        ground="счёт не оплачен",
    ),
    Transition(
        action=Action.ANNUL_UNSIGNED,
        label="Аннулировать: договор не подписан",
        sources=(State.OFFER_SENT,),
        target=State.ANNULLED,
        by=Side.SPECIALIST,
        kind=Message.Kind.DECISION,
        when=When.GENERAL,
        not_before=Code.ANNUL_UNSIGNED,
        tells="Ни подписанного договора, ни мотивированного отказа не поступило, рассмотрение прекращено.",
        ground="договор не подписан (п. 15)",
    ),
    Transition(
        action=Action.WITHDRAW,
        label="Отозвать заявку",
        sources=BEFORE_CONTRACT,
        target=State.ANNULLED,
        by=Side.APPLICANT,
        tells="Заявка отозвана по вашему желанию.",
        ground="по заявлению заявителя",
    ),
    Transition(
        action=Action.TERMINATE,
        label="Отказаться от договора",
        sources=UNDER_CONTRACT,
        target=State.TERMINATED,
        by=Side.APPLICANT,
        needs_comment=True,
        tells="Вы отказались от договора, он расторгнут. О понесённых расходах мы сообщим (ГК РФ, ст. 782).",
        ground="по заявлению заявителя (п. 16 «в», прил. 17 пп. 15 и 16; ГК РФ, ст. 782)",
    ),
    Transition(
        action=Action.TERMINATE,
        label="Расторгнуть договор",
        sources=UNDER_CONTRACT,
        target=State.TERMINATED,
        by=Side.SPECIALIST,
        kind=Message.Kind.DECISION,
        needs_comment=True,
        dated="День, когда договор расторгнут: подписано соглашение или решение суда вступило в силу",
        since=Clock.CONTRACT,
        tells="Договор расторгнут. Основание — в комментарии специалиста.",
        ground="по соглашению сторон или решению суда (п. 16(5))",
    ),
)
