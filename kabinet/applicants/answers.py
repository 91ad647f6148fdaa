"""THE names of the answers about an applicant and a representative, so that mypy finds a wrong one."""

from typing import Literal

from kabinet.core.questions import Answers

type ProfileName = Literal[
    "actual_address",
    "birth_date",
    "birth_place",
    "email",
    "first_name",
    "full_name",
    "head_name",
    "head_position",
    "identity_document",
    "inn",
    "kpp",
    "last_name",
    "legal_address",
    "middle_name",
    "mobile",
    "ogrn",
    "ogrnip",
    "other_document_name",
    "other_document_number",
    "passport_department_code",
    "passport_issued_by",
    "passport_issued_on",
    "passport_number",
    "postal_address",
    "registration_address",
    "representative_address",
    "representative_document",
    "representative_document_date",
    "representative_document_number",
    "representative_first_name",
    "representative_identity",
    "representative_last_name",
    "representative_middle_name",
    "representative_valid_until",
    "short_name",
    "snils",
]
"""The names of kabinet.applicants.questions; a test compares them."""


def profile_text(answers: Answers, name: ProfileName) -> str:
    """An answer as it was typed, «» for none."""
    return str(answers.get(name) or "")
