from typing import TypeAliasType, get_args

from kabinet.applicants.answers import ProfileName
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import questions_for
from kabinet.applicants.representation import representative_questions
from kabinet.applications.asked.answers import CellName, RowsName, TextName
from kabinet.applications.asked.steps import every_question
from kabinet.core.questions import Kind
from kabinet.law.editions import FIRST

ASKED = [question for kind in ApplicantKind for _step, question in every_question(kind, FIRST)]


def names_of(told):
    """The names that a type admits."""
    if isinstance(told, str):
        return [told]
    parts = [told.__value__] if isinstance(told, TypeAliasType) else get_args(told)
    return [name for part in parts for name in names_of(part)]


def test_the_names_of_answers_are_those_of_the_questions():
    assert sorted(names_of(TextName)) == sorted({one.name for one in ASKED if one.kind is not Kind.ROWS})
    assert sorted(names_of(RowsName)) == sorted({one.name for one in ASKED if one.kind is Kind.ROWS})
    assert sorted(names_of(CellName)) == sorted({cell.name for one in ASKED for cell in one.rows})


def test_the_names_of_a_profile_are_those_of_its_questions():
    asked = {
        question.name
        for kind in ApplicantKind
        for question in (*questions_for(kind), *representative_questions(kind))
    }
    assert sorted(names_of(ProfileName)) == sorted(asked)
