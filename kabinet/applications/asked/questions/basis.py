"""Why each question is asked: the paragraph of the Rules that lets us, by the paragraph that applies."""

from collections.abc import Mapping

from kabinet.applicants.answers import ProfileName
from kabinet.applications.asked.answers import TextName
from kabinet.applications.asked.facts import Facts
from kabinet.core.questions import Question
from kabinet.core.typography import tied
from kabinet.law.applicability import Paragraph

_OF_PERSONS = (
    Paragraph.HOUSEHOLD,
    Paragraph.MICROGENERATION_PERSON,
    Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS,
)
"""Their «а»–«в» say the same, in place of what paragraph 9 says of everybody."""
_WHO: tuple[ProfileName, ...] = (
    *("last_name", "first_name", "middle_name", "snils", "mobile", "email", "identity_document"),
    *("passport_number", "passport_issued_on"),
    *("other_document_name", "other_document_number"),
)
_HOME: tuple[ProfileName, ...] = ("registration_address",)
_WHAT: tuple[TextName, ...] = ("object_name", "object_address")
_SUPPLY: tuple[TextName, ...] = (
    *("supplier", "has_supply_contract", "supply_contract_kind"),
    *("supply_contract_number", "supply_contract_date"),
)
_LETTERS: Mapping[str, str] = {
    **dict.fromkeys(_WHO, "п. {} «а» Правил"),
    **dict.fromkeys(_HOME, "п. {} «б» Правил"),
    **dict.fromkeys(_WHAT, "п. {} «в» и п. 9 «б» Правил"),
    **dict.fromkeys(_SUPPLY, "п. {} «в» и п. 9 «л» Правил"),
}


def basis_of(question: Question, facts: Facts) -> str:
    """The act and paragraph by which this applicant is asked; «» where the question needs none."""
    if facts.paragraph is Paragraph.HOUSEHOLD and question.name == "requested_power":
        return tied("п. 14 «г» Правил")
    if facts.paragraph in _OF_PERSONS and question.name in _LETTERS:
        return tied(_LETTERS[question.name].format(facts.paragraph.value))
    return question.basis
