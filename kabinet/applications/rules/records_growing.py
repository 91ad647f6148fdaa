"""The facts by which terms of the law grow: what others have to agree. ПП РФ № 861."""

from kabinet.applications.rules.course import When
from kabinet.applications.rules.record_kinds import Record, RecordKind
from kabinet.applications.rules.states import Action, State
from kabinet.cases.sides import Side

_OFFERING = (State.ACCEPTED, State.OFFER_SENT)
_WORKING = (State.CONTRACTED, State.FULFILLING, State.WORKS_SUSPENDED)

GROWING: tuple[RecordKind, ...] = (
    RecordKind(
        record=Record.DISPATCHER_DRAFT,
        title="Проект ТУ направлен системному оператору",
        asks="День, когда системный оператор получил проект",
        basis="пп. 15, 21",
        states=_OFFERING,
        when=When.DISPATCHED,
        after=Action.SUBMIT,
        once=False,
        tells=(
            "Технические условия согласует системный оператор: на это у него {dispatcher_agreement}. "
            "На время согласования увеличен срок, за который мы направим вам договор (п. 15 Правил)."
        ),
    ),
    RecordKind(
        record=Record.DISPATCHER_REMARKED,
        title="Системный оператор прислал замечания к проекту ТУ",
        asks="День, когда поступили замечания",
        basis="п. 21",
        states=_OFFERING,
        when=When.DISPATCHED,
        after=Record.DISPATCHER_DRAFT,
        once=False,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.DISPATCHER_AGREED,
        title="Проект ТУ согласован системным оператором",
        asks="День согласования",
        basis="пп. 15, 21",
        states=_OFFERING,
        when=When.DISPATCHED,
        after=Record.DISPATCHER_DRAFT,
        tells=(
            "Технические условия согласованы с системным оператором. Договор и технические условия "
            "мы направим за {offer_agreed} (п. 15 Правил)."
        ),
    ),
    RecordKind(
        record=Record.FOURTH_APPLIES,
        title="Договор готовится по IV категории надёжности",
        asks="День, когда это установлено",
        basis="пп. 119–121",
        states=(State.ACCEPTED,),
        when=When.FOURTH_AGREED,
        after=Record.DISPATCHER_AGREED,
        tells=(
            "Условия присоединения по IV категории надёжности выполнены, а согласие на неё есть в вашей "
            "заявке. Договор мы направим за {fourth_offer} со дня согласования технических условий (п. 120)."
        ),
    ),
    RecordKind(
        record=Record.FOURTH_OFFERED,
        title="Заявитель уведомлён о IV категории надёжности",
        asks="День, когда направлено уведомление",
        basis="п. 120",
        states=(State.OFFER_SENT,),
        when=When.DISPATCHED,
        after=Action.OFFER,
        once=False,
        tells=(
            "Технические условия требуют строить генерацию или сеть 220\u00a0кВ и выше. Не дожидаясь этого, "
            "целиком или отдельным этапом, можно присоединиться по IV категории надёжности: перерывы "
            "возможны без ограничения по частоте и длительности. Если согласны, сообщите об этом за "
            "{fourth_consent} со дня направления договора: новый мы направим за {fourth_offer} (п. 120)."
        ),
    ),
    RecordKind(
        record=Record.CONSENTS_NEEDED,
        title="Для работ на участке заявителя нужны согласия",
        asks="День, когда об этом сообщили заявителю",
        basis="п. 16(8)",
        states=(State.AWAITING_PAYMENT, State.OFFER_SENT, *_WORKING),
        after=Action.OFFER,
        needs_comment=True,
        tells=(
            "По техническим условиям мы строим на вашем участке. Пришлите за {owner_consents} со дня "
            "договора письменные согласия тех, чьи сети пересекает строительство, и собственника участка, "
            "если это не вы. Если они придут позже, на это время вырастет срок мероприятий (п. 16(8) Правил)."
        ),
    ),
    RecordKind(
        record=Record.CONSENTS_TERM,
        title="Согласован больший срок для согласий",
        asks="День, до которого согласован срок",
        basis="п. 16(8)",
        states=_WORKING,
        after=Record.CONSENTS_NEEDED,
        ahead=True,
        needs_comment=True,
        tells="Для согласий согласован больший срок. До этого дня срок мероприятий не растёт.",
    ),
    RecordKind(
        record=Record.CONSENTS_CAME,
        title="Согласия на работы на участке поступили",
        asks="День, когда поступили все согласия",
        basis="п. 16(8)",
        states=_WORKING,
        by=Side.APPLICANT,
        after=Record.CONSENTS_NEEDED,
        needs_comment=True,
        tells="Согласия на строительство на вашем участке получены.",
    ),
)
"""In the order in which they come."""
