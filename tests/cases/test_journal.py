"""What the journal knows of a case: who did what, when, and what came of it."""

from datetime import timedelta

import pytest

from kabinet.appeals.services import reply_to_appeal
from kabinet.appeals.transitions import ENGINE as APPEALS
from kabinet.applications.course.engine import ENGINE as APPLICATIONS
from kabinet.applications.submission.replying import reply_to_application
from kabinet.core.models import JournalEntry
from tests.appeals.builders import act, make_appeal
from tests.applications.builders import NOW, make_specialist, make_submitted, token
from tests.applications.life import Case

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def entries(case, name):
    found = JournalEntry.objects.filter(subject=f"{name}:{case.pk}").order_by("id")
    return [(entry.act, entry.actor, entry.at, entry.details) for entry in found]


def test_every_act_on_an_application_is_written_down_in_full():
    specialist = make_specialist()
    case = Case.of(make_submitted(), specialist)
    number, application, owner = case.application.number, case.application, case.owner
    case.office("register", at=LATER)
    asked = APPLICATIONS.comment(
        case=application, by=specialist, text="Какой план?", files=(), token=token(), at=LATER
    )
    answered = reply_to_application(
        application=application, by=owner, text="Вот такой.", files=(), token=token(), at=LATER
    )
    assert entries(application, "application")[-3:] == [
        (
            "application_register",
            specialist.pk,
            LATER,
            {"number": number, "from": "submitted", "to": "checking", "on": "2026-11-24"},
        ),
        ("application_commented", specialist.pk, LATER, {"number": number, "message": str(asked.pk)}),
        ("application_replied", owner.pk, LATER, {"number": number, "message": str(answered.pk)}),
    ]


def test_every_act_on_an_appeal_is_written_down_in_full():
    specialist, appeal = make_specialist(), make_appeal()
    act(appeal, "take", by=specialist, at=LATER)
    asked = APPEALS.comment(case=appeal, by=specialist, text="Где это?", files=(), token=token(), at=LATER)
    answered = reply_to_appeal(appeal=appeal, by=appeal.owner, text="Вот.", files=(), token=token(), at=LATER)
    assert entries(appeal, "appeal")[-3:] == [
        (
            "appeal_take",
            specialist.pk,
            LATER,
            {"number": appeal.number, "from": "sent", "to": "in_work", "on": "2026-11-24"},
        ),
        ("appeal_commented", specialist.pk, LATER, {"number": appeal.number, "message": str(asked.pk)}),
        ("appeal_replied", appeal.owner.pk, LATER, {"number": appeal.number, "message": str(answered.pk)}),
    ]


def test_who_answers_first_has_the_case_and_it_is_not_taken_from_them():
    """A comment on what nobody has taken makes it the specialist's; a colleague's comment leaves it so."""
    first, second = make_specialist(), make_specialist()
    application = make_submitted()
    for by in (first, second):
        APPLICATIONS.comment(case=application, by=by, text="Проверяем.", files=(), token=token(), at=LATER)
    application.refresh_from_db()
    assert (application.specialist, application.updated_at) == (first, LATER)
