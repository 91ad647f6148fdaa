from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from kabinet.applicants import purposes, withdrawals
from kabinet.applicants.consents import is_withdrawn
from kabinet.applicants.models import Applicant, Consent, Withdrawal
from kabinet.applicants.withdrawals import (
    AlreadyExecuted,
    RemarkNeeded,
    execute_withdrawal,
    record_withdrawal,
)
from kabinet.core.models import JournalEntry
from tests.applicants.people import AT, given, make_applicant, withdrawn

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def withdraw(user, purpose, subject=""):
    return record_withdrawal(
        user=user, purpose=purpose, subject=subject, address="192.0.2.9", user_agent="Safari", at=LATER
    )


def test_a_withdrawal_ends_the_consents_of_its_purpose_alone_and_keeps_when_and_from_where():
    user = make_applicant(email_notices=True).user
    made = withdraw(user, purposes.PROCESSING)
    assert (made.at, made.address, made.user_agent) == (LATER, "192.0.2.9", "Safari")
    assert dict(Consent.objects.values_list("text__purpose", "withdrawn_at")) == {
        purposes.PROCESSING: LATER,
        purposes.EMAIL_NOTICES: None,
    }
    assert JournalEntry.objects.get(act="consent.withdrawn").address == "192.0.2.9"


def test_the_operator_has_thirty_days_from_the_withdrawal_by_152_fz_article_21_part_5():
    made = withdraw(make_applicant().user, purposes.PROCESSING)
    assert (made.due_on, made.executed_at) == (date(2026, 12, 25), None)


def test_the_consent_of_one_application_leaves_those_of_the_others():
    user = make_applicant().user
    one, other = (given(user, purposes.APPLICATION_PROCESSING, subject=f"application:{n}") for n in "12")
    withdraw(user, purposes.APPLICATION_PROCESSING, "application:1")
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.withdrawn_at, other.withdrawn_at) == (LATER, None)


def test_the_agreement_on_the_simple_signature_is_one_however_often_it_was_accepted():
    user = make_applicant().user
    for number in "12":
        given(user, purposes.SIMPLE_SIGNATURE, subject=f"application:{number}")
    made = withdraw(user, purposes.SIMPLE_SIGNATURE)
    assert not Consent.objects.in_force().filter(text__purpose=purposes.SIMPLE_SIGNATURE).exists()
    assert (made.executed_at, made.executed_by) == (LATER, None)
    assert "больше не принимает" in made.remark


def test_withdrawing_the_notices_turns_them_off_at_once():
    user = make_applicant(email_notices=True).user
    assert withdraw(user, purposes.EMAIL_NOTICES).executed_at == LATER
    assert Applicant.objects.get().email_notices is False


def test_what_is_not_in_force_is_not_withdrawn_again():
    user = make_applicant().user
    withdraw(user, purposes.PROCESSING)
    assert withdraw(user, purposes.PROCESSING) is None
    assert Withdrawal.objects.count() == 1


def test_consent_given_again_is_in_force():
    user = make_applicant().user
    assert not is_withdrawn(user, purposes.PROCESSING)
    withdraw(user, purposes.PROCESSING)
    assert is_withdrawn(user, purposes.PROCESSING)
    given(user, at=LATER)
    assert not is_withdrawn(user, purposes.PROCESSING)


def test_what_was_done_is_written_down_once_with_a_remark():
    made = withdrawn(make_applicant().user)
    act = {"withdrawal": made, "by": None, "address": None, "at": LATER}
    with pytest.raises(RemarkNeeded):
        execute_withdrawal(remark=" \n", **act)
    done = execute_withdrawal(remark="Выгрузка уничтожена.", **act)
    assert (done.executed_at, done.remark) == (LATER, "Выгрузка уничтожена.")
    with pytest.raises(AlreadyExecuted):
        execute_withdrawal(remark="Ещё раз", **act)
    assert JournalEntry.objects.get(act="consent.withdrawal_executed").details["note"] == done.remark


def test_the_database_keeps_no_execution_without_a_remark():
    made = withdrawn(make_applicant().user)
    with pytest.raises(IntegrityError, match="withdrawal_executed_with_remark"), transaction.atomic():
        Withdrawal.objects.filter(pk=made.pk).update(executed_at=AT)


@pytest.mark.parametrize("purpose", purposes.PURPOSES)
def test_every_purpose_tells_what_follows(purpose):
    told = withdrawals.told(purpose, AT)
    assert all(told[name] for name in ("title", "stops", "kept", "term"))
    assert bool(told["todo"]) != bool(withdrawals.CONSEQUENCES[purpose].executed)
    assert not any("{" in text for text in told.values())
