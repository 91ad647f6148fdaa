"""The part of step 4 about microgeneration: paragraphs 13(2)–13(6)."""

from kabinet.applications.asked import facts
from kabinet.core.questions import Kind, Question, always


def generation_questions() -> tuple[Question, ...]:
    """The questions about a generator of one's own, shown when it is being connected."""
    return (
        Question(
            name="generation_power",
            label="Мощность микрогенерации, которую нужно присоединить",
            kind=Kind.POWER,
            hint="Не больше 15 кВт: всё, что мощнее, микрогенерацией не считается.",
            basis="пп. 13(2)–13(6) Правил",
            required=always,
            shown=facts.has_microgeneration,
            unit="кВт",
        ),
        Question(
            name="previous_generation_power",
            label="Мощность микрогенерации, присоединённой ранее",
            kind=Kind.POWER,
            hint="Если своих источников раньше не было, оставьте пустым.",
            basis="п. 6 формы заявки (прил. 4(1) к Правилам)",
            shown=facts.has_microgeneration,
            unit="кВт",
        ),
        Question(
            name="generators_count",
            label="Количество генераторов",
            kind=Kind.WHOLE,
            hint="Для солнечной станции — число инверторов.",
            basis="пп. 13(2)–13(6) Правил",
            required=always,
            shown=facts.has_microgeneration,
            minimum=1,
            maximum=1000,
            unit="шт.",
        ),
        Question(
            name="generators_details",
            label="Мощность и паспортные характеристики генераторов",
            kind=Kind.LONG_TEXT,
            hint="Марка, мощность и напряжение — как в паспорте оборудования.",
            basis="пп. 13(2)–13(6) Правил",
            required=always,
            shown=facts.has_microgeneration,
            max_length=2000,
        ),
        Question(
            name="generators_ramp",
            label="Возможная скорость набора или снижения нагрузки",
            hint="Если указана в паспорте оборудования.",
            basis="п. 10 формы заявки (прил. 4(1) к Правилам)",
            shown=facts.has_microgeneration,
        ),
    )
