"""Answers of an application that are well formed one by one and cannot be true together."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kabinet.applicants.contradictions import applicant_contradictions
from kabinet.applications.asked.answers import (
    ZERO,
    AnswerRow,
    CellName,
    RowsName,
    TextName,
    power_in,
    text_in,
)
from kabinet.applications.asked.facts import LOW_VOLTAGE, Facts
from kabinet.core.questions import Answers, Question, parse, problems, unanswered
from kabinet.core.values import spaced
from kabinet.law.applicability import ApplicantKind, Paragraph
from kabinet.law.deferral import EXCLUDED_BY, WITHOUT_LINE, Settlement

MOBILE_POWER = Decimal(150)
"""kW; the largest mobile object (paragraphs 13, 51 «а»)."""
MOBILE_MONTHS = 12
"""The longest supply of a mobile object (paragraph 54 «б»)."""
MICROGENERATION_POWER = Decimal(15)
"""kW; more is not microgeneration (35-ФЗ, ст. 3)."""
TOO_HIGH_FOR_TEMPORARY = ("35", "110")
"""kV; a temporary connection is below 35 kV (paragraph 50)."""
DATED = (Paragraph.GENERAL, Paragraph.MIDDLE, Paragraph.MICROGENERATION_BUSINESS_ABOVE_150)
"""The paragraphs by which stages must have their dates: by the others «и» of paragraph 9 is by choice."""
_DATES: tuple[CellName, ...] = ("design", "commissioning")

_TOO_HIGH_FOR_MICROGENERATION = (
    "Микрогенерацию присоединяют на напряжении до 1000\u00a0В (пп.\u00a02(3), 13(2)–13(6) Правил): "
    "выберите 0,4\u00a0кВ."
)
_NO_DEFERRAL = (
    "Рассрочка здесь не предоставляется: при III\u00a0категории, 0,4\u00a0кВ и расстоянии до сети не больше "
    "{metres}\u00a0м строительство линии в плату не входит ({paragraphs} Правил). Снимите отметку или "
    "исправьте расстояние, напряжение, категорию."
)
_OWNER_OF_FLAT = (
    "Заявку на жилое помещение в таком доме подаёт управляющая организация, ТСЖ или кооператив по решению "
    "общего собрания собственников (п.\u00a08(4) Правил): обратитесь к ним."
)

type Asked = Mapping[str, Question]
"""The questions shown with the answers, by name."""


def contradictions(asked: Asked, answers: Answers, facts: Facts) -> dict[str, str]:
    """Question name → what is wrong. `asked` are the questions shown with these answers."""
    found: dict[str, str] = {
        name: text for name, text in applicant_contradictions(answers).items() if name in asked
    }
    for name, text in (
        *_sums(asked, answers, facts),
        *_connected_before(asked, answers, facts),
        *_stage_dates(asked, answers, facts),
        *_limits(asked, answers, facts),
        *_deferral(asked, answers, facts),
        *_flat(asked, answers, facts),
    ):
        found.setdefault(name, text)
    return found


def _sums(asked: Asked, answers: Answers, facts: Facts) -> Iterator[tuple[RowsName, str]]:
    """Rows that must add up to a power asked elsewhere (forms, пп. 6, 9 and 13)."""
    total = facts.total_power
    sums: tuple[tuple[RowsName, Decimal, str, str], ...] = (
        ("categories", total, "по категориям надёжности", "вся максимальная мощность"),
        ("points", total, "по точкам присоединения", "вся максимальная мощность"),
        ("stages", facts.staged_power, "по этапам", "присоединяемая мощность"),
    )
    for name, whole, of_rows, of_whole in sums:
        rows = _sound_rows(asked, answers, name)
        if not rows or not whole:
            continue
        added = sum((row["power"] for row in rows), Decimal(0))
        if added != whole:
            sum_text, whole_text = _kilowatts(added), _kilowatts(whole)
            yield (
                name,
                f"Сумма {of_rows}\u00a0— {sum_text}, а {of_whole}\u00a0— {whole_text}: сделайте их равными.",
            )


def _connected_before(asked: Asked, answers: Answers, facts: Facts) -> Iterator[tuple[str, str]]:
    """The power connected before, by the points (form 7, п. 6 «б»); demanded where it follows from no sum."""
    rows = _sound_rows(asked, answers, "points")
    for place, row in enumerate(rows):
        if (row["previous"] or ZERO) > row["power"]:
            yield f"points.{place}.previous", "Ранее присоединено больше, чем вся мощность этой точки."
    added = sum((row["previous"] or ZERO for row in rows), ZERO)
    parted = len(rows) > 1 and facts.previous_power and facts.requested_power
    if (parted or added) and added != facts.previous_power:
        told = f"По точкам ранее присоединено {_kilowatts(added)}, а всего ранее"
        yield "points", f"{told}\u00a0— {_kilowatts(facts.previous_power)}: сделайте их равными."


def _stage_dates(asked: Asked, answers: Answers, facts: Facts) -> Iterator[tuple[str, str]]:
    for place, row in enumerate(_sound_rows(asked, answers, "stages")):
        empty = [cell for cell in _DATES if row[cell] is None]
        if facts.paragraph in DATED:
            for cell in empty:
                yield f"stages.{place}.{cell}", "Укажите месяц и год (п.\u00a09\u00a0«и» Правил)."
        if not empty and row["commissioning"] < row["design"]:
            ready, started = f"{row['design']:%m.%Y}", f"{row['commissioning']:%m.%Y}"
            yield f"stages.{place}.commissioning", f"Ввод ({started}) раньше готовности проекта ({ready})."


def _limits(asked: Asked, answers: Answers, facts: Facts) -> Iterator[tuple[TextName, str]]:
    """Limits that depend on another answer."""
    if facts.mobile:
        months = _value(asked, answers, "temporary_months")
        if months and months > MOBILE_MONTHS:
            yield "temporary_months", f"Передвижной объект присоединяют на срок до {MOBILE_MONTHS} месяцев."
        if facts.requested_power > MOBILE_POWER:
            yield "requested_power", f"Мощность передвижного объекта\u00a0— до {_kilowatts(MOBILE_POWER)}."
    if facts.temporary and text_in(answers, "voltage") in TOO_HIGH_FOR_TEMPORARY:
        yield "voltage", "Временное присоединение возможно только на напряжении ниже 35\u00a0кВ."
    if facts.has_microgeneration:
        power = power_in(answers, "generation_power") + power_in(answers, "previous_generation_power")
        if power > MICROGENERATION_POWER:
            limit, text = _kilowatts(MICROGENERATION_POWER), _kilowatts(power)
            yield "generation_power", f"Вся микрогенерация\u00a0— не больше {limit}, а получилось {text}."
        if text_in(answers, "voltage") not in ("", LOW_VOLTAGE):
            yield "voltage", _TOO_HIGH_FOR_MICROGENERATION


def _deferral(asked: Asked, answers: Answers, facts: Facts) -> Iterator[tuple[TextName, str]]:
    """Deferral where the line is not paid for anyway (paragraphs 12(2), 13(7) and 17)."""
    wanted = "instalments" in asked and text_in(answers, "instalments") == "yes"
    if wanted and not facts.may_be_deferred(low_voltage=facts.low_voltage):
        metres = WITHOUT_LINE[facts.settlement or Settlement.CITY]
        yield "instalments", _NO_DEFERRAL.format(metres=metres, paragraphs=EXCLUDED_BY[facts.paragraph])


def _flat(asked: Asked, answers: Answers, facts: Facts) -> Iterator[tuple[TextName, str]]:
    """A flat in a house that an organisation manages: it applies, not the owner (8(4), абз. 2)."""
    managed = "house_management" in asked and text_in(answers, "house_management") == "organisation"
    if managed and facts.applicant is ApplicantKind.PERSON:
        yield "house_management", _OWNER_OF_FLAT


def _sound_rows(asked: Asked, answers: Answers, name: RowsName) -> Sequence[AnswerRow]:
    """The values of the rows, if the question is asked and nothing in them is malformed or missing."""
    question = asked.get(name)
    if question is None or problems([question], answers) or unanswered([question], answers):
        return []
    return parse(question, answers.get(name)) or ()


def _value(asked: Asked, answers: Answers, name: TextName) -> int | None:
    question = asked.get(name)
    if question is None or problems([question], answers):
        return None
    value = parse(question, answers.get(name))
    return value if isinstance(value, int) else None


def _kilowatts(power: Decimal) -> str:
    return f"{spaced(power)}\u00a0кВт"
