"""What was told once is not asked again."""

from html import unescape
from uuid import uuid4

import pytest

from kabinet.applicants.models import Applicant
from kabinet.applicants.services import update_applicant
from kabinet.applications.models import Application
from tests.applications.builders import (
    NOW,
    make_applicant,
    make_draft,
    make_specialist,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db


def text(response):
    return unescape(response.content.decode())


# --- «Подать похожую» ----------------------------------------------------------------------------


def test_a_similar_application_begins_with_the_answers_and_without_files_and_days(client):
    first = make_submitted()
    client.force_login(first.owner)
    page = client.get(f"/applications/{first.pk}/")
    assert "Подать похожую" in text(page)
    form = {"draft_id": str(page.context["similar_id"])}
    opened = client.post(f"/applications/{first.pk}/similar/", form, follow=True)
    assert f"с ответами заявки {first.number}" in text(opened)
    draft = Application.objects.get(pk=form["draft_id"])
    assert draft.is_draft
    for name in ("object_address", "load", "requested_power"):
        assert draft.answers.get(name) == first.answers.get(name), name
    assert draft.attachments.count() == 0
    assert not any(row.get("commissioning") or row.get("design") for row in draft.answers.get("stages", []))
    client.post(f"/applications/{first.pk}/similar/", form)
    assert Application.objects.drafts().count() == 1


def test_what_the_profile_says_now_goes_before_what_was_typed_then(client):
    first = make_submitted()
    Applicant.objects.update(details={**first.owner.applicant.details, "last_name": "Новикова"})
    client.force_login(first.owner)
    client.post(f"/applications/{first.pk}/similar/", {"draft_id": str(uuid4())})
    assert Application.objects.drafts().get().answers["last_name"] == "Новикова"


def test_nothing_similar_is_begun_from_anothers_or_from_a_draft(client):
    first, draft = make_submitted(), make_draft()
    client.force_login(draft.owner)
    for application in (first, draft):
        assert client.post(f"/applications/{application.pk}/similar/", {}).status_code == 404


# --- One СНИЛС, two accounts ---------------------------------------------------------------------


def twins():
    first, second = make_applicant(), make_applicant(user=make_user(name="Другой"))
    Applicant.objects.update(snils="112-233-445 95")
    return first, second


def test_the_newcomer_is_told_of_the_same_snils_and_nothing_of_the_other(client):
    first, second = twins()
    client.force_login(second.user)
    page = text(client.get("/"))
    assert "С таким СНИЛС уже есть другая учётная запись" in page
    assert first.user.login not in page


def test_one_alone_is_told_nothing(client):
    first = make_applicant()
    client.force_login(first.user)
    assert "уже есть другая учётная запись" not in text(client.get("/"))


def test_the_card_tells_the_specialist_of_the_same_snils(client):
    first, _ = twins()
    submitted = make_submitted(first)
    client.force_login(make_specialist())
    assert "ещё в\xa0одной учётной записи" in text(client.get(f"/office/applications/{submitted.pk}/"))


def test_numbers_of_the_profile_have_one_spelling():
    applicant = make_applicant("ЮЛ")
    update_applicant(
        applicant=applicant,
        answers={**applicant.details, "inn": " 77 07 08 38 93 "},
        email_notices=False,
        version=1,
        address=None,
        user_agent="",
        at=NOW,
    )
    applicant.refresh_from_db()
    assert (applicant.details["inn"], applicant.inn) == ("7707083893", "7707083893")


# --- «Запомнить в профиле?» ----------------------------------------------------------------------


@pytest.fixture
def typed_anew(client):
    """An application in which another surname and a new address were typed than the profile knows."""
    submitted = make_submitted(last_name="Новикова")
    client.force_login(submitted.owner)
    return submitted


def test_after_the_submission_the_profile_offers_to_remember_was_and_becomes(client, typed_anew):
    page = text(client.get(f"/applications/{typed_anew.pk}/submitted/"))
    assert "Запомнить в профиле?" in page
    before = typed_anew.owner.applicant.details["last_name"]
    row = page[page.index('data-label="Что">Фамилия') :]
    assert row.index(before) < row.index("Новикова")
    typed_anew.owner.applicant.refresh_from_db()
    assert typed_anew.owner.applicant.details["last_name"] == before


def test_one_press_remembers_and_the_next_application_begins_with_it(client, typed_anew):
    page = client.get(f"/applications/{typed_anew.pk}/submitted/")
    form = {"version": page.context["applicant"].version}
    done = client.post(f"/applications/{typed_anew.pk}/remember/", form, follow=True)
    assert "Профиль дополнен" in text(done)
    assert "Запомнить в профиле?" not in text(done)
    draft_id = client.get("/applications/new/").context["draft_id"]
    client.post("/applications/new/", {"draft_id": draft_id, "go": "next"})
    assert Application.objects.get(pk=draft_id).answers["last_name"] == "Новикова"


def test_a_profile_changed_meanwhile_is_not_overwritten(client, typed_anew):
    Applicant.objects.update(version=7)
    done = client.post(f"/applications/{typed_anew.pk}/remember/", {"version": "1"}, follow=True)
    assert "Посмотрите ещё раз" in text(done)
    assert Applicant.objects.get().details["last_name"] != "Новикова"


def test_nothing_is_offered_when_the_profile_knows_all(client):
    submitted = make_submitted()
    client.force_login(submitted.owner)
    assert "Запомнить в профиле?" not in text(client.get(f"/applications/{submitted.pk}/submitted/"))


def test_nobody_remembers_anothers_answers(client, typed_anew):
    client.force_login(make_applicant().user)
    assert client.post(f"/applications/{typed_anew.pk}/remember/", {"version": "1"}).status_code == 404
