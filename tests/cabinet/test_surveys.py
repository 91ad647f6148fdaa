"""The questionnaire in the cabinet."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from kabinet.surveys.models import Survey
from kabinet.surveys.services import CORRECTABLE_FOR
from tests.appeals.builders import act, make_appeal, make_taken
from tests.applications.builders import make_draft
from tests.applications.life import Case
from tests.cabinet.test_appeals import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return act(make_taken(), "answer", comment="Да.", at=timezone.now())


def test_questionnaire_chooses_nothing_for_the_applicant_and_is_kept(client, appeal):
    client.force_login(appeal.owner)
    case = reverse("appeal", args=[appeal.pk])
    page = reverse("appeal_survey", args=[appeal.pk])
    assert page in client.get(case).content.decode()
    html = client.get(page).content.decode()
    assert re.findall(r'<input[^>]*type="radio"[^>]*value="([1-5]?)"[^>]*checked', html) == [""] * 4
    assert client.post(page, {"result": "4", "text": "Ясно"}).url == case
    shown = client.get(page).content.decode()
    assert re.findall(r'name="(\w+)" value="4"[^>]*checked', shown) == ["result"]
    assert "Ясно" in shown
    assert "ваша оценка" in text_of(client.get(case))


def test_refused_questionnaire_says_why_and_keeps_what_was_typed(client, appeal):
    client.force_login(appeal.owner)
    page = reverse("appeal_survey", args=[appeal.pk])
    empty = client.post(page, {"text": ""})
    assert (empty.status_code, "хотя бы одну оценку" in text_of(empty)) == (422, True)
    wrong = client.post(page, {"result": "7", "text": "Ясно"})
    assert (wrong.status_code, "Ясно" in wrong.content.decode()) == (422, True)


def test_old_questionnaire_is_shown_without_a_form(client, appeal):
    client.force_login(appeal.owner)
    page = reverse("appeal_survey", args=[appeal.pk])
    client.post(page, {"result": "4"})
    Survey.objects.update(answered_at=timezone.now() - CORRECTABLE_FOR)
    told = client.get(page)
    assert "4 из 5" in text_of(told)
    assert 'name="result"' not in told.content.decode()
    assert client.post(page, {"result": "1"}).status_code == 422
    assert Survey.objects.get().result == 4


def test_page_says_when_there_is_nothing_to_judge_yet(client):
    appeal = make_appeal()
    client.force_login(appeal.owner)
    page = client.get(reverse("appeal_survey", args=[appeal.pk]))
    assert "когда на обращение ответят" in text_of(page)
    assert "survey" not in client.get(reverse("appeal", args=[appeal.pk])).content.decode()


def test_finished_connection_has_its_questionnaire_and_a_draft_none(client):
    application = Case().finish_works().applicant("confirm")
    client.force_login(application.owner)
    case = reverse("application", args=[application.pk])
    page = reverse("application_survey", args=[application.pk])
    assert page in client.get(case).content.decode()
    assert client.post(page, {"speed": "3"}).url == case
    assert Survey.objects.get().application == application
    draft = make_draft(application.owner.applicant)
    assert client.get(reverse("application_survey", args=[draft.pk])).status_code == 404
