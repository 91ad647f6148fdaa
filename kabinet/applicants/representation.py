"""Who acts for the applicant, as a consent has to say it (152-ФЗ, ст. 9 ч. 4 п. 2)."""

from kabinet.applicants.answers import ProfileName, profile_text
from kabinet.applicants.questions import represented
from kabinet.core.questions import Answers

_NAME: tuple[ProfileName, ...] = (
    "representative_last_name",
    "representative_first_name",
    "representative_middle_name",
)


def representative_name(answers: Answers) -> str:
    """Surname, name and patronymic of the representative."""
    return " ".join(" ".join(profile_text(answers, name) for name in _NAME).split())


def representative_told(answers: Answers) -> str:
    """Name, address, document and power of the representative in a sentence; «» when nobody acts for them."""
    if not represented(answers):
        return ""
    power = _joined(
        profile_text(answers, "representative_document"),
        _labelled("№", profile_text(answers, "representative_document_number")),
        _labelled("от", profile_text(answers, "representative_document_date")),
        by=" ",
    )
    until = _labelled("действует до", profile_text(answers, "representative_valid_until"))
    return "Согласие даёт представитель: " + _joined(
        representative_name(answers),
        _labelled("адрес:", profile_text(answers, "representative_address")),
        _labelled("паспорт:", profile_text(answers, "representative_identity")),
        _labelled("действует на основании:", _joined(power, until)),
        by="; ",
    )


def _labelled(label: str, value: str) -> str:
    return f"{label} {value.strip()}" if value.strip() else ""


def _joined(*parts: str, by: str = ", ") -> str:
    return by.join(part for part in parts if part)
