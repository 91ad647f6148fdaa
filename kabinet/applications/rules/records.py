"""THE facts of a case that change no state: written down with their own day, basis and author.

Terms of the law run from them and end by them (kabinet.applications.rules.side_terms). The paragraphs are of
the Rules, ПП РФ № 861.
"""

from dataclasses import dataclass
from enum import StrEnum

from kabinet.applications.rules.course import Course, When, holds
from kabinet.applications.rules.states import BEFORE_CONTRACT, UNDER_CONTRACT, Action, State
from kabinet.cases.sides import Side
from kabinet.law.deadlines import Code


class Record(StrEnum):
    """The names of the facts in code and in the history."""

    WORKS_DONE = "works_done"
    READINESS_SENT = "readiness_sent"
    PERMISSION = "permission"
    INSPECTED = "inspected"
    METER_ADMITTED = "meter_admitted"
    METER_TOLD = "meter_told"
    CONNECTED = "connected"
    ENERGISED = "energised"
    SIGNED_BY_OPERATOR = "signed_by_operator"
    SIGNED_BY_APPLICANT = "signed_by_applicant"
    DEVIATION_ASKED = "deviation_asked"
    DEVIATION_ANSWERED = "deviation_answered"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_ANSWERED = "extension_answered"
    AGREEMENT = "agreement"
    DISAGREEMENTS = "disagreements"
    DEFECTS_TOLD = "defects_told"
    DEFECTS_MENDED = "defects_mended"
    SCHEME_ENDED = "scheme_ended"
    COURT = "court"
    COPIES_SENT = "copies_sent"
    METER_ACT_SENT = "meter_act_sent"
    VOLTAGE_SENT = "voltage_sent"
    ACT_SENT = "act_sent"
    TERMINATION_SENT = "termination_sent"
    DISPATCHER_SENT = "dispatcher_sent"
    DISPATCHER_DRAFT = "dispatcher_draft"
    DISPATCHER_REMARKED = "dispatcher_remarked"
    DISPATCHER_AGREED = "dispatcher_agreed"
    GIVER_SENT = "giver_sent"
    GIVER_SUPPLIER_SENT = "giver_supplier_sent"
    SOURCE_READY = "source_ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """A fact that may be written down: `title` is what the history calls it, `asks` the day's label.

    `by`: whose fact it is; what comes from the applicant a specialist may also enter for them. `states`:
    where it may be entered; `when`: for which applications. `after`: what must have happened by that day.
    `within`: the term, since the present state began, in which the applicant may do it. `tells`: what the
    applicant reads in a letter; nothing is sent without. `once`: it happens once.
    """

    record: Record
    title: str
    asks: str
    basis: str
    states: tuple[State, ...]
    by: Side = Side.SPECIALIST
    when: When = When.ALWAYS
    after: Record | Action | None = None
    within: Code | None = None
    tells: str = ""
    once: bool = True
    needs_comment: bool = False


_FULFILLING = (State.CONTRACTED, State.FULFILLING)
_CONNECTING = (*UNDER_CONTRACT, State.COMPLETED)
_OFFERING = (State.ACCEPTED, State.OFFER_SENT)

RECORDS: tuple[RecordKind, ...] = (
    RecordKind(
        record=Record.WORKS_DONE,
        title="Мероприятия сетевой организации выполнены",
        asks="День, когда мы закончили мероприятия",
        basis="п. 16 «б», 110",
        states=UNDER_CONTRACT,
        after=Action.CONCLUDE,
        tells="Мы выполнили мероприятия, предусмотренные техническими условиями.",
    ),
    RecordKind(
        record=Record.READINESS_SENT,
        title="Уведомление о готовности направлено в Ростехнадзор",
        asks="День, когда направлено уведомление",
        basis="п. 18(1)",
        states=UNDER_CONTRACT,
        when=When.CHECKED,
        after=Action.CONCLUDE,
        tells="Уведомление о готовности объектов на ввод в эксплуатацию направлено в Ростехнадзор.",
    ),
    RecordKind(
        record=Record.PERMISSION,
        title="Разрешение Ростехнадзора получено",
        asks="День, когда поступило уведомление о разрешении",
        basis="п. 110",
        states=UNDER_CONTRACT,
        by=Side.APPLICANT,
        when=When.SUPERVISED,
        after=Action.CONCLUDE,
        tells="Уведомление о разрешении Ростехнадзора получено: теперь можно составить акт о присоединении.",
        needs_comment=True,
    ),
    RecordKind(
        record=Record.INSPECTED,
        title="Осмотр электроустановки проведён",
        asks="День осмотра",
        basis="п. 87–90",
        states=(State.CHECKING_CONDITIONS,),
        when=When.CHECKED,
        after=Action.NOTIFY,
        once=False,
        tells="Осмотр электроустановки проведён.",
    ),
    RecordKind(
        record=Record.METER_ADMITTED,
        title="Прибор учёта допущен в эксплуатацию",
        asks="День допуска",
        basis="п. 109",
        states=_CONNECTING,
        after=Action.CONCLUDE,
        tells="Прибор учёта допущен в эксплуатацию. Акт допуска размещается в кабинете в тот же день.",
    ),
    RecordKind(
        record=Record.CONNECTED,
        title="Объект фактически присоединён",
        asks="День фактического присоединения",
        basis="п. 19, 7 «д»",
        states=_CONNECTING,
        after=Action.CONCLUDE,
        tells="Ваш объект фактически присоединён к электрической сети.",
    ),
    RecordKind(
        record=Record.ENERGISED,
        title="Напряжение и мощность поданы",
        asks="День, когда подано напряжение",
        basis="п. 19, 19(1)",
        states=_CONNECTING,
        after=Action.CONCLUDE,
        tells="Напряжение и мощность поданы на ваш объект.",
    ),
    RecordKind(
        record=Record.SIGNED_BY_OPERATOR,
        title="Акт подписан сетевой организацией",
        asks="День, когда акт подписали мы",
        basis="п. 19, 88",
        states=_CONNECTING,
        after=Action.CONCLUDE,
    ),
    RecordKind(
        record=Record.SIGNED_BY_APPLICANT,
        title="Акт подписан заявителем",
        asks="День, когда акт подписал заявитель",
        basis="п. 19, 88",
        states=_CONNECTING,
        by=Side.APPLICANT,
        when=When.GENERAL,
        after=Record.SIGNED_BY_OPERATOR,
    ),
    RecordKind(
        record=Record.DEVIATION_ASKED,
        title="Заявитель просит изменить технические условия",
        asks="День, когда поступило обращение",
        basis="п. 23",
        states=_FULFILLING,
        by=Side.APPLICANT,
        after=Action.CONCLUDE,
        once=False,
        needs_comment=True,
        tells="Обращение об изменении технических условий получено. Мы ответим на него за {deviation}.",
    ),
    RecordKind(
        record=Record.DEVIATION_ANSWERED,
        title="Обращение об изменении технических условий рассмотрено",
        asks="День ответа",
        basis="п. 23",
        states=_CONNECTING,
        after=Record.DEVIATION_ASKED,
        once=False,
        needs_comment=True,
        tells="Обращение об изменении технических условий рассмотрено. Ответ — в комментарии специалиста.",
    ),
    RecordKind(
        record=Record.EXTENSION_ASKED,
        title="Заявитель просит продлить технические условия",
        asks="День, когда поступило обращение",
        basis="п. 27",
        states=_FULFILLING,
        by=Side.APPLICANT,
        after=Action.CONCLUDE,
        once=False,
        needs_comment=True,
        tells="Обращение о продлении технических условий получено. Плата за продление не взимается.",
    ),
    RecordKind(
        record=Record.EXTENSION_ANSWERED,
        title="Обращение о продлении технических условий рассмотрено",
        asks="День ответа",
        basis="п. 27",
        states=UNDER_CONTRACT,
        after=Record.EXTENSION_ASKED,
        once=False,
        needs_comment=True,
        tells="Обращение о продлении технических условий рассмотрено. Ответ — в комментарии специалиста.",
    ),
    RecordKind(
        record=Record.AGREEMENT,
        title="Заключено дополнительное соглашение",
        asks="День, когда подписано дополнительное соглашение",
        basis="п. 16, 30(4)",
        states=UNDER_CONTRACT,
        after=Action.CONCLUDE,
        once=False,
        needs_comment=True,
        tells="К договору заключено дополнительное соглашение. О чём оно — в комментарии специалиста.",
    ),
    RecordKind(
        record=Record.DISAGREEMENTS,
        title="Поступил протокол разногласий",
        asks="День, когда поступил протокол разногласий",
        basis="п. 15",
        states=(State.OFFER_SENT,),
        by=Side.APPLICANT,
        when=When.GENERAL,
        after=Action.OFFER,
        once=False,
        needs_comment=True,
        tells="Протокол разногласий к договору получен. Мы рассмотрим его и ответим.",
    ),
    RecordKind(
        record=Record.DEFECTS_TOLD,
        title="Заявитель сообщил о недостатках после присоединения",
        asks="День, когда поступило обращение",
        basis="п. 110, абз. 4",
        states=(State.COMPLETED,),
        by=Side.APPLICANT,
        when=When.SIMPLIFIED,
        within=Code.HIDDEN_DEFECTS,
        once=False,
        needs_comment=True,
        tells="Обращение о недостатках получено. Мы обязаны устранить их за {defects}.",
    ),
    RecordKind(
        record=Record.DEFECTS_MENDED,
        title="Недостатки после присоединения устранены",
        asks="День, когда недостатки устранены",
        basis="п. 110, абз. 4",
        states=(State.COMPLETED,),
        after=Record.DEFECTS_TOLD,
        once=False,
        needs_comment=True,
        tells="Недостатки устранены. Что сделано — в комментарии специалиста.",
    ),
    RecordKind(
        record=Record.SCHEME_ENDED,
        title="Временная схема электроснабжения прекращена",
        asks="День, когда объект отсоединён",
        basis="п. 54–56",
        states=(State.COMPLETED,),
        when=When.TEMPORARY,
        needs_comment=True,
        tells="Электроснабжение по временной схеме прекращено, объект отсоединён.",
    ),
    RecordKind(
        record=Record.COURT,
        title="Спор рассматривает суд",
        asks="День обращения в суд",
        basis="п. 16(5), 16(6)",
        states=UNDER_CONTRACT,
        after=Action.CONCLUDE,
        once=False,
        needs_comment=True,
        tells="По договору подано исковое заявление. Подробности — в комментарии специалиста.",
    ),
    RecordKind(
        record=Record.COPIES_SENT,
        title="Копии документов направлены энергосбытовой организации",
        asks="День отправки",
        basis="п. 15(1), 107",
        states=_CONNECTING,
        after=Action.CONCLUDE,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.METER_TOLD,
        title="Заявитель уведомлён об акте допуска прибора учёта",
        asks="День уведомления",
        basis="п. 109",
        states=_CONNECTING,
        after=Record.METER_ADMITTED,
    ),
    RecordKind(
        record=Record.METER_ACT_SENT,
        title="Акт допуска направлен энергосбытовой организации",
        asks="День отправки",
        basis="п. 109",
        states=_CONNECTING,
        after=Action.CONCLUDE,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.VOLTAGE_SENT,
        title="День подачи напряжения сообщён энергосбытовой организации",
        asks="День отправки",
        basis="п. 19(1)",
        states=_CONNECTING,
        after=Record.ENERGISED,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.ACT_SENT,
        title="Документы о присоединении направлены энергосбытовой организации",
        asks="День отправки",
        basis="п. 19(1), 111",
        states=_CONNECTING,
        after=Action.PLACE,
        once=False,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.TERMINATION_SENT,
        title="О расторжении договора сообщено энергосбытовой организации",
        asks="День отправки",
        basis="п. 15(1)",
        states=(State.TERMINATED,),
        after=Action.TERMINATE,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.DISPATCHER_SENT,
        title="Копия заявки направлена системному оператору",
        asks="День отправки",
        basis="п. 21, 34",
        states=(*BEFORE_CONTRACT, *UNDER_CONTRACT),
        when=When.DISPATCHED,
        after=Action.SUBMIT,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.DISPATCHER_DRAFT,
        title="Проект ТУ направлен системному оператору",
        asks="День, когда системный оператор получил проект",
        basis="п. 15, 21",
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
        basis="п. 15, 21",
        states=_OFFERING,
        when=When.DISPATCHED,
        after=Record.DISPATCHER_DRAFT,
        tells=(
            "Технические условия согласованы с системным оператором. Договор и технические условия "
            "мы направим за {offer_agreed} (п. 15 Правил)."
        ),
    ),
    RecordKind(
        record=Record.GIVER_SENT,
        title="Изменения условий направлены тому, кто отдал мощность",
        asks="День отправки",
        basis="п. 38",
        states=(*BEFORE_CONTRACT, *_CONNECTING),
        when=When.REDISTRIBUTED,
        after=Action.OFFER,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.GIVER_SUPPLIER_SENT,
        title="Копии направлены поставщику того, кто отдал мощность",
        asks="День отправки",
        basis="п. 38(3)",
        states=_CONNECTING,
        when=When.REDISTRIBUTED,
        after=Action.PLACE,
        once=False,
        needs_comment=True,
    ),
    RecordKind(
        record=Record.SOURCE_READY,
        title="Автономный источник питания обеспечен",
        asks="День, когда источник обеспечен",
        basis="п. 53",
        states=_CONNECTING,
        when=When.AUTONOMOUS,
        after=Action.CONCLUDE,
        tells="Автономный источник питания на время временной схемы обеспечен.",
    ),
)
"""In the order of the office's page."""

RECORDS_BY_CODE = {kind.record.value: kind for kind in RECORDS}


def record_kinds(state: str, course: Course) -> tuple[RecordKind, ...]:
    """The facts that may be written down in a state of an application of this course."""
    return tuple(kind for kind in RECORDS if state in kind.states and holds(kind.when, course))
