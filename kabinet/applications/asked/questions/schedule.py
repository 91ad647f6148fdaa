"""Step 5, «Этапы, сроки и оплата»: paragraphs 9 «и»–«к», «о», 12(2), 13(7), 17 and 106."""

from kabinet.applications.asked import facts
from kabinet.applications.asked.questions.conditions import DISTRIBUTED, under
from kabinet.applications.asked.questions.power import CATEGORIES
from kabinet.core.questions import Answers, Kind, Question, always
from kabinet.law.applicability import ApplicantKind, Band, Paragraph
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

_INSTALMENTS = (
    Paragraph.BUSINESS,
    Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS,
    Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS,
)


def may_cede(said: facts.Facts) -> bool:
    """Whether a former operator may owe the fee back: for a connection of 150 kW at most (п. 17(2))."""
    return said.permanent and said.reason == NEW and said.band in (Band.UP_TO_15, Band.UP_TO_150)


def questions_for(kind: str) -> tuple[Question, ...]:
    """The questions of the step for an applicant of this kind."""
    is_person = kind == ApplicantKind.PERSON
    demanded = under(kind, *DISTRIBUTED)

    def not_small_household(answers: Answers) -> bool:
        said = facts.facts_of(answers, kind)
        return said.permanent and not (is_person and said.band is Band.UP_TO_15)

    def may_have_benefit(answers: Answers) -> bool:
        said = facts.facts_of(answers, kind)
        return said.permanent and said.band is Band.UP_TO_15

    benefit = Question(
        name="benefit",
        label="Льготная категория",
        kind=Kind.CHOICE,
        hint="Для неё плата ниже. Подтверждающий документ нужно приложить на последнем шаге.",
        basis="п. 17 Правил",
        shown=may_have_benefit,
        choices=BENEFITS,
    )
    budget = Question(
        name="procurement",
        label="Договор заключается по закону о закупках",
        kind=Kind.CHOICE,
        hint="Если да, на первый платёж даётся {payment_procurement}, если нет — {payment}.",
        basis="п. 106 Правил",
        no_choice="Ни то, ни другое",
        choices=(("44", "Закон № 44-ФЗ о контрактной системе"), ("275", "Закон № 275-ФЗ о гособоронзаказе")),
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
            shown=not_small_household,
        ),
        Question(
            name="instalments",
            label="Прошу рассрочку платежа",
            kind=Kind.CHECK,
            hint=(
                f"Платежи раз в квартал, не дольше {LONGEST_DEFERRAL} кварталов, с процентами: ключевая "
                "ставка Банка России плюс 4 процентных пункта. Не предоставляется, если строительство сети "
                "в плату не входит."
            ),
            basis="пп. 12(2), 13(7) и 104 Правил",
            shown=under(kind, *_INSTALMENTS),
        ),
        *((benefit,) if is_person else (budget,)),
        Question(
            name="cession",
            label="Уступаю требование о возврате платы прежней сетевой организации",
            kind=Kind.CHECK,
            hint=(
                "Только если договор с ней прекращён, потому что тарифы ей больше не устанавливают: её долг "
                "перед вами зачтётся в плату. Понадобятся письмо и документы о размере долга."
            ),
            basis="пп. 10 «т» и 17(3) Правил",
            shown=lambda answers: may_cede(facts.facts_of(answers, kind)),
        ),
    )
