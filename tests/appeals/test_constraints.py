"""What the database itself keeps of an appeal."""

import pytest

from kabinet.appeals.states import OPEN, NotConsideredReason, State
from kabinet.appeals.transitions import Outcome
from kabinet.core.channels import Channel
from tests.appeals.builders import act, make_appeal, make_taken
from tests.applications.builders import NOW
from tests.broken import assert_refused

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def appeal():
    return make_appeal()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("appeal_state_known", {"state": "lost", "due_on": None}),
        ("appeal_applicant_kind_known", {"applicant_kind": "ОО"}),
        ("appeal_reply_by_known", {"reply_by": "fax"}),
        ("appeal_is_whole", {"number": ""}),
        ("appeal_is_whole", {"phone": "", "email": "", "channel": Channel.POST}),
        ("appeal_of_cabinet_has_contacts", {"phone": ""}),
        ("appeal_of_cabinet_has_contacts", {"email": ""}),
        ("appeal_channel_known", {"channel": "ГЛ"}),
        ("appeal_limit_known", {"limit": "registration"}),
        ("appeal_of_a_call_has_a_moment", {"answer_by": NOW}),
        ("appeal_told_once_decided", {"to_tell": True}),
        ("appeal_founded_once_answered", {"founded": True}),
        ("appeal_not_considered_for_a_reason", {"reason": NotConsideredReason.ABUSE}),
        ("appeal_not_considered_for_a_reason", {"state": State.NOT_CONSIDERED, "due_on": None}),
    ],
)
def test_appeal_cannot_be_without_what_makes_it_one(appeal, constraint, values):
    assert_refused(constraint, appeal, **values)


def test_reason_not_to_consider_an_appeal_is_one_of_the_standards():
    appeal = act(make_taken(), "refuse", outcome=Outcome(reason=NotConsideredReason.ABUSE))
    assert_refused("appeal_reason_known", appeal, reason="rude")


@pytest.mark.parametrize("state", OPEN)
def test_appeal_that_waits_for_an_answer_has_a_term(appeal, state):
    assert_refused("appeal_open_has_term", appeal, state=state, due_on=None)


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED, State.NOT_OURS, State.WITHDRAWN])
def test_appeal_that_waits_for_nothing_has_no_term(appeal, state):
    assert_refused("appeal_open_has_term", appeal, state=state)


def test_measures_are_those_of_a_founded_complaint_and_have_a_day():
    appeal = make_taken()
    measures = {"measures": "Заменим провод", "measures_due_on": TODAY}
    assert_refused("appeal_measures_have_a_day", appeal, measures="Заменим провод", founded=True)
    assert_refused("appeal_measures_have_a_day", appeal, measures_due_on=TODAY, founded=True)
    for founded in (None, False):
        assert_refused("appeal_measures_of_a_founded_complaint", appeal, founded=founded, **measures)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("appeal_change_from_known", {"from_state": "lost"}),
        ("appeal_change_to_known", {"to_state": "lost"}),
        ("appeal_change_to_known", {"to_state": ""}),
    ],
)
def test_history_cannot_tell_of_states_that_are_not(appeal, constraint, values):
    assert_refused(constraint, appeal.history.get(), **values)


def test_topic_has_two_digits_and_a_term_in_known_days(appeal):
    assert_refused("topic_code_two_digits", appeal.topic, code="1а")
    assert_refused("topic_days_positive", appeal.topic, days=0)
    assert_refused("topic_unit_known", appeal.topic, unit="hours")


def test_extended_term_of_a_topic_is_longer_than_its_usual_one(appeal):
    assert_refused("topic_extended_is_longer", appeal.topic, extended_days=appeal.topic.days)
