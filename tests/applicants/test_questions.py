import pytest

from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.questions import (
    NEEDED_IN_APPLICATION,
    display_name,
    questions_for,
)
from kabinet.applicants.representation import representative_questions
from kabinet.core.questions import problems, unanswered
from tests.applicants.people import ANSWERS, COMPANY, PERSON

KINDS = list(ApplicantKind)


@pytest.mark.parametrize(
    ("kind", "demanded"),
    [
        (ApplicantKind.PERSON, {"last_name", "first_name", "snils", "mobile", "email"}),
        (ApplicantKind.ENTREPRENEUR, {"last_name", "first_name", "ogrnip", "inn", "mobile", "email"}),
        (ApplicantKind.COMPANY, {"full_name", "ogrn", "inn", "mobile", "email"}),
    ],
)
def test_an_account_demands_only_what_the_rules_let_us_demand(kind, demanded):
    asked = (*questions_for(kind), *representative_questions(kind))
    assert {question.name for question in unanswered(asked, {})} == demanded


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_application_needs_later_is_asked(kind):
    assert NEEDED_IN_APPLICATION[kind] <= {question.name for question in questions_for(kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_questions_are_unique(kind):
    names = [question.name for question in (*questions_for(kind), *representative_questions(kind))]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", KINDS)
def test_good_answers_have_no_problems(kind):
    asked = (*questions_for(kind), *representative_questions(kind))
    assert problems(asked, {**ANSWERS[kind], "email": "a@example.ru"}) == {}


def test_naming_anything_of_a_representative_demands_the_name():
    asked = representative_questions(ApplicantKind.PERSON)
    assert unanswered(asked, {"representative_document": "  "}) == []
    assert [question.name for question in unanswered(asked, {"representative_document": "Доверенность"})] == [
        "representative_last_name",
        "representative_first_name",
    ]


def test_a_foreigner_names_another_document_instead_of_a_passport():
    def shown(document):
        answers = {"identity_document": document}
        return {question.name for question in questions_for("ФЛ") if question.shown(answers)}

    assert shown("passport") - shown("other") == {
        "passport_number",
        "passport_department_code",
    }
    assert shown("other") - shown("passport") == {"other_document_name", "other_document_number"}


@pytest.mark.parametrize(
    ("kind", "answers", "name"),
    [
        ("ФЛ", PERSON, "Иванов Пётр Сергеевич"),
        ("ФЛ", {"last_name": " Ли ", "first_name": "Мей"}, "Ли Мей"),
        ("ЮЛ", COMPANY, "ООО «Ромашка»"),
        ("ЮЛ", {**COMPANY, "short_name": ""}, "Общество с ограниченной ответственностью «Ромашка»"),
        ("ЮЛ", {**COMPANY, "short_name": " \t"}, "Общество с ограниченной ответственностью «Ромашка»"),
        ("ЮЛ", {}, ""),
    ],
)
def test_the_name_for_lists_is_the_persons_or_the_companys(kind, answers, name):
    assert display_name(kind, answers) == name
