"""Who was asked to clarify an appeal is reminded before the day of the answer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kabinet.appeals.reminding import remind_of_questions
from kabinet.appeals.services import reply_to_appeal
from kabinet.notifications.models import Letter
from tests.appeals.builders import act, make_appeal, make_taken
from tests.applications.builders import token
from tests.applications.life import days

pytestmark = pytest.mark.django_db


def letters():
    return list(Letter.objects.filter(kind="clarification_reminder").order_by("created_at"))


def eve(appeal):
    """The moment one day before the day of the answer."""
    return days((appeal.due_on - timezone.localdate(days(0))).days - 1)


@pytest.fixture
def asked():
    return act(make_taken(), "ask", comment="Какой номер договора?")


def test_a_question_that_waits_is_reminded_of_once_before_the_answer(asked):
    assert remind_of_questions(at=days(1)) == 0
    assert [remind_of_questions(at=eve(asked)) for _time in range(2)] == [1, 0]
    [letter] = letters()
    assert (letter.recipient, letter.notice) == (asked.owner.email, True)
    assert "Какой номер договора?" in letter.text
    assert "ответим не позже" in letter.text


def test_the_operator_says_how_early(asked, settings):
    settings.REMINDED_BEFORE = {"applicant": 1, "staff": 1}
    assert remind_of_questions(at=eve(asked) - timedelta(days=1)) == 0
    assert remind_of_questions(at=eve(asked)) == 1


def test_who_has_answered_or_was_not_asked_gets_no_letter(asked):
    untouched = make_appeal()
    reply_to_appeal(appeal=asked, by=asked.owner, text="№ 5", files=[], token=token(), at=days(1))
    assert remind_of_questions(at=eve(untouched)) == 0
    assert letters() == []


def test_a_second_question_is_reminded_of_anew(asked):
    remind_of_questions(at=eve(asked))
    reply_to_appeal(appeal=asked, by=asked.owner, text="№ 5", files=[], token=token(), at=eve(asked))
    asked.refresh_from_db()
    later = eve(asked) + timedelta(hours=1)
    act(asked, "ask", comment="А какого числа?", at=later)
    assert remind_of_questions(at=later + timedelta(hours=1)) == 1
    assert "А какого числа?" in letters()[-1].text
