"""THE transitions of an application; docs/application-states.md is drawn from them.

The Rules: ПП РФ от 27.12.2004 № 861; reasons for what they leave open: docs/adr/0013-life-of-an-application.
"""

from kabinet.applications.rules.course import Course, When, holds
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import (
    BEFORE_CONTRACT,
    UNDER_CONTRACT,
    Action,
    Clock,
    Depends,
    Fact,
    State,
    Transition,
)
from kabinet.cases.rows import rows_from
from kabinet.cases.sides import Side
from kabinet.correspondence.models import Message
from kabinet.law.deadlines import Code

_OFFER = (PlacedKind.CONDITIONS, PlacedKind.CONTRACT)
_OFFER_WITH_INVOICE = (*_OFFER, PlacedKind.INVOICE)
_UNDER_REVIEW = (State.SUBMITTED, State.CHECKING, State.AWAITING_DOCUMENTS)
_CONCLUDED_BY_PAYMENT = "Счёт оплачен, договор заключён. Мы начинаем мероприятия по присоединению."
_CONCLUDED_BY_SIGNATURE = "Подписанный договор получен, он заключён. Мы начинаем мероприятия."

TRANSITIONS: tuple[Transition, ...] = (
    # --- The review: п. 15; приказ № 186, прил. 5, п. 4 -----------------------------------------------
    Transition(
        action=Action.SUBMIT,
        label="Подать заявку",
        sources=(State.DRAFT,),
        target=State.SUBMITTED,
        by=Side.APPLICANT,
        limit=Code.REGISTRATION,
        button=False,
        letter="application_submitted",
        tells="Заявка получена. Мы зарегистрируем её и проверим сведения и документы.",
    ),
    Transition(
        action=Action.REGISTER,
        label="Зарегистрировать и взять на проверку",
        sources=(State.SUBMITTED,),
        target=State.CHECKING,
        by=Side.SPECIALIST,
        limit=Code.COMPLETENESS_CHECK,
        clock=Clock.RECEIPT,
        tells="Заявка зарегистрирована. Специалист проверяет сведения и документы.",
    ),
    Transition(
        action=Action.REQUEST_DOCUMENTS,
        label="Запросить недостающее",
        sources=(State.SUBMITTED, State.CHECKING),
        target=State.AWAITING_DOCUMENTS,
        by=Side.SPECIALIST,
        kind=Message.Kind.REQUEST,
        limit=Code.SUPPLY_DOCUMENTS,
        needs_comment=True,
        tells="Не хватает сведений или документов: пришлите их в кабинете. До этого рассмотрение стоит.",
    ),
    Transition(
        action=Action.SUPPLY,
        label="Отправить недостающее",
        sources=(State.AWAITING_DOCUMENTS,),
        target=State.CHECKING,
        by=Side.APPLICANT,
        limit=Code.COMPLETENESS_CHECK,
        needs_comment=True,
        letter="",
        tells="Недостающее получено. Специалист проверяет заявку снова.",
    ),
    Transition(
        action=Action.SUPPLY,
        label="Недостающее поступило вне кабинета",
        sources=(State.AWAITING_DOCUMENTS,),
        target=State.CHECKING,
        by=Side.SPECIALIST,
        limit=Code.COMPLETENESS_CHECK,
        needs_comment=True,
        dated="День, когда недостающее поступило",
        tells="Недостающие сведения и документы получены. Специалист проверяет заявку снова.",
    ),
    Transition(
        action=Action.EXPIRE,
        label="Срок представления документов истёк",
        sources=(State.AWAITING_DOCUMENTS,),
        target=State.ANNULLED,
        by=Side.SYSTEM,
        on_expiry=True,
        button=False,
        tells="Недостающие сведения и документы не поступили в срок, рассмотрение прекращено.",
        ground="сведения и документы не представлены за {supply_documents} (п. 15)",
    ),
    Transition(
        action=Action.ACCEPT,
        label="Принять в работу",
        sources=(State.SUBMITTED, State.CHECKING),
        target=State.ACCEPTED,
        by=Side.SPECIALIST,
        limit=Depends.OFFER,
        clock=Clock.RECEIPT,
        tells="Сведения и документы в порядке. Мы готовим технические условия и условия договора.",
    ),
    # --- The offer: п. 103, 105, 106 by section X, п. 15 by the general order -------------------------
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
        action=Action.RECALL,
        label="Отозвать предложение на доработку",
        sources=(State.AWAITING_PAYMENT, State.OFFER_SENT),
        target=State.REVISING_OFFER,
        by=Side.SPECIALIST,
        limit=Depends.REVISION,
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
    # --- The works, their check and the documents: п. 16, 82–90, 108–110 ------------------------------
    Transition(
        action=Action.START_WORKS,
        label="Начать мероприятия",
        sources=(State.CONTRACTED,),
        target=State.FULFILLING,
        by=Side.SPECIALIST,
        limit=Depends.WORKS,
        clock=Clock.CONTRACT,
        tells="Мы выполняем мероприятия по присоединению, предусмотренные техническими условиями.",
    ),
    Transition(
        action=Action.NOTIFY,
        label="Уведомить о выполнении технических условий",
        sources=(State.CONTRACTED, State.FULFILLING),
        target=State.CHECKING_CONDITIONS,
        by=Side.APPLICANT,
        when=When.CHECKED,
        limit=Depends.CHECK,
        needs_comment=True,
        tells="Уведомление о выполнении технических условий получено. Мы проведём проверку и осмотр.",
    ),
    Transition(
        action=Action.REMARK,
        label="Передать замечания по осмотру",
        sources=(State.CHECKING_CONDITIONS,),
        target=State.FULFILLING,
        by=Side.SPECIALIST,
        kind=Message.Kind.REQUEST,
        when=When.CHECKED,
        limit=Depends.WORKS,
        clock=Clock.CONTRACT,
        needs_comment=True,
        tells=(
            "При проверке выявлены замечания. Устраните их и сообщите об этом в личном кабинете: повторный "
            "осмотр пройдёт за {repeat_inspection}."
        ),
    ),
    Transition(
        action=Action.PLACE,
        label="Завершить мероприятия: уведомление размещено",
        sources=(State.CONTRACTED, State.FULFILLING),
        target=State.DOCUMENTS_PLACED,
        by=Side.SPECIALIST,
        when=When.UNCHECKED,
        limit=Depends.ANSWER,
        needs=(PlacedKind.NOTICE,),
        tells=(
            "Сеть готова: уведомление об обеспечении возможности присоединения размещено в личном кабинете. "
            "Если что-то не соответствует техническим условиям, пришлите замечания."
        ),
    ),
    Transition(
        action=Action.PLACE,
        label="Проверка пройдена: акты размещены",
        sources=(State.CHECKING_CONDITIONS,),
        target=State.DOCUMENTS_PLACED,
        by=Side.SPECIALIST,
        when=When.CHECKED,
        limit=Depends.ANSWER,
        needs=(PlacedKind.ACT,),
        tells="Технические условия выполнены, акты размещены. Подтвердите их или пришлите замечания.",
    ),
    Transition(
        action=Action.OBJECT,
        label="Прислать замечания",
        sources=(State.DOCUMENTS_PLACED,),
        target=State.FIXING_REMARKS,
        by=Side.APPLICANT,
        limit=Depends.FIX,
        within=Depends.ANSWER,
        needs_comment=True,
        tells="Замечания получены. Мы устраним их и разместим документы снова.",
    ),
    Transition(
        action=Action.FIX,
        label="Замечания устранены: документы размещены снова",
        sources=(State.FIXING_REMARKS,),
        target=State.DOCUMENTS_PLACED,
        by=Side.SPECIALIST,
        when=When.UNCHECKED,
        limit=Depends.ANSWER,
        needs=(PlacedKind.NOTICE,),
        renews=True,
        tells="Замечания устранены, уведомление размещено снова. Если с ним всё в порядке, подтвердите его.",
    ),
    Transition(
        action=Action.FIX,
        label="Замечания устранены: акты размещены снова",
        sources=(State.FIXING_REMARKS,),
        target=State.DOCUMENTS_PLACED,
        by=Side.SPECIALIST,
        when=When.CHECKED,
        limit=Depends.ANSWER,
        needs=(PlacedKind.ACT,),
        renews=True,
        tells="Замечания устранены, акты размещены снова. Если с ними всё в порядке, подтвердите их.",
    ),
    Transition(
        action=Action.CONFIRM,
        label="Замечаний нет",
        sources=(State.DOCUMENTS_PLACED,),
        target=State.COMPLETED,
        by=Side.APPLICANT,
        tells="Вы подтвердили документы. Технологическое присоединение завершено.",
    ),
    Transition(
        action=Action.FALL_SILENT,
        label="Срок замечаний истёк",
        sources=(State.DOCUMENTS_PLACED,),
        target=State.COMPLETED,
        by=Side.SYSTEM,
        when=When.SIMPLIFIED,
        on_expiry=True,
        button=False,
        tells="Замечаний в срок не поступило. Технологическое присоединение завершено.",
    ),
    Transition(
        action=Action.COMPLETE,
        label="Подписанные акты получены",
        sources=(State.DOCUMENTS_PLACED,),
        target=State.COMPLETED,
        by=Side.SPECIALIST,
        when=When.GENERAL,
        dated="День, когда поступили подписанные акты",
        tells="Подписанные акты получены. Технологическое присоединение завершено.",
    ),
    # --- The other ends -------------------------------------------------------------------------------
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
        ground="по заявлению заявителя (п. 16 «в», прил. 17 п. 15 и 16; ГК РФ, ст. 782)",
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


def exists(row: Transition, course: Course) -> bool:
    """Whether an application of this course has the transition, by the law that it goes by."""
    return holds(row.when, course) and course.law.knows(row)


def transitions_from(state: str, by: Side, course: Course) -> tuple[Transition, ...]:
    """The transitions that `by` may make from a state, in the order of the table."""
    return tuple(row for row in rows_from(TRANSITIONS, state, by) if exists(row, course))


def transition(action: str, state: str, by: Side, course: Course) -> Transition | None:
    """The row for an action in a state; None when the action is impossible there for `by`."""
    return next((row for row in transitions_from(state, by, course) if row.action == action), None)


def way_into(state: str, course: Course) -> Transition | None:
    """The first row that leads to a state: what it usually starts; None for a draft."""
    return next((row for row in TRANSITIONS if row.target == state and exists(row, course)), None)
