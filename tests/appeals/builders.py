"""Appeals for tests, made by the portal's own services."""

from uuid import uuid4

from kabinet.appeals.first_topics import EXTENDED, FIRST_TOPICS
from kabinet.appeals.models import Appeal, Topic
from kabinet.appeals.services import send_appeal
from kabinet.appeals.transitions import perform
from tests.applications.builders import NOW, make_applicant, make_specialist

TEXT = "Как узнать, готовы ли технические условия?"


def make_topics():
    """The topics of a new portal: a test that writes in earnest clears what the migration has put there."""
    for topic in FIRST_TOPICS:
        extended = EXTENDED.get(topic["code"])
        Topic.objects.get_or_create(code=topic["code"], defaults={**topic, "extended_days": extended})


def answers_to(topic="01", **chosen):
    """Right answers to the form «Написать обращение»."""
    return {
        "topic": topic,
        "application": "",
        "text": TEXT,
        "reply_by": "cabinet",
        "phone": "+7 917 123-45-67",
        **chosen,
    }


def make_appeal(applicant=None, *, at=NOW, files=(), **chosen) -> Appeal:
    """An appeal that was sent at `at`."""
    make_topics()
    owner = (applicant or make_applicant()).user
    return send_appeal(by=owner, answers=answers_to(**chosen), files=list(files), token=uuid4(), at=at)


def make_taken(applicant=None, *, by=None, **chosen) -> Appeal:
    """An appeal in work."""
    return act(make_appeal(applicant, **chosen), "take", by=by)


def act(appeal, action, *, by=None, comment="", token=None, at=NOW, **more) -> Appeal:
    """A transition made by a specialist."""
    return perform(
        appeal=appeal,
        action=action,
        by=by or make_specialist(),
        at=at,
        comment=comment,
        token=token or uuid4(),
        **more,
    )
