"""What of the answers stands in columns too, for lists, filters and search."""

from typing import Any

from kabinet.applicants.questions import display_name
from kabinet.applications.asked.answers import TextName, text_in
from kabinet.applications.asked.steps import every_question
from kabinet.applications.models import Application
from kabinet.core.questions import Answers, parse
from kabinet.law.editions import Law

COLUMNS = ("applicant_name", "applicant_inn", "object_address", "total_power", "band", "reason")


def asked_answers(answers: Answers, kind: str, law: Law) -> dict[str, Any]:
    """The answers to the questions that these answers call for; what is not asked any more is dropped."""
    asked = {question.name for _step, question in every_question(kind, law) if question.shown(answers)}
    return {name: raw for name, raw in answers.items() if name in asked}


def fill_columns(application: Application) -> None:
    """Fill COLUMNS from the answers, without saving."""
    kind, answers = application.applicant_kind, application.answers
    asked = {question.name: question for _step, question in every_question(kind, application.law)}
    application.applicant_name = display_name(kind, answers)[:500]
    inn: TextName = "inn"
    application.applicant_inn = parse(asked[inn], text_in(answers, inn)) or "" if inn in asked else ""
    application.object_address = text_in(answers, "object_address").strip()[:500]
    application.total_power = application.facts.total_power
    application.band = application.facts.band
    application.reason = application.facts.reason
