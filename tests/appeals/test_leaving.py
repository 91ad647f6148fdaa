from datetime import timedelta

import pytest
from django.core import mail

from kabinet.accounts.models import User
from kabinet.appeals.leaving import CasesOpen, close_account, open_cases
from kabinet.appeals.models import AppealDraft
from kabinet.appeals.services import save_appeal_draft
from kabinet.applicants.consents import is_withdrawn
from kabinet.applicants.models import Applicant, Consent, Withdrawal
from kabinet.applicants.purposes import APPLICATION_PROCESSING, PROCESSING
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.applications.submission.deleting import delete_draft
from kabinet.applications.submission.services import ProcessingWithdrawn, start_draft
from kabinet.applications.submission.withdrawals import finish_withdrawal, withdraw_consent
from kabinet.core.ids import new_id
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile
from kabinet.jobs.worker import Worker
from kabinet.notifications.models import Letter
from tests.appeals.builders import make_appeal
from tests.applicants.people import given, withdrawn
from tests.applications.builders import (
    NOW,
    attach_required,
    make_applicant,
    make_draft,
    make_specialist,
    make_submitted,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
VISIT = {"address": "192.0.2.9", "user_agent": "Safari", "at": LATER}


@pytest.fixture
def applicant():
    applicant = make_applicant()
    given(applicant.user, at=NOW)
    return applicant


def withdraw(user, purpose=PROCESSING):
    consent = Consent.objects.of(user).in_force().select_related("text").get(text__purpose=purpose)
    return withdraw_consent(consent=consent, by=user, **VISIT)


def letters(kind):
    return Letter.objects.filter(kind=kind)


def test_drafts_go_for_good_with_the_consent_they_rest_on(applicant):
    attach_required(make_draft(applicant))
    delete_draft(application=make_draft(applicant), by=applicant.user, at=NOW)
    submitted = make_submitted(applicant)
    files = StoredFile.objects.filter(attachment__application=submitted)
    withdraw(applicant.user)
    assert list(Application.objects.all()) == [submitted]
    assert set(StoredFile.objects.filter(attachment__isnull=False)) == set(files)
    with pytest.raises(ProcessingWithdrawn):
        start_draft(draft_id=new_id(), applicant=applicant, answers={}, at=LATER)
    given(applicant.user, at=LATER)
    assert start_draft(draft_id=new_id(), applicant=applicant, answers={}, at=LATER).is_draft


def test_the_person_and_the_operator_are_told_what_was_withdrawn_and_until_when(applicant, settings):
    submitted = make_submitted(applicant)
    made = withdraw(applicant.user, APPLICATION_PROCESSING)
    to_person, to_operator = letters("consent_withdrawn").get(), letters("withdrawal_received").get()
    assert to_person.recipient == applicant.user.email
    assert submitted.number in to_person.text
    assert "ст. 6 ч. 1 п. 5" in to_person.text
    assert to_operator.recipient == settings.OPERATOR.email
    assert f"/office/withdrawals/{made.pk}/" in to_operator.text
    assert f"{made.due_on:%d.%m.%Y}" in to_operator.subject


def test_the_person_learns_what_was_done(applicant):
    made = withdraw(applicant.user)
    specialist = make_specialist()
    finish_withdrawal(withdrawal=made, remark="Выгрузка стёрта.", by=specialist, address=None, at=LATER)
    assert "Выгрузка стёрта." in letters("withdrawal_executed").get().text
    made.refresh_from_db()
    assert made.executed_by == specialist


def test_account_with_an_open_case_is_not_closed(applicant):
    appeal, submitted = make_appeal(applicant), make_submitted(applicant)
    assert open_cases(applicant.user) == [submitted, appeal]
    with pytest.raises(CasesOpen):
        close_account(user=applicant.user, by=applicant.user, **VISIT)
    applicant.user.refresh_from_db()
    assert applicant.user.is_active


def test_closing_erases_what_only_a_consent_let_keep_and_leaves_the_evidence(applicant):
    user, email = applicant.user, applicant.user.email
    submitted = make_submitted(applicant)
    Application.objects.filter(pk=submitted.pk).update(state=State.COMPLETED, due_on=None, limit="")
    attach_required(make_draft(applicant))
    save_appeal_draft(by=user, answers={"text": "Начато"}, files=[], at=NOW)
    close_account(user=user, by=user, **VISIT)
    user.refresh_from_db()
    applicant.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), user.name) == (False, False, "")
    assert email not in user.email
    assert (applicant.details, applicant.inn, applicant.snils) == ({}, "", "")
    assert list(Application.objects.all()) == [submitted]
    assert Application.objects.get().answers == submitted.answers
    assert not AppealDraft.objects.exists()
    assert is_withdrawn(user, PROCESSING)
    assert Withdrawal.objects.get().executed_by == user
    assert JournalEntry.objects.filter(act="account.closed", actor=user.pk).count() == 1
    Worker(keeps_schedule=False).run_until_empty()
    assert [letter.to for letter in mail.outbox if "Учётная запись закрыта" in letter.subject] == [[email]]


def test_the_office_closes_the_account_that_a_withdrawal_left(applicant):
    made, specialist = withdrawn(applicant.user), make_specialist()
    close_account(user=applicant.user, by=specialist, **VISIT)
    made.refresh_from_db()
    assert (made.executed_by, Applicant.objects.get().details) == (specialist, {})
    assert User.objects.get(pk=applicant.user.pk).is_active is False


def test_the_mailbox_of_a_closed_account_may_register_again(applicant):
    email = applicant.user.email
    close_account(user=applicant.user, by=applicant.user, **VISIT)
    assert not User.objects.filter(email=email).exists()
