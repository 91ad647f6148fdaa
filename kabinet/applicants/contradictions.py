"""Answers that are well formed one by one and cannot be true together."""

from datetime import date

from kabinet.applicants import questions
from kabinet.applicants.answers import ProfileName, profile_text
from kabinet.applicants.representation import REPRESENTATIVE_QUESTIONS
from kabinet.core.questions import Answers, Question, parse
from kabinet.law.errors import Malformed

PASSPORT_AGE = 14
"""Years: a citizen gets a passport from this age on (ПП РФ от 23.12.2023 № 2267, п. 2)."""


def applicant_contradictions(answers: Answers) -> dict[ProfileName, str]:
    """Question name → what is wrong, for the answers about the applicant and the representative."""
    found: dict[ProfileName, str] = {}
    by_name = {question.name: question for question in REPRESENTATIVE_QUESTIONS}
    born = _date(questions.BIRTH_DATE, answers)
    issued = _date(questions.PASSPORT_ISSUED_ON, answers)
    has_passport = profile_text(answers, "identity_document") != questions.OTHER_DOCUMENT
    if born and issued:
        if issued <= born:
            found["passport_issued_on"] = "Документ не мог быть выдан раньше даты рождения."
        elif has_passport and issued < _birthday(born):
            found["passport_issued_on"] = (
                f"Паспорт выдают с {PASSPORT_AGE} лет: проверьте дату выдачи и дату рождения."
            )
    given = _date(by_name["representative_document_date"], answers)
    valid_until = _date(by_name["representative_valid_until"], answers)
    if given and valid_until and valid_until < given:
        found["representative_valid_until"] = "Срок действия закончился раньше, чем документ выдан."
    return found


def _birthday(born: date) -> date:
    """The day on which the person born then may get a passport (born on 29 February: 1 March)."""
    try:
        return born.replace(year=born.year + PASSPORT_AGE)
    except ValueError:
        return date(born.year + PASSPORT_AGE, 3, 1)


def _date(question: Question, answers: Answers) -> date | None:
    try:
        value = parse(question, answers.get(question.name))
    except Malformed:
        return None
    return value if isinstance(value, date) else None
