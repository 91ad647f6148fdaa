"""Step 5, «Этапы, сроки и оплата»: paragraphs 9 «и»–«к», «о», 12(2), 13(7), 16 «б», 17 and 106."""

from kabinet.applications.asked import facts
from kabinet.applications.asked.questions.conditions import DISTRIBUTED, under
from kabinet.applications.asked.questions.power import CATEGORIES
from kabinet.core.questions import Answers, Kind, Question, always
from kabinet.law.applicability import MAY_NAME_WORKS, NAMED_WORKS, ApplicantKind, Band, Paragraph
from kabinet.law.deferral import DEFERRABLE
from kabinet.law.editions import Law
from kabinet.law.payments import LONGEST_DEFERRAL

NEW = "НП"
"""The reason for a connection that was not there before."""

BENEFITS = (
    ("poor", "Малоимущая семья или малоимущий одиноко проживающий гражданин"),
    ("veteran", "Ветеран (ст. 14–16, 18, 21 Закона «О ветеранах»)"),
    ("disabled", "Инвалид или семья с ребёнком-инвалидом"),
    ("chernobyl", "Пострадавший от аварии на Чернобыльской АЭС"),
    ("semipalatinsk", "Пострадавший от испытаний на Семипалатинском полигоне"),
    ("mayak", "Пострадавший от аварии на «Маяке» и сбросов в реку Теча"),
    ("special_risk", "Гражданин из подразделений особого риска"),
    ("low_income_law_122", "Лицо, указанное в ч. 8 ст. 154 Закона № 122-ФЗ"),
    ("large_family", "Многодетная семья"),
)
"""The categories of paragraph 17 that pay the social rate."""

LONGER_WORKS = tuple((code, f"{{{code}}}") for code in NAMED_WORKS)


def may_cede(said: facts.Facts) -> bool:
    """Whether a former operator may owe the fee back: for a connection of 150 kW at most (п. 17(2))."""
    return said.permanent and said.reason == NEW and said.band in (Band.UP_TO_15, Band.UP_TO_150)


def questions_for(kind: str, law: Law) -> tuple[Question, ...]:
    """The questions of the step for an applicant of this kind."""
    is_person = kind == ApplicantKind.PERSON
    demanded = under(kind, law, *DISTRIBUTED)

    def not_small_household(answers: Answers) -> bool:
        said = facts.facts_of(answers, kind, law)
        return said.permanent and not (is_person and said.band is Band.UP_TO_15)

    def may_have_benefit(answers: Answers) -> bool:
        said = facts.facts_of(answers, kind, law)
        return said.permanent and said.band is Band.UP_TO_15

    def may_be_given_source(answers: Answers) -> bool:
        said = facts.facts_of(answers, kind, law)
        return said.temporary and said.band in (Band.UP_TO_15, Band.UP_TO_150)

    benefit = Question(
        name="benefit",
        label="Льготная категория",
        kind=Kind.CHOICE,
        hint="Для неё плата ниже. Подтверждающий документ нужно приложить на последнем шаге.",
        basis="п. 17 Правил",
        shown=may_have_benefit,
        rare=always,
        no_choice="Нет льготы",
        reminded=(
            "Нет. Многодетным, малоимущим, инвалидам и ветеранам подключение обходится дешевле: "
            "если это про вас, укажите."
        ),
        choices=BENEFITS,
    )
    budget = Question(
        name="procurement",
        label="Договор заключается по закону о закупках",
        kind=Kind.CHOICE,
        hint="Если да, на первый платёж даётся {payment_procurement}, если нет — {payment}.",
        basis="п. 106 Правил",
        no_choice="Ни то ни другое",
        choices=(("44", "Закон № 44-ФЗ о контрактной системе"), ("275", "Закон № 275-ФЗ о гособоронзаказе")),
    )
    autonomous = Question(
        name="autonomous_source",
        label="Нужен автономный источник питания на время временной схемы",
        kind=Kind.CHECK,
        hint="Мы предоставим его за {autonomous_source} после договора; расходы на него ваши.",
        basis="п. 53 Правил",
        rare=always,
        shown=may_be_given_source,
    )
    return (
        Question(
            name="stages",
            label="Этапы",
            kind=Kind.ROWS,
            hint=(
                "Когда будет готов проект и когда объект начнёт потреблять электроэнергию. Если всё вводится "
                "сразу, достаточно одной строки. Сумма по этапам равна присоединяемой мощности. До 150 кВт "
                "сроки можно не указывать."
            ),
            basis="пп. 9 «и», «к», 12, 12(1), 13(3) и 13(6) Правил; для п. 14 — по желанию",
            rare=under(kind, law, Paragraph.HOUSEHOLD),
            required=demanded,
            shown=facts.is_permanent,
            rows=(
                Question(
                    name="design",
                    label="Проект готов",
                    kind=Kind.MONTH,
                    hint="Например, 01.2027",
                ),
                Question(
                    name="commissioning",
                    label="Ввод в эксплуатацию",
                    kind=Kind.MONTH,
                    hint="Например, 06.2027",
                ),
                Question(name="power", label="Мощность", kind=Kind.POWER, required=always, unit="кВт"),
                Question(
                    name="category", label="Категория", kind=Kind.CHOICE, required=always, choices=CATEGORIES
                ),
            ),
        ),
        Question(
            name="stages_basis",
            label="Этапы установлены документом",
            kind=Kind.CHOICE,
            hint="Если такой документ есть, его копию нужно будет приложить.",
            basis="п. 9 «и(1)», «и(2)» Правил",
            rare=always,
            shown=not_small_household,
            no_choice="Нет такого документа",
            choices=(
                ("planning", "Утверждённый проект планировки территории"),
                ("design", "Проектная документация или разрешение на строительство"),
            ),
        ),
        Question(
            name="input_device",
            label="Прошу считать границей участка вводное устройство объекта",
            kind=Kind.CHECK,
            hint=(
                "По желанию: вводное устройство (главный щит) должно быть предусмотрено проектом. "
                "К заявке понадобится план расположения."
            ),
            basis="пп. 9 «о» и 16(1) Правил",
            rare=always,
            shown=not_small_household,
        ),
        Question(
            name="instalments",
            label="Прошу рассрочку платежа",
            kind=Kind.CHECK,
            hint=(
                f"Платежи раз в квартал, не дольше {LONGEST_DEFERRAL} кварталов, с процентами: ключевая "
                "ставка Банка России плюс 4 процентных пункта. Не предоставляется, если строительство сети "
                "в плату не входит: III категория, 0,4 кВ, близко от сети."
            ),
            basis="пп. 12(2), 13(7), 17 и 104 Правил",
            shown=under(kind, law, *DEFERRABLE),
        ),
        Question(
            name="longer_works",
            label="Срок, за который нас просят присоединить",
            kind=Kind.CHOICE,
            hint=(
                "По желанию. Если не указать, по Правилам это {works_temporary} для временного присоединения "
                "и {works_1_month} для микрогенерации."
            ),
            basis="п. 16 «б» Правил",
            rare=always,
            shown=under(kind, law, *MAY_NAME_WORKS),
            no_choice="Как по Правилам",
            choices=LONGER_WORKS,
        ),
        *((benefit,) if is_person else (autonomous, budget)),
        Question(
            name="cession",
            label="Уступаю требование о возврате платы прежней сетевой организации",
            kind=Kind.CHECK,
            hint=(
                "Только если договор с ней прекращён, потому что тарифы ей больше не устанавливают: её долг "
                "перед вами зачтётся в плату. Понадобятся письмо и документы о размере долга."
            ),
            basis="пп. 10 «т» и 17(3) Правил",
            rare=always,
            shown=lambda answers: may_cede(facts.facts_of(answers, kind, law)),
        ),
    )
