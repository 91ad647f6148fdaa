"""Step 4, «Мощность и надёжность»: paragraphs 9 «г»–«з(1)», 12, 12(1), 13–13(6) and 14."""

from kabinet.applications.asked import facts
from kabinet.applications.asked.answers import says, text_in
from kabinet.applications.asked.questions.conditions import DETAILED, MICROGENERATION_ONLY, not_under, under
from kabinet.applications.asked.questions.generation import generation_questions
from kabinet.core.questions import Answers, Condition, Kind, Question, all_of, always
from kabinet.law.applicability import Category, Paragraph
from kabinet.law.editions import Law

CATEGORIES = (
    (Category.FIRST, "I категория"),
    (Category.SECOND, "II категория"),
    (Category.THIRD, "III категория"),
)
VOLTAGES = (
    ("0.4", "0,4 кВ (220 или 380 вольт)"),
    ("6", "6 кВ"),
    ("10", "10 кВ"),
    ("20", "20 кВ"),
    ("35", "35 кВ"),
    ("110", "110 кВ и выше"),
)
LOADS = (
    ("household", "Бытовая: дом, дача, гараж"),
    ("trade", "Торговля, офис, услуги"),
    ("production", "Производственная"),
    ("construction", "Строительная площадка"),
    ("farming", "Сельское хозяйство"),
    ("communications", "Связь, освещение, реклама, светофоры, камеры, остановки, инженерные сети"),
    ("mixed", "Смешанная"),
)

WITHOUT_METER = 5
"""kW: up to this power the objects of paragraph 2(4) are connected without a meter."""


def _adds_to_nothing(answers: Answers) -> bool:
    return not facts.changes_existing(answers)


def questions_for(kind: str, law: Law) -> tuple[Question, ...]:
    """The questions of the step for an applicant of this kind."""
    receivers = not_under(kind, law, *MICROGENERATION_ONLY)
    detailed = under(kind, law, *DETAILED)
    general = under(kind, law, Paragraph.GENERAL)
    household = under(kind, law, Paragraph.HOUSEHOLD)
    plain = under(kind, law, Paragraph.HOUSEHOLD, Paragraph.BUSINESS)
    chooses_reliability = all_of(facts.is_permanent, receivers)

    def has_several_sources(answers: Answers) -> bool:
        return not facts.facts_of(answers, kind, law).criteria.one_source

    def goes_without_meter(answers: Answers) -> bool:
        small = facts.facts_of(answers, kind, law).total_power <= WITHOUT_METER
        return small and text_in(answers, "load") == "communications"

    return (
        Question(
            name="requested_power",
            label="Мощность, которую нужно присоединить",
            kind=Kind.POWER,
            hint=(
                "Наибольшая мощность приборов, которые могут работать одновременно. Обычному дому "
                "с электроплитой и бойлером хватает 15 кВт. При увеличении укажите только прибавку."
            ),
            basis="пп. 9 «г», 12–14 Правил",
            required=facts.adds_power,
            shown=facts.adds_power,
            unit="кВт",
        ),
        Question(
            name="previous_power",
            label="Мощность, присоединённая ранее в этой же точке",
            kind=Kind.POWER,
            hint=(
                "Есть в акте о технологическом присоединении или в договоре с энергосбытовой организацией."
            ),
            basis="пп. 12(1), 13(2), 13(4), 14 Правил: мощность считается вместе с присоединённой ранее",
            required=facts.changes_existing,
            shown=facts.is_permanent,
            rare=_adds_to_nothing,
            unit="кВт",
        ),
        Question(
            name="voltage",
            label="Напряжение",
            kind=Kind.CHOICE,
            hint="Дома, гаражи, магазины присоединяют на 0,4 кВ. Не знаете — оставьте пустым.",
            basis="форма заявки (прил. 4–7 к Правилам)",
            rare=household,
            choices=VOLTAGES,
        ),
        Question(
            name="sources",
            label="Сколько источников питания нужно?",
            kind=Kind.CHOICE,
            hint="Обычно хватает одного. Второй нужен, если перерыв в электроснабжении недопустим.",
            basis="пп. 13(3), 13(5), 14 и 14(1) Правил",
            shown=chooses_reliability,
            rare=plain,
            choices=(("one", "Один"), ("several", "Два или больше")),
        ),
        Question(
            name="categories",
            label="Категория надёжности",
            kind=Kind.ROWS,
            hint=(
                "Если не знаете, нужна III категория: перерыв возможен, пока чинят сеть, но не дольше суток. "
                "II — есть второй источник, перерыв на время переключения. I — переключение автоматическое: "
                "больницы, опасные производства. Сумма по категориям равна всей максимальной мощности."
            ),
            basis="пп. 9 «е», 12 и 14(1) Правил",
            required=detailed,
            shown=chooses_reliability,
            rare=plain,
            rows=(
                Question(
                    name="category", label="Категория", kind=Kind.CHOICE, required=always, choices=CATEGORIES
                ),
                Question(name="power", label="Мощность", kind=Kind.POWER, required=always, unit="кВт"),
            ),
            max_rows=len(CATEGORIES),
        ),
        Question(
            name="other_operators",
            label="Другие сетевые организации, куда подана заявка на этот же объект",
            kind=Kind.LONG_TEXT,
            hint=(
                "Если второй источник нужен от другой организации: её название, номер и дата заявки. На "
                "уведомление каждой из них даётся {second_application} со дня второй заявки; для нас "
                "уведомление — этот ответ."
            ),
            basis="п. 8(3) Правил",
            shown=all_of(chooses_reliability, has_several_sources),
            max_length=1000,
        ),
        Question(
            name="points",
            label="Точки присоединения",
            kind=Kind.ROWS,
            hint=(
                "Точка присоединения — место, где ваша сеть соединяется с нашей: опора, ячейка подстанции, "
                "вводной щит. Обычно она одна. Сумма по точкам равна всей максимальной мощности. Если точек "
                "несколько и часть мощности присоединена раньше, укажите, сколько её в каждой."
            ),
            basis="пп. 9 «д» и 12 Правил, п. 6 формы заявки (прил. 7)",
            required=detailed,
            shown=detailed,
            rows=(
                Question(name="name", label="Точка присоединения", required=always),
                Question(name="power", label="Мощность", kind=Kind.POWER, required=always, unit="кВт"),
                Question(name="previous", label="Из неё присоединено ранее", kind=Kind.POWER, unit="кВт"),
            ),
        ),
        Question(
            name="equipment",
            label="Технические характеристики энергопринимающих устройств",
            kind=Kind.LONG_TEXT,
            hint="Какое оборудование присоединяется: вид, количество, мощность и напряжение.",
            basis="пп. 9 «г», «д» и 12 Правил",
            required=detailed,
            shown=detailed,
            max_length=3000,
        ),
        Question(
            name="load",
            label="Характер нагрузки",
            kind=Kind.CHOICE,
            hint="Для чего будет использоваться электроэнергия.",
            basis="пп. 9 «ж», 12 «в», 12(1) «в», 13, 13(3) «г» Правил",
            required=not_under(
                kind,
                law,
                *MICROGENERATION_ONLY,
                Paragraph.HOUSEHOLD,
                Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS,
            ),
            shown=receivers,
            rare=household,
            choices=LOADS,
        ),
        Question(
            name="meter",
            label="Нужны установка и допуск прибора учёта",
            kind=Kind.CHECK,
            hint=(
                "Связь, остановки, камеры, наружную рекламу, светофоры и уличное освещение до 5 кВт "
                "присоединяют без прибора учёта, если заявитель не просит о нём."
            ),
            basis="п. 2(4) Правил",
            shown=all_of(facts.is_permanent, goes_without_meter),
        ),
        Question(
            name="activity",
            label="Вид деятельности",
            hint="Словами или кодом ОКВЭД, например «розничная торговля, 47.11».",
            basis="пп. 12 «в», 12(1) «в» Правил",
            shown=not_under(kind, law, *MICROGENERATION_ONLY, Paragraph.HOUSEHOLD),
        ),
        *_general_questions(kind, law, general),
        *generation_questions(),
    )


def _general_questions(kind: str, law: Law, general: Condition) -> tuple[Question, ...]:
    """What paragraph 9 asks and the others do not: «г», «ж», «з», «з(1)», «п»."""

    def is_large(answers: Answers) -> bool:
        return facts.facts_of(answers, kind, law).total_power > facts.DISPATCHED_POWER

    return (
        Question(
            name="distorting_load",
            label="Есть нагрузки, искажающие форму тока или вызывающие несимметрию напряжения?",
            kind=Kind.YES_NO,
            hint="Дуговые печи, сварка, мощные преобразователи частоты, тяговые подстанции.",
            basis="п. 9 «ж» Правил",
            required=always,
            shown=general,
        ),
        Question(
            name="distorting_load_details",
            label="Какие это нагрузки",
            kind=Kind.LONG_TEXT,
            basis="п. 9 «ж» Правил",
            required=always,
            shown=says("distorting_load", "yes", provided=general),
            max_length=2000,
        ),
        Question(
            name="transformers",
            label="Трансформаторы, которые присоединяются к сети",
            hint="Количество и мощность, например «2 по 1000 кВА». Если их нет, оставьте пустым.",
            basis="п. 9 «г» Правил",
            shown=general,
        ),
        Question(
            name="own_generators",
            label="Генераторы",
            hint="Количество и мощность. Если их нет, оставьте пустым.",
            basis="п. 9 «г» Правил",
            shown=general,
        ),
        Question(
            name="technological_minimum",
            label="Технологический минимум генераторов и его обоснование",
            kind=Kind.LONG_TEXT,
            hint="Только если есть генераторы.",
            basis="п. 9 «з» Правил",
            shown=general,
            max_length=2000,
        ),
        Question(
            name="reserve",
            label="Нужна технологическая или аварийная бронь?",
            kind=Kind.YES_NO,
            hint=(
                "Бронь — мощность, которую нельзя отключать даже при ограничении: иначе пострадают люди "
                "или оборудование."
            ),
            basis="пп. 9 «з(1)» и 14(2) Правил",
            required=always,
            shown=general,
        ),
        Question(
            name="reserve_details",
            label="Величина брони и её обоснование",
            kind=Kind.LONG_TEXT,
            basis="п. 9 «з» Правил",
            required=always,
            shown=says("reserve", "yes", provided=general),
            max_length=2000,
        ),
        Question(
            name="fourth_category",
            label="Согласен на присоединение по IV категории надёжности",
            kind=Kind.CHECK,
            hint=(
                "По желанию: перерывы возможны без ограничения по частоте и длительности. "
                "Только для мощности больше 5 МВт."
            ),
            basis="пп. 9 «п» и 14(1) Правил",
            shown=all_of(
                general,
                lambda answers: facts.facts_of(answers, kind, law).total_power > facts.DISPATCHED_POWER,
            ),
        ),
    )
