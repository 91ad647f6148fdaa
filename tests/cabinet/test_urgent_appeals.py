"""Topics of appeals that do not wait for an answer: the hotline stands where it is needed."""

from dataclasses import replace

import pytest

from kabinet.appeals.models import Appeal, Topic
from kabinet.notifications.models import Letter
from tests.appeals.builders import make_topics
from tests.applications.builders import make_applicant
from tests.cabinet.test_appeals import NEW, address, fill, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def applicant(client, db):
    """Somebody who has signed in, on a portal with the topics of a new one."""
    make_topics()
    found = make_applicant()
    client.force_login(found.user)
    return found


@pytest.fixture
def urgent(settings):
    """The topic of outages as a new portal has it, and a hotline."""
    settings.OPERATOR = replace(settings.OPERATOR, hotline="8 800 220-02-20", hotline_hours="круглосуточно")
    Topic.objects.filter(code="06").update(urgent=True)


def test_hotline_of_an_urgent_topic_stands_before_the_text_is_written(client, urgent):
    page = client.get(NEW)
    told = text_of(page)
    assert told.index("Это авария?") < told.index("8 800 220-02-20") < told.index("Текст обращения")
    assert 'data-shown-name="topic" data-shown-values="[&quot;06&quot;]"' in page.content.decode()


def test_hotline_is_told_after_sending_and_on_the_page_while_it_is_open(client, urgent):
    sent = client.get(fill(client, topic="06").url)
    assert "Авария не ждёт ответа Звоните: 8 800 220-02-20" in text_of(sent)
    appeal = Appeal.objects.get()
    assert "8 800 220-02-20" in text_of(client.get(address(appeal))).partition("Переписка")[0]
    letter = Letter.objects.get(kind="appeal_sent")
    assert "Авария не ждёт ответа на обращение: звоните 8 800 220-02-20" in letter.text


def test_other_topics_say_nothing_of_accidents_after_sending(client, urgent):
    assert "Авария" not in text_of(client.get(fill(client, topic="01").url))
