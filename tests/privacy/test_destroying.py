from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.storage import default_storage

from kabinet.accounts.models import Session, User
from kabinet.appeals.leaving import CasesOpen
from kabinet.appeals.models import Appeal
from kabinet.applicants.consents import record_consent
from kabinet.applicants.models import Applicant, Consent, Withdrawal
from kabinet.applicants.purposes import PROCESSING
from kabinet.applicants.services import enter_applicant, purge_unconfirmed
from kabinet.applications.models import Application, SearchWord
from kabinet.applications.rules.states import State
from kabinet.applications.submission.withdrawals import withdraw_consent
from kabinet.core.ids import new_id
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.jobs.worker import Worker
from kabinet.notifications.models import Fate, Letter
from kabinet.privacy import destroying
from kabinet.privacy.daily import NotDestroyed
from kabinet.privacy.daily import destroy_data as daily
from kabinet.privacy.destroying import carry_out, destroy_data, leaving, plan_of
from kabinet.privacy.going import going_of
from kabinet.privacy.keeping import kept_of
from kabinet.privacy.models import Destruction
from kabinet.privacy.retiring import retire
from kabinet.signatures.models import Signature
from kabinet.surveys.models import Survey
from tests.appeals.builders import make_appeal
from tests.applicants.people import given
from tests.applications.builders import (
    NOW,
    attach_required,
    make_applicant,
    make_draft,
    make_specialist,
    make_submitted,
)
from tests.printing.test_rendering import text_of
from tests.signatures.stored import sign_everything

pytestmark = pytest.mark.django_db
VISIT = {"address": "192.0.2.9", "user_agent": "Safari"}
Reason = Destruction.Reason


def days(count):
    return NOW + timedelta(days=count)


@pytest.fixture
def applicant():
    applicant = make_applicant()
    given(applicant.user, at=NOW)
    return applicant


def withdraw(user, at=NOW):
    consent = Consent.objects.of(user).in_force().select_related("text").get(text__purpose=PROCESSING)
    return withdraw_consent(consent=consent, by=user, at=at, **VISIT)


def finished(applicant, state=State.COMPLETED):
    submitted = make_submitted(applicant)
    Application.objects.filter(pk=submitted.pk).update(state=state, due_on=None, limit="")
    return Application.objects.get(pk=submitted.pk)


def at_work():
    Worker(keeps_schedule=False).run_until_empty()


def test_the_day_is_told_a_week_before_and_on_it_the_data_go_and_the_withdrawal_is_carried_out(applicant):
    user = applicant.user
    made = withdraw(user)
    assert carry_out(at=days(1)) == []
    planned = plan_of(user)
    assert planned.planned_on == days(8).date() < made.due_on
    letter = Letter.objects.get(kind="destruction_planned")
    assert (letter.recipient, f"{planned.planned_on:%d.%m.%Y}" in letter.subject) == (user.email, True)
    assert "Профиль" in letter.text
    carry_out(at=days(7))
    assert User.objects.get(pk=user.pk).is_active
    carry_out(at=days(8))
    done = Destruction.objects.get()
    made.refresh_from_db()
    assert (done.done_at, done.by, made.executed_at, made.executed_by) == (days(8), None, days(8), None)
    assert not User.objects.get(pk=user.pk).is_active
    assert Applicant.objects.get().details == {}
    carry_out(at=days(9))
    assert Destruction.objects.count() == 1


def test_a_case_that_goes_on_keeps_the_data_and_the_day_is_named_when_it_ends(applicant):
    submitted = make_submitted(applicant)
    withdraw(applicant.user)
    carry_out(at=days(20))
    assert plan_of(applicant.user) is None
    with pytest.raises(CasesOpen):
        destroy_data(user=applicant.user, reason=Reason.WITHDRAWAL, by=None, address=None, at=days(20))
    Application.objects.filter(pk=submitted.pk).update(state=State.ANNULLED, due_on=None, limit="")
    carry_out(at=days(40))
    assert plan_of(applicant.user).planned_on == days(47).date()


def test_a_consent_given_again_takes_the_day_back(applicant):
    withdraw(applicant.user)
    carry_out(at=days(1))
    record_consent(user=applicant.user, purpose=PROCESSING, at=days(3), **VISIT)
    carry_out(at=days(30))
    assert not Destruction.objects.exists()
    assert User.objects.get(pk=applicant.user.pk).is_active
    assert JournalEntry.objects.filter(act="data.destruction_dropped").count() == 1


def test_whoever_was_entered_from_paper_and_took_the_consent_back_leaves_too_and_their_row_stays(applicant):
    clerk = make_specialist()
    paper = enter_applicant(
        applicant_id=new_id(), kind="ФЛ", answers=applicant.details, by=clerk, address=None, at=NOW
    )
    Withdrawal.objects.create(user=paper.user, purpose=PROCESSING, at=NOW, due_on=days(30).date())
    assert list(leaving()) == [paper.user]
    carry_out(at=days(1))
    carry_out(at=days(8))
    assert not User.objects.get(pk=paper.user.pk).is_active
    assert not Letter.objects.filter(recipient__contains="closed").exists()
    purge_unconfirmed(at=days(400))
    assert User.objects.filter(pk=paper.user.pk).exists()


def test_what_goes_and_what_stays_is_told_by_the_law_and_comes_true(applicant, client):
    user = applicant.user
    client.force_login(user)
    submitted, annulled = finished(applicant), finished(applicant, State.ANNULLED)
    appeal = make_appeal(applicant)
    Appeal.objects.filter(pk=appeal.pk).update(state="answered", due_on=None)
    attach_required(make_draft(applicant))
    Letter.objects.update(sent_at=NOW, state=Fate.SENT)
    letters = Letter.objects.filter(recipient=user.email).count()
    Survey.objects.create(owner=user, application=submitted, result=5, text="Хорошо", on=NOW, answered_at=NOW)
    Survey.objects.create(owner=user, appeal=appeal, text="Плохо", on=NOW, answered_at=NOW)
    going, kept = dict(going_of(user)), kept_of(user, today=NOW.date())
    assert {title.partition(":")[0]: number for title, number in going.items()} == {
        "Профиль": 1,
        "Учётная запись": 1,
        "Входы": 1,
        "Черновики заявок с файлами": 1,
        "Отправленные письма и уведомления": letters,
        "Слова в оценках обслуживания": 2,
    }
    assert [(one.title, one.until) for one in kept] == [
        (f"Заявка {submitted.number}", date(NOW.year + 5, 12, 31)),
        (f"Заявка {annulled.number}", date(NOW.year + 3, NOW.month, NOW.day)),
        (f"Обращение {appeal.number}", date(NOW.year + 5, 12, 31)),
        ("Записи о согласиях и их отзыве", date(NOW.year + 5, 12, 31)),
    ]
    assert "402-ФЗ" in kept[0].basis
    draft_files = list(StoredFile.objects.filter(attachment__application__state=State.DRAFT))
    destroy_data(user=user, reason=Reason.CLOSING, by=user, at=NOW, **VISIT)
    assert going_of(User.objects.get(pk=user.pk)) == [(title, 1) for title in list(going)[:2]]
    assert set(Application.objects.all()) == {submitted, annulled}
    assert draft_files
    assert not StoredFile.objects.filter(pk__in=[file.pk for file in draft_files]).exists()
    assert [(one.text, one.result) for one in Survey.objects.all()] == [("", 5)]
    assert list(Letter.objects.filter(recipient=user.email).values_list("kind", flat=True)) == [
        "account_closed"
    ]
    assert not Session.objects.filter(user=user).exists()


def test_what_is_kept_is_found_by_its_number_alone(applicant, office_of):
    kept = finished(applicant)
    assert SearchWord.objects.filter(application=kept).exists()
    destroy_data(user=applicant.user, reason=Reason.CLOSING, by=applicant.user, at=NOW, **VISIT)
    found = {
        asked: str(kept.pk) in office_of.get("/office/", {"q": asked}).content.decode()
        for asked in ("Иванов", str(kept.sequence))
    }
    assert found == {"Иванов": False, str(kept.sequence): True}


@pytest.fixture
def office_of(client):
    client.force_login(make_specialist())
    return client


def test_the_act_says_what_the_order_of_roskomnadzor_asks_and_names_nobody(applicant, settings):
    email = applicant.user.email
    withdraw(applicant.user)
    carry_out(at=days(1))
    carry_out(at=days(8))
    at_work()
    done = Destruction.objects.select_related("act").get()
    said = " ".join(text_of(bytes_of(done.act)).split())
    for words in (
        "Акт об уничтожении персональных данных",
        settings.OPERATOR.full_name.split()[0],
        str(done.pk)[:8],
        "Способ уничтожения",
        "отзыв согласия на обработку",
        f"{days(8):%d.%m.%Y}",
        "Профиль",
        "Выгрузка из журнала",
        "Назначен день уничтожения",
        "Персональные данные уничтожены",
        f"до {days(8).day:02}.{days(8).month:02}.{days(8).year + 3}",
        "подпись",
    ):
        assert words in said, words
    for personal in (applicant.name, applicant.name.split()[0], email):
        assert personal not in said
    at_work()
    assert StoredFile.objects.filter(destruction=done).count() == 1


def test_the_journal_keeps_ids_alone(applicant):
    withdraw(applicant.user)
    carry_out(at=days(1))
    carry_out(at=days(8))
    told = str(list(JournalEntry.objects.filter(act__startswith="data.").values_list("details", flat=True)))
    assert applicant.user.email not in told
    assert "Иванов" not in told
    assert JournalEntry.objects.get(act="data.destroyed").subject == f"user:{applicant.user_id}"


def test_one_persons_trouble_keeps_nobody_elses_data_and_is_told(applicant, monkeypatch):
    other = make_applicant()
    given(other.user, at=NOW)
    for user in (applicant.user, other.user):
        withdraw(user)
    carry_out(at=days(1))
    whole = destroying.close_account

    def trouble(*, user, **how):
        if user.pk == applicant.user_id:
            raise OSError("the disk")
        whole(user=user, **how)

    monkeypatch.setattr(destroying, "close_account", trouble)
    assert [type(error) for error in carry_out(at=days(8))] == [OSError]
    assert set(User.objects.filter(role="applicant", is_active=True)) == {applicant.user}
    monkeypatch.undo()
    assert carry_out(at=days(9)) == []
    assert not User.objects.filter(role="applicant", is_active=True).exists()


def test_the_daily_work_tells_of_trouble(applicant, monkeypatch):
    monkeypatch.setattr("kabinet.privacy.daily.carry_out", lambda **_how: [OSError()])
    with pytest.raises(NotDestroyed, match="OSError"):
        daily.func()


def rows_of(model):
    return {str(row) for row in model._base_manager.values_list("pk", flat=True)}


def test_what_the_law_has_kept_for_long_enough_goes_whole_with_its_files_and_signatures(
    applicant, case_of, django_capture_on_commit_callbacks
):
    user = applicant.user
    submitted = case_of
    appeal = make_appeal(applicant)
    Appeal.objects.filter(pk=appeal.pk).update(state="answered", due_on=None, application=submitted)
    stored = [file.storage_name for file in StoredFile.objects.filter(attachment__application=submitted)]
    destroy_data(user=user, reason=Reason.CLOSING, by=user, at=NOW, **VISIT)
    at_work()
    last = kept_of(user, today=NOW.date())[0].until
    assert submitted.number in str(kept_of(user, today=NOW.date())[0].title)
    daily_at(last)
    assert Application.objects.filter(pk=submitted.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        daily_at(last + timedelta(days=1))
    assert not Application.objects.exists()
    assert not Signature.objects.exists()
    assert not any(default_storage.exists(name) for name in stored)
    assert not Appeal.objects.exists()
    left = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in {"applications", "appeals", "correspondence", "signatures", "billing"}
        and rows_of(model)
    }
    assert left <= {"appeals.Topic", "applications.DocumentText", "signatures.SignatureAttempt"}


def daily_at(day):
    at = NOW.replace(year=day.year, month=day.month, day=day.day)
    assert retire(at=at) == []


@pytest.fixture
def case_of(applicant):
    submitted = make_submitted(applicant)
    sign_everything(submitted, make_specialist())
    Application.objects.filter(pk=submitted.pk).update(state=State.COMPLETED, due_on=None, limit="")
    return submitted


def test_the_evidence_goes_behind_the_last_case_and_the_acts_when_their_three_years_are_over(applicant):
    user = applicant.user
    destroy_data(user=user, reason=Reason.CLOSING, by=user, at=NOW, **VISIT)
    at_work()
    first = Destruction.objects.get()
    until = date(NOW.year + 3, NOW.month, NOW.day)
    daily_at(until)
    first.refresh_from_db()
    assert first.act is not None
    assert Consent.objects.exists()
    daily_at(until + timedelta(days=1))
    first.refresh_from_db()
    assert first.act is None
    assert not Consent.objects.exists()
    assert not Withdrawal.objects.exists()
    assert Destruction.objects.count() == 2
    daily_at(until + timedelta(days=2))
    assert Destruction.objects.count() == 2


def test_a_living_account_keeps_its_old_cases(applicant):
    kept = finished(applicant)
    daily_at(date(NOW.year + 9, 1, 1))
    assert Application.objects.get() == kept


def test_the_closing_letter_goes_to_the_mailbox_that_was(applicant):
    email = applicant.user.email
    destroy_data(user=applicant.user, reason=Reason.CLOSING, by=applicant.user, at=NOW, **VISIT)
    at_work()
    assert [letter.to for letter in mail.outbox if "закрыта" in letter.subject] == [[email]]
