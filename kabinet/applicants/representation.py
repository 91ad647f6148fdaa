"""Who acts for the applicant: what is asked, and how a consent says it (152-ФЗ, ст. 9 ч. 4 п. 2)."""

from datetime import date
from typing import NamedTuple

from kabinet.applicants.answers import ProfileName, profile_text
from kabinet.core.questions import Answers, Kind, Question, display, is_empty, parse
from kabinet.law.errors import Malformed

AUTHORITY = "п.\N{NO-BREAK SPACE}10\N{NO-BREAK SPACE}«д» Правил"
CONSENT = "ч.\N{NO-BREAK SPACE}4 ст.\N{NO-BREAK SPACE}9 Закона №\N{NO-BREAK SPACE}152-ФЗ"


def represented(answers: Answers) -> bool:
    """The condition «something is said about a representative», and then the name is needed."""
    return not all(is_empty(answers.get(question.name)) for question in REPRESENTATIVE_QUESTIONS)


REPRESENTATIVE_QUESTIONS = (
    Question(
        name="representative_last_name",
        label="Фамилия представителя",
        kind=Kind.PERSON_NAME,
        required=represented,
        max_length=100,
    ),
    Question(
        name="representative_first_name",
        label="Имя представителя",
        kind=Kind.PERSON_NAME,
        required=represented,
        max_length=100,
    ),
    Question(
        name="representative_middle_name",
        label="Отчество представителя",
        kind=Kind.PERSON_NAME,
        hint="При наличии",
        max_length=100,
    ),
    Question(
        name="representative_address",
        label="Адрес представителя",
        hint="С индексом, по месту жительства",
        basis=CONSENT,
        max_length=500,
        in_parts=True,
    ),
    Question(
        name="representative_identity",
        label="Паспорт представителя",
        hint="Серия и номер, кем и когда выдан; другой документ — с названием",
        basis=CONSENT,
        max_length=300,
    ),
    Question(
        name="representative_document",
        label="Документ о полномочиях",
        hint="Например, доверенность",
        basis=AUTHORITY,
    ),
    Question(
        name="representative_document_number",
        label="Номер документа",
        basis=AUTHORITY,
        max_length=60,
    ),
    Question(
        name="representative_document_date",
        label="Дата документа",
        kind=Kind.PAST_DATE,
        hint="Например, 10.01.2026",
        basis=AUTHORITY,
    ),
    Question(
        name="representative_valid_until",
        label="Действует до",
        kind=Kind.DATE,
        hint="Если срок указан",
        basis=AUTHORITY,
    ),
)


def representative_questions(_kind: str) -> tuple[Question, ...]:
    """The questions about the person who acts for the applicant: the same for every kind."""
    return REPRESENTATIVE_QUESTIONS


_NAME: tuple[ProfileName, ...] = (
    "representative_last_name",
    "representative_first_name",
    "representative_middle_name",
)


def representative_name(answers: Answers) -> str:
    """Surname, name and patronymic of the representative."""
    asked = {question.name: question for question in REPRESENTATIVE_QUESTIONS}
    return " ".join(" ".join(display(asked[name], profile_text(answers, name)) for name in _NAME).split())


def representative_told(answers: Answers) -> str:
    """Who consents for the applicant, in a sentence; «» when nobody acts for them."""
    details = representative_details(answers)
    return f"Согласие даёт представитель: {details}" if details else ""


def representative_details(answers: Answers) -> str:
    """Name, address, document and power of the representative; «» when nobody acts for the applicant."""
    if not represented(answers):
        return ""
    power = representative_power(answers).told
    until = _labelled("действует до", profile_text(answers, "representative_valid_until"))
    return _joined(
        representative_name(answers),
        _labelled("адрес:", profile_text(answers, "representative_address")),
        _labelled("паспорт:", profile_text(answers, "representative_identity")),
        _labelled("действует на основании:", _joined(power, until)),
        by="; ",
    )


class ActingPower(NamedTuple):
    """What a representative acts on: «доверенность № 5 от 10.01.2026», and its last day if one is told.

    `attorney`: it is called a power of attorney.
    """

    told: str
    until: date | None
    attorney: bool
    number: str
    issued_on: date | None


def representative_power(answers: Answers) -> ActingPower:
    """What the answers say of it; a day that is none is no last day."""
    told = _joined(
        profile_text(answers, "representative_document"),
        _labelled("№", profile_text(answers, "representative_document_number")),
        _labelled("от", profile_text(answers, "representative_document_date")),
        by=" ",
    )
    return ActingPower(
        told=told,
        until=_day(answers, "representative_valid_until"),
        attorney="доверенност" in profile_text(answers, "representative_document").lower(),
        number=profile_text(answers, "representative_document_number"),
        issued_on=_day(answers, "representative_document_date"),
    )


def _day(answers: Answers, name: ProfileName) -> date | None:
    asked = next(one for one in REPRESENTATIVE_QUESTIONS if one.name == name)
    try:
        found: date | None = parse(asked, answers.get(asked.name))
    except Malformed:
        return None
    return found


def _labelled(label: str, value: str) -> str:
    return f"{label} {value.strip()}" if value.strip() else ""


def _joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)
