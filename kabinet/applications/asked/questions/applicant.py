"""Step 2, «Заявитель и представитель»: the profile's questions, demanded as п. 9 «а», «в» and 14 say."""

from dataclasses import replace

from kabinet.applicants import questions as profile
from kabinet.applicants.answers import ProfileName
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.representation import representative_questions
from kabinet.applications.asked.answers import says
from kabinet.core.questions import Answers, Condition, Kind, Question, always, never
from kabinet.law.editions import Law

BY_REPRESENTATIVE = says("by_representative", "yes")
_SIGNER: tuple[ProfileName, ...] = ("head_name", "head_position")
"""Who signs for a company and in what post (forms, the signature), unless a representative does."""
_REPRESENTATIVE_NAME: tuple[ProfileName, ...] = ("representative_last_name", "representative_first_name")
_NAMED_IN_CONSENT: tuple[ProfileName, ...] = (
    "representative_address",
    "representative_identity",
    "representative_document",
    "representative_document_date",
)
"""What the consent of a person has to say of whoever acts for them (152-ФЗ, ст. 9 ч. 4 п. 2)."""
_RARE: frozenset[ProfileName] = frozenset(
    {
        *("middle_name", "birth_date", "birth_place", "identity_document", "passport_issued_by"),
        *("passport_department_code", "actual_address", "short_name", "kpp", "postal_address"),
    }
)
"""What the forms have a line for and the Rules do not demand, or most answer alike: a passport."""


def _usual_document(_answers: Answers) -> str:
    return profile.PASSPORT


def _without_representative(answers: Answers) -> bool:
    return not BY_REPRESENTATIVE(answers)


def _of_applicant(question: Question, needed: frozenset[str]) -> Question:
    """A question of the profile as an application asks it."""
    if question.name in needed:
        question = replace(question, required=_demanded(question.name))
    if question.name == profile.IDENTITY_DOCUMENT.name:
        question = replace(question, usual=_usual_document)
    return replace(question, rare=always) if question.name in _RARE else question


def _demanded(name: str) -> Condition:
    return _without_representative if name in _SIGNER else always


def questions_for(kind: str, _law: Law) -> tuple[Question, ...]:
    """The questions of the step for an applicant of this kind."""
    of_representative = _REPRESENTATIVE_NAME
    if kind != ApplicantKind.COMPANY:  # a company has no personal data to consent about
        of_representative += _NAMED_IN_CONSENT
    needed = profile.NEEDED_IN_APPLICATION[kind] | {profile.IDENTITY_DOCUMENT.name}
    return (
        *(_of_applicant(question, needed) for question in profile.questions_for(kind)),
        Question(
            name="by_representative",
            label="Заявку подаёт представитель",
            kind=Kind.CHECK,
            hint="Отметьте, если вы действуете по доверенности. Её копия понадобится на последнем шаге.",
            basis="п. 10 «д» Правил",
            rare=always if kind == ApplicantKind.PERSON else never,
        ),
        *(
            replace(
                question,
                shown=BY_REPRESENTATIVE,
                required=always if question.name in of_representative else question.required,
            )
            for question in representative_questions(kind)
        ),
    )
