from datetime import timedelta

import pytest
from django.conf import settings

from kabinet.accounts.models import User
from kabinet.applicants.models import Applicant
from kabinet.applications.models import Application
from kabinet.applications.submission.deleting import restore_draft
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Fate, Letter
from kabinet.notifications.services import send_letter
from kabinet.privacy import idle, letters
from kabinet.privacy.destroying import carry_out, plan_of
from kabinet.privacy.idle import (
    DRAFT_FOR,
    DRAFT_NOTICE,
    IDLE_FOR,
    IDLE_NOTICE,
    delete_old_drafts,
    plan_for_idle,
    tell_of_drafts,
)
from kabinet.privacy.letters import LETTER_FOR, forget_old_letters
from kabinet.privacy.models import Destruction
from kabinet.privacy.retention import REMOVED, retention_page, words_of
from tests.applications.builders import NOW, make_applicant, make_draft, make_submitted
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_page_of_the_docs_is_made_from_the_table():
    assert (ROOT / "docs" / "retention.md").read_text(encoding="utf-8") == retention_page()


def test_each_row_names_a_work_of_the_day_and_a_setting_that_is_described():
    works = {name for name, _hour, _task in settings.DAILY_WORK} | {""}
    described = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert {one.work for one in REMOVED} <= works
    assert [one.setting for one in REMOVED if one.setting and one.setting not in described] == []
    set_by = {one.setting for one in REMOVED if one.setting}
    assert len(set_by) == len(settings.RETENTION)


def test_a_length_is_told_in_words():
    assert [words_of(one) for one in (None, timedelta(hours=12), timedelta(days=365))] == [
        "не\u00a0удаляется",
        "12\u00a0часов",
        "365\u00a0дней",
    ]


def test_a_draft_nobody_goes_on_with_is_told_of_deleted_and_may_be_restored():
    draft = make_draft()
    assert tell_of_drafts(at=NOW + DRAFT_FOR - DRAFT_NOTICE) == 0
    told = NOW + DRAFT_FOR - DRAFT_NOTICE + DAY
    assert tell_of_drafts(at=told) == 1
    assert tell_of_drafts(at=told + DAY) == 0
    letter = Letter.objects.get(kind="draft_expires")
    assert (letter.recipient, draft.number in letter.text) == (draft.owner.email, True)
    assert f"{told + DRAFT_NOTICE:%d.%m.%Y}" in letter.text
    assert delete_old_drafts(at=told + DRAFT_NOTICE - DAY) == 0
    assert delete_old_drafts(at=told + DRAFT_NOTICE) == 1
    draft.refresh_from_db()
    assert draft.deleted_at == told + DRAFT_NOTICE
    assert JournalEntry.objects.get(act="draft_deleted").actor is None
    restore_draft(application=draft, by=draft.owner, at=told + DRAFT_NOTICE + DAY)
    assert Application.objects.drafts().get() == draft


def test_whoever_goes_on_with_the_draft_keeps_it():
    draft = make_draft()
    told = NOW + DRAFT_FOR - DRAFT_NOTICE + DAY
    tell_of_drafts(at=told)
    Application.objects.filter(pk=draft.pk).update(updated_at=told + DAY)
    assert delete_old_drafts(at=told + DRAFT_FOR) == 0
    assert tell_of_drafts(at=told + DRAFT_FOR) == 1


def test_a_draft_is_not_deleted_before_its_owner_was_told_in_time():
    make_draft()
    assert delete_old_drafts(at=NOW + 2 * DRAFT_FOR) == 0


def test_nothing_is_removed_that_is_set_to_stay(monkeypatch):
    make_draft()
    user = idle_one()
    monkeypatch.setattr(idle, "DRAFT_FOR", None)
    monkeypatch.setattr(idle, "IDLE_FOR", None)
    monkeypatch.setattr(letters, "LETTER_FOR", None)
    late = NOW + timedelta(days=9999)
    for work in (tell_of_drafts, delete_old_drafts, plan_for_idle, forget_old_letters):
        assert work(at=late) == 0
    assert plan_of(user) is None


def idle_one(applicant=None):
    user = (applicant or make_applicant()).user
    User.objects.filter(pk=user.pk).update(last_login=NOW, confirmed_at=NOW)
    return user


def test_an_account_nobody_enters_is_told_of_its_day_and_goes_on_it():
    user = idle_one()
    email = user.email
    assert plan_for_idle(at=NOW + IDLE_FOR) == 0
    late = NOW + IDLE_FOR + DAY
    assert plan_for_idle(at=late) == 1
    assert plan_for_idle(at=late + DAY) == 0
    letter = Letter.objects.get(kind="account_idle")
    assert (letter.recipient, f"{late + IDLE_NOTICE:%d.%m.%Y}" in letter.text) == (email, True)
    assert carry_out(at=late + IDLE_NOTICE - DAY) == []
    assert plan_of(user) is not None
    carry_out(at=late + IDLE_NOTICE)
    assert Destruction.objects.get().reason == "idle"
    assert Applicant.objects.get().details == {}


def test_whoever_comes_back_stays():
    user = idle_one()
    late = NOW + IDLE_FOR + DAY
    plan_for_idle(at=late)
    User.objects.filter(pk=user.pk).update(last_login=late + DAY)
    carry_out(at=late + IDLE_NOTICE)
    assert not Destruction.objects.exists()
    assert User.objects.get(pk=user.pk).is_active


def test_an_idle_account_with_a_case_that_goes_on_stays():
    applicant = make_applicant()
    make_submitted(applicant)
    idle_one(applicant)
    assert plan_for_idle(at=NOW + 2 * IDLE_FOR) == 0


def test_letters_that_went_are_forgotten_after_a_time_and_those_that_wait_are_not():
    for number in range(2):
        send_letter(kind="password_changed", recipient=f"a{number}@example.ru", context={"at": NOW}, at=NOW)
    gone = Letter.objects.order_by("pk").first()
    Letter.objects.filter(pk=gone.pk).update(sent_at=NOW, state=Fate.SENT)
    assert forget_old_letters(at=NOW + LETTER_FOR) == 0
    assert forget_old_letters(at=NOW + LETTER_FOR + DAY) == 1
    assert Letter.objects.get() != gone


def test_the_applicant_reads_how_long_what_is_kept(client):
    client.force_login(make_applicant().user)
    page = client.get("/profile/data/").content.decode()
    for one in REMOVED:
        assert (one.what in page) == one.own, one.what
