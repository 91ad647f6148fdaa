"""Step 1, «Вид заявки»: what is being asked for."""

from kabinet.applications.asked import facts
from kabinet.applications.asked.answers import says
from kabinet.core.questions import Answers, Kind, Question, always
from kabinet.law.applicability import ApplicantKind, Connection
from kabinet.law.editions import Law

REASONS = (
    ("НП", "Новое присоединение"),
    ("УМ", "Увеличение максимальной мощности"),
    ("ИС", "Изменение схемы электроснабжения без пересмотра мощности"),
    ("ИТ", "Изменение точки присоединения"),
    ("ИК", "Изменение категории надёжности"),
    (facts.REDISTRIBUTION, "Присоединение за счёт мощности, перераспределённой другим владельцем"),
    (facts.MICROGENERATION_ALONE, "Только объект микрогенерации (солнечные панели, ветряк и т. п.)"),
)
"""The codes of an application's number; ИТ, ИК, ПМ and МГ are the portal's own."""

_ADDING = tuple(code for code, _ in REASONS if code not in (*facts.KEEPS_POWER, facts.MICROGENERATION_ALONE))
_PERMANENT = says("connection", Connection.PERMANENT)
_TEMPORARY = says("connection", Connection.TEMPORARY)
_MOBILE = says("temporary_kind", "mobile", provided=_TEMPORARY)
_BY_CONTRACT = says("temporary_kind", "contract", provided=_TEMPORARY)


def questions_for(kind: str, _law: Law) -> tuple[Question, ...]:
    """The questions of the step for an applicant of this kind."""
    is_person = kind == ApplicantKind.PERSON

    def usual_connection(_answers: Answers) -> str:
        return Connection.PERMANENT if is_person else ""

    def usually_connected(answers: Answers) -> bool:
        return is_person and _PERMANENT(answers)

    household = Question(
        name="household",
        label="Электроэнергия нужна для личных и бытовых нужд, а не для предпринимательства?",
        kind=Kind.YES_NO,
        hint="Для дома, дачи, гаража, бани отвечайте «Да». От ответа зависят порядок и срок рассмотрения.",
        basis="п. 14 Правил",
        required=_PERMANENT,
        shown=_PERMANENT,
    )
    return (
        Question(
            name="connection",
            label="Какое присоединение нужно?",
            kind=Kind.CHOICE,
            hint="Временное — на ограниченный срок: на время стройки или для передвижного объекта.",
            basis="пп. 12–14 и 50 Правил",
            required=always,
            rare=usually_connected,
            usual=usual_connection,
            choices=(
                (Connection.PERMANENT, "Постоянное"),
                (Connection.TEMPORARY, "Временное"),
            ),
        ),
        Question(
            name="reason",
            label="Причина обращения",
            kind=Kind.CHOICE,
            hint=(
                "«Новое присоединение» — если электричества на объекте ещё нет. «Увеличение мощности» — если "
                "оно есть, но выделенных киловатт не хватает."
            ),
            basis="форма заявки (прил. 4–7 к Правилам), «в связи с…»",
            required=_PERMANENT,
            shown=_PERMANENT,
            choices=REASONS,
        ),
        Question(
            name="own_redistribution",
            label="Мощность перераспределяется между вашими же устройствами",
            kind=Kind.CHECK,
            hint="Тогда соглашение о перераспределении не нужно.",
            basis="п. 34 Правил",
            shown=says("reason", facts.REDISTRIBUTION, provided=_PERMANENT),
        ),
        Question(
            name="temporary_kind",
            label="Для чего временное присоединение?",
            kind=Kind.CHOICE,
            basis="пп. 13 и 51 Правил",
            required=_TEMPORARY,
            shown=_TEMPORARY,
            choices=(
                ("contract", "До выполнения постоянной схемы: договор о присоединении уже заключён"),
                ("mobile", "Передвижной объект мощностью до 150 кВт, на срок до 12 месяцев"),
            ),
        ),
        Question(
            name="temporary_months",
            label="Срок электроснабжения по временной схеме",
            kind=Kind.WHOLE,
            hint="Сколько месяцев нужно электричество. Для передвижного объекта — не больше 12.",
            basis="пп. 13 и 54 Правил",
            required=_MOBILE,
            shown=_TEMPORARY,
            minimum=1,
            maximum=120,
            unit="мес.",
        ),
        Question(
            name="contract_number",
            label="Номер договора о постоянном присоединении",
            hint="Договор, который вы заключили с нами раньше на этот же объект.",
            basis="п. 13 Правил",
            required=_BY_CONTRACT,
            shown=_BY_CONTRACT,
            max_length=100,
        ),
        Question(
            name="contract_date",
            label="Дата договора",
            kind=Kind.PAST_DATE,
            basis="п. 13 Правил",
            required=_BY_CONTRACT,
            shown=_BY_CONTRACT,
        ),
        *((household,) if is_person else ()),
        Question(
            name="microgeneration",
            label="Вместе с объектом присоединяется своя микрогенерация?",
            kind=Kind.YES_NO,
            hint="Солнечные панели, ветряк или другой источник до 15 кВт. Если его нет, отвечать не нужно.",
            basis="пп. 13(3), 13(5) и 13(6) Правил",
            shown=says("reason", *_ADDING, provided=_PERMANENT),
            rare=always,
        ),
        Question(
            name="mining",
            label="На объекте ведётся или планируется майнинг цифровой валюты",
            kind=Kind.CHECK,
            hint="Об этом нужно сообщить в заявке, в том числе об участии в майнинг-пуле.",
            basis="п. 117 Правил",
            rare=always,
        ),
        Question(
            name="mining_register",
            label="Запись в реестре майнеров или операторов майнинговой инфраструктуры",
            hint="Номер и дата записи, если она есть.",
            basis="п. 117 Правил",
            shown=says("mining", "yes"),
            rare=always,
        ),
    )
