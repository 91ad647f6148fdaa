"""Questions: how the portal describes what it asks people, once, for forms, drafts, checks and summaries.

A question is data. What a person typed is kept as typed (the *raw* answer) so that nothing is lost;
`parse` turns it into a value or says in Russian what is wrong; `display` shows it to people.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from kabinet.core import dates, values
from kabinet.core.coordinates import clean_coordinates
from kabinet.core.distances import clean_distance
from kabinet.core.outlines import clean_outline
from kabinet.law import requisites
from kabinet.law.acts import LawAct
from kabinet.law.errors import Malformed
from kabinet.law.power import clean_power

type Answers = Mapping[str, Any]
"""Raw answers by the question's name: text, a list of texts, or a list of rows (each an Answers)."""

type Condition = Callable[[Answers], bool]
type Presumption = Callable[[Answers], str]
"""The raw answer that is presumed by the other answers until the person gives one; «» for none."""


class Kind(StrEnum):
    """What an answer is; the parser of each is in PARSERS, its widget in kabinet.ui.forms."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    PERSON_NAME = "person_name"
    CHOICE = "choice"
    YES_NO = "yes_no"
    CHECK = "check"
    DATE = "date"
    PAST_DATE = "past_date"
    MONTH = "month"
    POWER = "power"
    WHOLE = "whole"
    DECIMAL = "decimal"
    MOBILE = "mobile"
    EMAIL = "email"
    SNILS = "snils"
    INN_PERSON = "inn_person"
    INN_COMPANY = "inn_company"
    OGRN = "ogrn"
    OGRNIP = "ogrnip"
    KPP = "kpp"
    PASSPORT = "passport"
    DEPARTMENT_CODE = "department_code"
    CADASTRAL_NUMBER = "cadastral_number"
    COORDINATES = "coordinates"
    DISTANCE = "distance"
    OUTLINE = "outline"
    ROWS = "rows"


def always(_answers: Answers) -> bool:
    """The condition that holds."""
    return True


def never(_answers: Answers) -> bool:
    """The condition that does not hold."""
    return False


def nothing(_answers: Answers) -> str:
    """Presume no answer."""
    return ""


@runtime_checkable
class OnAnswer(Protocol):
    """A condition on the answer to one other question: the page's script reads the name and the values.

    An empty one of `values` is no answer. The script knows by itself which questions of the page are asked.
    """

    @property
    def name(self) -> str:
        """The question whose answer decides."""

    @property
    def values(self) -> tuple[str, ...]:
        """The answers for which it holds."""

    def __call__(self, answers: Answers, /) -> bool:
        """Whether it holds for these answers."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The condition «the answer to `name` is one of `values`», provided that the question itself is asked."""

    name: str
    values: tuple[str, ...]
    provided: Condition = always

    def __call__(self, answers: Answers) -> bool:
        """Whether it holds for these answers."""
        return answers.get(self.name) in self.values and self.provided(answers)


def answered(name: str, *values: str, provided: Condition = always) -> Answered:
    """The condition «the answer to `name` is one of `values`»; `provided`: when that question is asked."""
    return Answered(name, values, provided)


def all_of(*conditions: Condition) -> Condition:
    """The condition that every one of `conditions` holds."""
    return lambda answers: all(condition(answers) for condition in conditions)


def any_of(*conditions: Condition) -> Condition:
    """The condition that at least one of `conditions` holds."""
    return lambda answers: any(condition(answers) for condition in conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is asked: `basis` names the act and paragraph that lets us ask it.

    `offered`: texts to choose from, with their labels, beside a field of one's own: `own` is the choice that
    opens it and its label. `no_choice` is the way back to no answer, where none is demanded. `reminded`: what
    is said before the end to whoever gave none. `rare`: it concerns few, and stands apart from what everybody
    is asked. `usual`: what most answer, put down for them beforehand. `in_parts`: an address, which may be
    put together of its parts. `brought_by`, `ended_by`: the acts since which it is asked and is not.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    basis: str = ""
    required: Condition = never
    shown: Condition = always
    rare: Condition = never
    usual: Presumption = nothing
    choices: tuple[tuple[str, str], ...] = ()
    offered: tuple[tuple[str, str], ...] = ()
    own: tuple[str, str] = ("Другое", "Ваш вариант")
    no_choice: str = "Не указано"
    reminded: str = ""
    max_length: int = 255
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    autocomplete: str = ""
    in_parts: bool = False
    rows: tuple["Question", ...] = ()
    max_rows: int = 30
    brought_by: LawAct | None = None
    ended_by: LawAct | None = None


type Parser = Callable[[Question, str], Any]


def _text(question: Question, raw: str) -> str:
    return values.clean_text(raw, question.max_length)


def _choice(question: Question, raw: str) -> str:
    if raw not in dict(question.choices):
        raise Malformed("Выберите вариант из списка.")
    return raw


def _yes_no(_question: Question, raw: str) -> bool:
    if raw not in ("yes", "no"):
        raise Malformed("Выберите «Да» или «Нет».")
    return raw == "yes"


def _check(_question: Question, raw: str) -> bool:
    if raw != "yes":
        raise Malformed("Поставьте или снимите отметку.")
    return True


def _by(clean: Callable[[str], Any]) -> Parser:
    """A parser from a function of the text alone."""
    return lambda _question, raw: clean(raw)


PARSERS: Mapping[Kind, Parser] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.PERSON_NAME: lambda question, raw: requisites.clean_person_name(_text(question, raw)),
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
    Kind.CHECK: _check,
    Kind.DATE: _by(dates.clean_date),
    Kind.PAST_DATE: _by(dates.clean_past_date),
    Kind.MONTH: _by(dates.clean_month),
    Kind.POWER: _by(clean_power),
    Kind.WHOLE: lambda asked, raw: values.clean_whole(raw, asked.minimum, asked.maximum, asked.unit),
    Kind.DECIMAL: lambda asked, raw: values.clean_decimal(raw, asked.minimum, asked.maximum, asked.unit),
    Kind.MOBILE: _by(requisites.clean_mobile_phone),
    Kind.EMAIL: _by(values.clean_email),
    Kind.SNILS: _by(requisites.clean_snils),
    Kind.INN_PERSON: _by(requisites.clean_inn_person),
    Kind.INN_COMPANY: _by(requisites.clean_inn_company),
    Kind.OGRN: _by(requisites.clean_ogrn),
    Kind.OGRNIP: _by(requisites.clean_ogrnip),
    Kind.KPP: _by(requisites.clean_kpp),
    Kind.PASSPORT: _by(requisites.clean_passport),
    Kind.DEPARTMENT_CODE: _by(requisites.clean_department_code),
    Kind.CADASTRAL_NUMBER: _by(requisites.clean_cadastral_number),
    Kind.COORDINATES: _by(clean_coordinates),
    Kind.DISTANCE: _by(clean_distance),
    Kind.OUTLINE: _by(clean_outline),
}
"""How each kind but ROWS is read; the text is not empty."""


def is_empty(raw: object) -> bool:
    """Whether nothing was answered: no text but white space, no row with an answer."""
    match raw:
        case None:
            return True
        case str():
            return not values.storable(raw).strip()
        case list() | tuple():
            return all(is_empty(item) for item in raw)
        case dict():
            return all(is_empty(item) for item in raw.values())
    return False


def parse(question: Question, raw: object) -> Any:
    """The value of a raw answer, None for an empty one (False for an unticked CHECK); may raise Malformed.

    A ROWS answer becomes a list of dicts of values, without its empty rows and hidden questions.
    """
    if is_empty(raw):
        return False if question.kind is Kind.CHECK else None
    if question.kind is Kind.ROWS:
        return [
            {sub.name: parse(sub, row.get(sub.name)) for sub in question.rows if sub.shown(row)}
            for _, row in _rows(question, raw)
        ]
    if not isinstance(raw, str):
        raise Malformed("Ответ не удалось прочитать: введите его заново.")
    return PARSERS[question.kind](question, raw)


def _rows(question: Question, raw: object) -> Iterator[tuple[int, Answers]]:
    """The rows that hold an answer, each with its place from 0."""
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise Malformed("Строки не удалось прочитать: введите их заново.")
    if len(raw) > question.max_rows:
        raise Malformed(f"Строк не больше {question.max_rows}, а введено {len(raw)}: удалите лишние.")
    return ((place, row) for place, row in enumerate(raw) if not is_empty(row))


def display(question: Question, raw: object) -> str:
    """The answer as people read it; what is malformed stands as typed, an empty answer is empty."""
    if is_empty(raw):
        return ""
    try:
        value = parse(question, raw)
    except Malformed:
        return str(raw) if isinstance(raw, str) else ""
    if question.kind is Kind.ROWS and isinstance(raw, list):
        return "; ".join(", ".join(display_row(question, row)) for _, row in _rows(question, raw))
    text = _shown_value(question, value)
    unit = question.unit or ("кВт" if question.kind is Kind.POWER else "")
    return f"{text}\u00a0{unit}" if unit else text


_AS_TYPED = {
    *(Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE, Kind.YES_NO, Kind.CHECK),
    *(Kind.EMAIL, Kind.OUTLINE),
}


def tidied(question: Question, raw: Any) -> Any:
    """A raw answer as its input shows it: dates, numbers, names, requisites set out as the portal read them.

    What is malformed stays as typed, and so do texts and what has several right spellings.
    """
    if question.kind is Kind.ROWS:
        rows = raw if isinstance(raw, list) and all(isinstance(row, dict) for row in raw) else []
        inside = {sub.name: sub for sub in question.rows}
        tidy = [
            {name: tidied(inside[name], cell) if name in inside else cell for name, cell in row.items()}
            for row in rows
        ]
        return tidy or raw
    if question.kind in _AS_TYPED or is_empty(raw) or not isinstance(raw, str):
        return raw
    try:
        return _shown_value(question, parse(question, raw)).replace("\u00a0", " ")
    except Malformed:
        return raw


def display_row(question: Question, row: Answers) -> list[str]:
    """One row of a ROWS answer: «подпись: ответ» of each shown question that has an answer."""
    return [
        f"{sub.label}: {text}"
        for sub in question.rows
        if sub.shown(row) and (text := display(sub, row.get(sub.name)))
    ]


def _shown_value(question: Question, value: Any) -> str:
    match value:
        case bool():
            return "Да" if value else "Нет"
        case date():
            return f"{value:%m.%Y}" if question.kind is Kind.MONTH else f"{value:%d.%m.%Y}"
        case Decimal() | int():
            return values.spaced(value)
    if question.kind is Kind.CHOICE:
        return dict(question.choices)[value]
    if question.kind is Kind.MOBILE:
        return requisites.told_phone(value)
    return str(value)


def problems(questions: Iterable[Question], answers: Answers) -> dict[str, str]:
    """What is wrong with the shown answers, by name; inside rows the name is «stages.2.power», from 0."""
    found: dict[str, str] = {}
    for question in questions:
        raw = answers.get(question.name)
        if not question.shown(answers) or is_empty(raw):
            continue
        try:
            if question.kind is Kind.ROWS:
                for place, row in _rows(question, raw):
                    for name, text in problems(question.rows, row).items():
                        found[f"{question.name}.{place}.{name}"] = text
            else:
                parse(question, raw)
        except Malformed as refusal:
            found[question.name] = str(refusal)
    return found


def unanswered(questions: Iterable[Question], answers: Answers) -> list[Question]:
    """The shown, required and empty questions.

    A question missing inside a row comes with its name as in `problems` («stages.2.power») and the number of
    the row in its label («Мощность (строка 3)»).
    """
    found: list[Question] = []
    for question in questions:
        if not question.shown(answers):
            continue
        raw = answers.get(question.name)
        if is_empty(raw):
            if question.required(answers):
                found.append(question)
        elif question.kind is Kind.ROWS:
            found.extend(_missing_in_rows(question, raw))
    return found


def _missing_in_rows(question: Question, raw: object) -> Iterator[Question]:
    try:
        rows = list(_rows(question, raw))
    except Malformed:
        return
    for place, row in rows:
        for sub in unanswered(question.rows, row):
            name = f"{question.name}.{place}.{sub.name}"
            yield replace(sub, name=name, label=f"{sub.label} (строка\u00a0{place + 1})")
