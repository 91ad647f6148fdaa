"""What the database itself keeps of a conversation."""

import pytest

from kabinet.correspondence.models import Message
from tests.appeals.builders import make_appeal
from tests.applications.builders import NOW
from tests.broken import assert_refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    return make_appeal().thread.messages.get()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("message_kind_known", {"kind": "joke", "from_operator": True}),
        ("message_of_an_applicant_is_plain", {"kind": Message.Kind.DECISION}),
        ("message_until_of_a_request", {"until": NOW.date()}),
    ],
)
def test_message_is_of_a_known_kind_and_only_the_operator_asks_and_decides(message, constraint, values):
    assert_refused(constraint, message, **values)


def test_request_of_the_operator_has_the_day_of_its_answer(message):
    Message.objects.update(kind=Message.Kind.REQUEST, from_operator=True, until=NOW.date())
    message.refresh_from_db()
    assert message.until == NOW.date()


def test_conversation_is_about_an_application_or_an_appeal(message):
    assert_refused("thread_about_known", message.thread, about="weather")
