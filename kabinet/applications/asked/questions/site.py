"""Step 3, «Объект»: what is being connected and where (paragraph 9 «б»)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kabinet.applications.asked.answers import TextName, says, text_in
from kabinet.applications.asked.facts import NEAR
from kabinet.applications.asked.questions.conditions import under
from kabinet.core.distances import ranges
from kabinet.core.questions import Answers, Condition, Kind, Question, all_of, always
from kabinet.law.applicability import ApplicantKind, Paragraph
from kabinet.law.deferral import PREFERENTIAL_WITHIN, WITHOUT_LINE, Settlement
from kabinet.law.editions import Law

RIGHTS = (
    ("ownership", "Собственность"),
    ("lease", "Аренда или другое право по договору"),
    ("land_use", "Разрешение на использование земли без предоставления участка"),
    ("easement", "Сервитут или публичный сервитут"),
    ("development", "Договор о комплексном развитии территории (п. 8(7) Правил)"),
    ("preliminary", "Предварительное согласование предоставления участка (п. 8(8) Правил)"),
)

FLAT = says("building", "flat")
_NAMED_FLAT = re.compile(r"(?<!\w)(?:кв\.?\s*\d|квартир|комнат[аеуы](?!\w))", re.IGNORECASE)


def names_flat(answers: Answers) -> bool:
    """Whether the object or its address is that of a flat, so that who may apply depends on the house."""
    names: tuple[TextName, ...] = ("object_name", "object_address")
    return any(_NAMED_FLAT.search(text_in(answers, name)) for name in names)


def _names_no_flat(answers: Answers) -> bool:
    return not names_flat(answers)


_QUESTIONS = (
    Question(
        name="object_name",
        label="Что присоединяем",
        hint="Назовите объект простыми словами: жилой дом, гараж, магазин, насосная станция, вышка связи.",
        basis="п. 9 «б» Правил",
        required=always,
    ),
    Question(
        name="object_address",
        label="Адрес объекта",
        kind=Kind.LONG_TEXT,
        hint=(
            "Регион, район, населённый пункт, улица, дом. Если адреса ещё нет — номер участка и ориентир, "
            "например «СНТ „Берёзка“, участок 15»."
        ),
        basis="п. 9 «б» Правил",
        required=always,
        max_length=500,
        autocomplete="street-address",
        in_parts=True,
    ),
    Question(
        name="cadastral_number",
        label="Кадастровый номер участка или здания",
        kind=Kind.CADASTRAL_NUMBER,
        hint="Есть в выписке из ЕГРН, например 02:55:010101:123. Указывать не обязательно.",
        basis="по желанию: п. 11 Правил",
    ),
    Question(
        name="settlement",
        label="Где находится объект",
        kind=Kind.CHOICE,
        basis="по желанию: п. 17 Правил",
        choices=(
            (Settlement.CITY, "В городе или посёлке городского типа"),
            (Settlement.VILLAGE, "В сельской местности"),
        ),
    ),
    Question(
        name="distance",
        label="Сколько примерно до ближайшей линии или подстанции",
        kind=Kind.DISTANCE,
        basis="по желанию: п. 17 Правил",
        no_choice="Не знаю",
        own=("Знаю точнее", "Сколько метров"),
    ),
    Question(
        name="coordinates",
        label="Точка на карте",
        kind=Kind.COORDINATES,
        hint="Широта и долгота, например 54.7351, 55.9587 — если у объекта нет адреса или его трудно найти.",
        basis="по желанию: п. 11 Правил",
    ),
    Question(
        name="plot",
        label="Участок на карте",
        kind=Kind.OUTLINE,
        hint="Обведите его: так виднее, откуда подвести линию. Точные границы возьмут из документов.",
        basis="по желанию: п. 11 Правил",
    ),
    Question(
        name="building",
        label="Что это за место",
        kind=Kind.CHOICE,
        hint="Поможет понять, какие документы нужны и кто подаёт заявку.",
        basis="пп. 8(4) и 8(5) Правил; для отдельного здания — по желанию",
        required=names_flat,
        choices=(
            ("plot", "Отдельное здание или участок"),
            ("flat", "Квартира или комната в многоквартирном доме"),
            ("apartment_house", "Нежилое помещение в многоквартирном доме"),
            ("garden", "Участок в садовом товариществе (СНТ, ОНТ)"),
            ("garage", "Гараж в гаражном кооперативе (ГСК)"),
            ("other", "Другое"),
        ),
    ),
    Question(
        name="house_management",
        label="Кто управляет домом",
        kind=Kind.CHOICE,
        hint=(
            "Заявку на жилое помещение подаёт тот, кто управляет домом, по решению общего собрания. При "
            "непосредственном управлении — один из собственников по доверенности от остальных."
        ),
        basis="п. 8(4) Правил",
        required=always,
        shown=FLAT,
        choices=(
            ("organisation", "Управляющая организация, ТСЖ или кооператив"),
            ("direct", "Сами собственники (непосредственное управление)"),
        ),
    ),
    Question(
        name="separate_line",
        label="Помещение присоединяется отдельной линией от вводного устройства дома",
        kind=Kind.CHECK,
        hint="Тогда понадобится согласие управляющей организации или общего собрания собственников.",
        basis="п. 10 «ж» Правил",
        shown=says("building", "apartment_house"),
    ),
    Question(
        name="land_right",
        label="По какому праву вы пользуетесь участком или зданием",
        kind=Kind.CHOICE,
        hint="Копию документа нужно будет приложить на последнем шаге.",
        basis="п. 10 «г», «н», «о» Правил",
        choices=RIGHTS,
    ),
    Question(
        name="land_document",
        label="Название, номер и дата этого документа",
        hint="Например: выписка из ЕГРН от 21.01.2021 № 99/2021/1234567.",
        basis="по желанию: п. 10 «г» Правил",
        max_length=500,
    ),
)


def questions_for(kind: str, law: Law) -> tuple[Question, ...]:
    """The questions of the step: the same for every applicant, a household has fewer of them to answer."""
    household = under(kind, law, Paragraph.HOUSEHOLD)
    rare: Mapping[str, Condition] = {
        "settlement": household,
        "distance": household,
        "coordinates": always,
        "plot": always,
        "building": all_of(household, _names_no_flat),
        "land_right": household,
        "land_document": always,
    }
    of_kind = _asked_of(kind)
    return tuple(
        replace(question, rare=rare.get(question.name, question.rare), **of_kind.get(question.name, {}))
        for question in _QUESTIONS
    )


def _asked_of(kind: str) -> dict[str, dict[str, Any]]:
    """What the questions of the network say to an applicant of this kind: by the distances of its fee."""
    person = kind == ApplicantKind.PERSON
    within = PREFERENTIAL_WITHIN if person else WITHOUT_LINE
    city, village = within[Settlement.CITY], within[Settlement.VILLAGE]
    what = "Льготная плата действует" if person else "Строительство линии не входит в плату"
    start = "от границы участка" if person else "от ваших электроустановок"
    return {
        "settlement": {"hint": f"{what} до {city} м от сети в городе и до {village} м в селе."},
        "distance": {
            "hint": f"По прямой {start}. Между столбами обычно около 35 м, сто шагов — около 70 м. "
            "Точно измерим мы.",
            "offered": tuple((one, one[:1].upper() + one[1:]) for one in ranges([NEAR, city, village])),
        },
    }
