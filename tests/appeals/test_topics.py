"""Topics of appeals, as the administrator edits them."""

from importlib import import_module

import pytest
from django.apps import apps

from kabinet.accounts.models import Role
from kabinet.appeals.models import Topic
from kabinet.appeals.topics import TopicRefused, save_topic
from kabinet.core.models import JournalEntry
from tests.appeals.builders import make_appeal, make_topics
from tests.applications.builders import NOW, make_user

pytestmark = pytest.mark.django_db
TOPIC = {
    "code": "11",
    "title": "Вырубка деревьев под линией",
    "days": 30,
    "extended_days": None,
    "unit": "calendar",
    "act": "приказ Минэнерго от 15.04.2014 № 186",
    "paragraph": "п. 41",
    "complaint": False,
    "urgent": False,
    "active": True,
    "order": 105,
}


@pytest.fixture(autouse=True)
def _first_topics(db):
    make_topics()


@pytest.fixture
def save():
    by = make_user(role=Role.ADMINISTRATOR)
    return lambda topic=None, **changed: save_topic(
        topic=topic, **{**TOPIC, **changed}, by=by, address=None, at=NOW
    )


def test_a_new_topic_is_offered_and_gives_its_code_and_term(save):
    save()
    appeal = make_appeal(topic="11")
    assert appeal.number.split("/")[1] == "11"
    assert (appeal.due_on - NOW.date()).days == 30


def test_a_changed_term_leaves_the_appeals_sent_before_as_they_are(save):
    topic, appeal = save(), make_appeal(topic="11")
    before = appeal.due_on
    save(topic, code="77", days=7)
    appeal.refresh_from_db()
    assert (appeal.due_on, Topic.objects.get(pk=topic.pk).code) == (before, "11")
    assert (make_appeal(topic="11").due_on - NOW.date()).days == 7
    acts = JournalEntry.objects.filter(act__startswith="topic.").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["topic.created", "topic.changed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "1"),
        ("code", "١١"),
        ("code", "01"),
        ("title", " "),
        ("title", "я" * 201),
        ("act", ""),
        ("days", 0),
        ("days", 366),
        ("extended_days", 30),
        ("extended_days", 366),
    ],
)
def test_what_would_not_work_is_refused(save, field, value):
    with pytest.raises(TopicRefused) as refusal:
        save(**{field: value})
    assert refusal.value.field == field


def test_one_topic_always_stays_open(save):
    topic = save()
    Topic.objects.exclude(pk=topic.pk).update(active=False)
    with pytest.raises(TopicRefused, match="единственная тема"):
        save(topic, active=False)


def test_the_page_keeps_what_was_typed_and_saves(client):
    client.force_login(make_user(role=Role.ADMINISTRATOR))
    posted = {**TOPIC, "extended_days": "", "active": "on", "complaint": "", "urgent": "on"}
    refused = client.post("/office/topics/new/", {**posted, "days": "много"})
    assert (refused.status_code, TOPIC["title"] in refused.content.decode()) == (422, True)
    assert client.post("/office/topics/new/", {**posted, "code": "01"}).status_code == 422
    assert client.post("/office/topics/new/", posted).url == "/office/topics/"
    topic = Topic.objects.get(code="11")
    assert TOPIC["title"] in client.get("/office/topics/").content.decode()
    address = f"/office/topics/{topic.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {**posted, "active": "", "days": "7"}).url == "/office/topics/"
    topic.refresh_from_db()
    assert (topic.active, topic.days, topic.urgent) == (False, 7, True)


@pytest.mark.parametrize(
    ("code", "days", "extended", "paragraph"),
    [
        ("01", 15, None, "прил. 5, п. 1"),
        ("02", 15, None, "прил. 5, п. 2"),
        ("03", 30, None, "прил. 5, п. 3"),
        ("04", 1, None, "прил. 5, п. 5"),
        ("05", 15, 30, "прил. 5, п. 14.2"),
        ("06", 1, None, "прил. 5, п. 14.1"),
        ("07", 15, None, "прил. 5, п. 9"),
        ("08", 1, None, "прил. 5, п. 4.2–4.5, 6"),
        ("09", 10, None, "п. 110"),
        ("10", 30, None, "п. 41 «а» (по аналогии)"),
    ],
)
def test_first_topics_have_the_terms_of_the_order(code, days, extended, paragraph):
    topic = Topic.objects.get(code=code)
    assert (topic.days, topic.extended_days, topic.paragraph) == (days, extended, paragraph)
    assert "№" in topic.act


def test_shipped_terms_are_mended_and_the_operators_own_stay():
    """A portal of an earlier version: topic 06 is as it came, topic 05 the operator has shortened."""
    mending = import_module("kabinet.appeals.migrations.0009_terms_by_appendix_5")
    was = "приказ Минэнерго от 15.04.2014 № 186"
    Topic.objects.filter(code="06").update(act="срок установлен сетевой организацией", paragraph="")
    Topic.objects.filter(code="05").update(days=10, act=was, paragraph="прил. 5, п. 3", extended_days=None)
    mending.mend_terms(apps, None)
    assert Topic.objects.get(code="06").basis.endswith("№ 186, прил. 5, п. 14.1")
    kept = Topic.objects.get(code="05")
    assert (kept.days, kept.paragraph, kept.extended_days) == (10, "прил. 5, п. 3", None)
