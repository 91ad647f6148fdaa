"""The offer and the contract: пп. 103, 105, 106 by section X, п. 15 by the general order."""

from kabinet.applications.rules.course import When
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import Action, Depends, Fact, State, Transition
from kabinet.cases.sides import Side
from kabinet.law.deadlines import Code

_OFFER = (PlacedKind.CONDITIONS, PlacedKind.CONTRACT)
_OFFER_WITH_INVOICE = (*_OFFER, PlacedKind.INVOICE)
_CONCLUDED_BY_PAYMENT = "Счёт оплачен, договор заключён. Мы начинаем мероприятия по присоединению."
_CONCLUDED_BY_SIGNATURE = "Подписанный договор получен, он заключён. Мы начинаем мероприятия."

OFFER: tuple[Transition, ...] = (
    Transition(
        action=Action.OFFER,
        label="Разместить предложение: ТУ, условия договора и счёт",
        sources=(State.ACCEPTED,),
        target=State.AWAITING_PAYMENT,
        by=Side.SPECIALIST,
        when=When.SIMPLIFIED,
        limit=Depends.PAYMENT,
        needs=_OFFER_WITH_INVOICE,
        leads_on=Fact.MONEY_CAME,
        tells=(
            "Технические условия, условия договора и счёт размещены в личном кабинете. Оплата счёта означает "
            "согласие с ними: с этого дня договор заключён. Не согласны — направьте мотивированный отказ."
        ),
    ),
    Transition(
        action=Action.OFFER,
        label="Направить договор на подписание",
        sources=(State.ACCEPTED,),
        target=State.OFFER_SENT,
        by=Side.SPECIALIST,
        when=When.GENERAL,
        limit=Code.SIGNATURE,
        needs=_OFFER,
        tells="Проект договора и ТУ размещены: подпишите договор или направьте мотивированный отказ.",
    ),
    Transition(
        action=Action.REFUSE,
        label="Направить мотивированный отказ",
        sources=(State.AWAITING_PAYMENT, State.OFFER_SENT),
        target=State.REVISING_OFFER,
        by=Side.APPLICANT,
        limit=Depends.REVISION,
        within=Depends.REFUSAL,
        needs_comment=True,
        tells="Мотивированный отказ получен. Мы приведём документы в соответствие с Правилами.",
    ),
    Transition(
        action=Action.CHOOSE_FOURTH,
        label="Согласиться на IV категорию надёжности",
        sources=(State.OFFER_SENT,),
        target=State.REVISING_OFFER,
        by=Side.APPLICANT,
        when=When.DISPATCHED,
        limit=Code.FOURTH_OFFER,
        within=Code.FOURTH_CONSENT,
        recorded=Record.FOURTH_OFFERED,
        needs_comment=True,
        tells="Согласие на IV категорию надёжности получено. Мы направим новый проект договора (п. 120).",
    ),
    Transition(
        action=Action.RECALL,
        label="Отозвать предложение на доработку",
        sources=(State.AWAITING_PAYMENT, State.OFFER_SENT),
        target=State.REVISING_OFFER,
        by=Side.SPECIALIST,
        limit=Depends.REVISION,
        # An offer that was received binds until its term has ended (ГК РФ, ст. 436).
        not_before=Depends.ACCEPTANCE,
        needs_comment=True,
        tells="Мы исправляем размещённые документы. Дождитесь новой редакции: срок ответа начнётся заново.",
    ),
    Transition(
        action=Action.REVISE,
        label="Разместить исправленное предложение",
        sources=(State.REVISING_OFFER,),
        target=State.AWAITING_PAYMENT,
        by=Side.SPECIALIST,
        when=When.SIMPLIFIED,
        limit=Depends.PAYMENT,
        needs=_OFFER_WITH_INVOICE,
        renews=True,
        tells="Новая редакция документов размещена в личном кабинете. Сроки ответа и оплаты начались заново.",
    ),
    Transition(
        action=Action.REVISE,
        label="Направить исправленный договор",
        sources=(State.REVISING_OFFER,),
        target=State.OFFER_SENT,
        by=Side.SPECIALIST,
        when=When.GENERAL,
        limit=Code.SIGNATURE,
        needs=_OFFER,
        renews=True,
        tells="Новая редакция договора размещена в личном кабинете. Срок подписания начался заново.",
    ),
    Transition(
        action=Action.CONCLUDE,
        label="Договор заключён оплатой счёта",
        # Only an offer that stands can be accepted (п. 105; ГК РФ, ст. 443).
        sources=(State.AWAITING_PAYMENT,),
        target=State.CONTRACTED,
        by=Side.SYSTEM,
        when=When.SIMPLIFIED,
        limit=Depends.WORKS,
        follows=Fact.ACCEPTED_BY_PAYMENT,
        button=False,
        tells=_CONCLUDED_BY_PAYMENT,
    ),
    Transition(
        action=Action.CONCLUDE,
        label="Согласиться с новой редакцией",
        sources=(State.AWAITING_PAYMENT,),
        target=State.CONTRACTED,
        by=Side.APPLICANT,
        when=When.SIMPLIFIED,
        limit=Depends.WORKS,
        supposes=Fact.MONEY_CAME,
        tells="Вы согласились с новой редакцией, счёт оплачен: договор заключён. Мы начинаем мероприятия.",
    ),
    Transition(
        action=Action.CONCLUDE,
        label="Договор заключён: оплата поступила до отказа",
        # What is accepted cannot be refused or recalled any more (прил. 17, п. 21; ГК РФ, ст. 433, 438).
        sources=(State.REVISING_OFFER,),
        target=State.CONTRACTED,
        by=Side.SPECIALIST,
        when=When.SIMPLIFIED,
        limit=Depends.WORKS,
        follows=Fact.ACCEPTED_BEFORE_REFUSAL,
        needs_comment=True,
        tells="Счёт оплачен раньше, чем предложение отклонили или отозвали: договор заключён днём оплаты.",
    ),
    Transition(
        action=Action.CONCLUDE,
        label="Подписанный договор получен",
        sources=(State.OFFER_SENT,),
        target=State.CONTRACTED,
        by=Side.SPECIALIST,
        when=When.GENERAL,
        limit=Depends.WORKS,
        dated="День, когда поступил подписанный договор",
        tells=_CONCLUDED_BY_SIGNATURE,
    ),
    Transition(
        action=Action.CONCLUDE,
        label="Договор подписан в кабинете",
        sources=(State.OFFER_SENT,),
        target=State.CONTRACTED,
        by=Side.SYSTEM,
        when=When.GENERAL,
        limit=Depends.WORKS,
        button=False,
        tells=_CONCLUDED_BY_SIGNATURE,
    ),
)
