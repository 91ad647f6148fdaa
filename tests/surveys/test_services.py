"""Questionnaires about the quality of service (186, п. 36 «б», прил. 5, п. 13)."""

from datetime import timedelta

import pytest

from kabinet.appeals.transitions import Outcome
from kabinet.core.models import JournalEntry
from kabinet.surveys.models import LONGEST_TEXT, Survey
from kabinet.surveys.services import CORRECTABLE_FOR, SurveyRefused, answer_survey, is_asked, survey_of
from tests.appeals.builders import act, make_appeal, make_taken
from tests.applications.builders import NOW, make_applicant, make_submitted
from tests.applications.life import Case
from tests.broken import assert_refused

pytestmark = pytest.mark.django_db
MARKS = {"result": 5, "speed": 4, "clarity": None, "politeness": 5}


def answered(**chosen):
    return act(make_taken(**chosen), "answer", comment="Да.")


def judge(case, *, marks=MARKS, text="", by=None, at=NOW):
    return answer_survey(case=case, marks=marks, text=text, by=by or case.owner, at=at)


def test_answer_to_an_appeal_is_judged_once_and_corrected_within_a_week():
    appeal = answered()
    first = judge(appeal, text=" Быстро ")
    assert (first.marks[0][1], first.text, first.on, first.changed_at) == (5, "Быстро", NOW.date(), None)
    later = NOW + CORRECTABLE_FOR - timedelta(seconds=1)
    changed = judge(appeal, marks={"result": 2}, at=later)
    assert Survey.objects.get() == changed
    assert (changed.result, changed.speed, changed.text, changed.answered_at) == (2, None, "", NOW)
    with pytest.raises(SurveyRefused, match="уже нельзя изменить"):
        judge(appeal, at=NOW + CORRECTABLE_FOR)
    acts = JournalEntry.objects.filter(act__startswith="survey.").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["survey.answered", "survey.changed"]


def test_finished_connection_is_judged():
    application = Case().finish_works().applicant("confirm")
    assert is_asked(application)
    assert survey_of(application) is None
    assert judge(application).application == application
    assert survey_of(application).result == 5


@pytest.mark.parametrize("make", [make_appeal, make_taken, make_submitted])
def test_nothing_is_asked_before_there_is_something_to_judge(make):
    with pytest.raises(SurveyRefused, match="откроется после ответа"):
        judge(make())


def test_reopened_appeal_keeps_its_questionnaire_and_asks_for_no_new_one():
    appeal = answered(topic="01")
    judge(appeal)
    act(appeal, "close")
    assert survey_of(appeal).result == 5


def test_stranger_judges_nothing():
    with pytest.raises(SurveyRefused, match="не найдена"):
        judge(answered(), by=make_applicant().user)


@pytest.mark.parametrize(
    ("marks", "text", "field"),
    [
        ({}, " ", ""),
        ({"result": 0}, "", "result"),
        ({"speed": 6}, "", "speed"),
        ({}, "я" * (LONGEST_TEXT + 1), "text"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(marks, text, field):
    with pytest.raises(SurveyRefused) as refusal:
        judge(answered(), marks=marks, text=text)
    assert (refusal.value.field, Survey.objects.exists()) == (field, False)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("survey_about_one_case", {"appeal": None}),
        ("survey_says_something", {"result": None, "speed": None, "politeness": None}),
        ("survey_result_of_five", {"result": 6}),
        ("survey_speed_of_five", {"speed": 0}),
        ("survey_clarity_of_five", {"clarity": 9}),
        ("survey_politeness_of_five", {"politeness": 6}),
    ],
)
def test_database_keeps_what_makes_a_questionnaire(constraint, values):
    assert_refused(constraint, judge(answered()), **values)


def test_letter_of_the_answer_leads_to_the_questionnaire_and_no_other_does(letters):
    appeal = act(make_appeal(), "take")
    assert "survey" not in letters()[-1].body
    act(appeal, "answer", comment="Да.", outcome=Outcome())
    assert f"/appeals/{appeal.pk}/survey/" in letters()[-1].body
    act(appeal, "close")
    assert "survey" not in letters()[-1].body
