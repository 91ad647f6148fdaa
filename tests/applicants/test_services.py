from datetime import timedelta

import pytest

from kabinet.accounts.models import User
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.applicants.models import Applicant, ApplicantKind, Consent
from kabinet.applicants.services import (
    UNCONFIRMED_FOR,
    ProfileStale,
    prefill,
    purge_unconfirmed,
    update_applicant,
)
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from tests.applicants.people import AT, COMPANY, ENTREPRENEUR, PERSON, make_applicant

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def save(applicant, answers=None, *, email_notices=False, version=None):
    return update_applicant(
        applicant=applicant,
        answers={**applicant.details, **(answers or {})},
        email_notices=email_notices,
        version=version or applicant.version,
        address="192.0.2.1",
        user_agent="Firefox",
        at=LATER,
    )


@pytest.mark.parametrize(
    ("kind", "name", "snils", "inn", "ogrn"),
    [
        (ApplicantKind.PERSON, "Иванов Пётр Сергеевич", "112-233-445 95", "", ""),
        (ApplicantKind.ENTREPRENEUR, "Петрова Анна-Мария", "", "500100732259", "304500116000157"),
        (ApplicantKind.COMPANY, "ООО «Ромашка»", "", "7707083893", "1027700132195"),
    ],
)
def test_registration_keeps_the_answers_and_copies_what_is_searched_by(kind, name, snils, inn, ogrn):
    applicant = make_applicant(kind, confirmed=False)
    assert (applicant.name, applicant.snils, applicant.inn, applicant.ogrn) == (name, snils, inn, ogrn)
    assert applicant.user.name == name
    assert applicant.details["mobile"] == {"ФЛ": PERSON, "ИП": ENTREPRENEUR, "ЮЛ": COMPANY}[kind]["mobile"]
    assert "email" not in applicant.details


def test_copies_are_canonical_however_the_numbers_were_typed():
    assert make_applicant(snils="11223344595").snils == "112-233-445 95"


@pytest.mark.parametrize(
    ("email_notices", "purposes"), [(False, ["processing"]), (True, ["email_notices", "processing"])]
)
def test_registration_records_each_consent_separately(email_notices, purposes):
    make_applicant(email_notices=email_notices)
    given = Consent.objects.order_by("text__purpose")
    assert [consent.text.purpose for consent in given] == purposes
    assert {(consent.address, consent.user_agent) for consent in given} == {("192.0.2.1", "Firefox")}


def test_a_second_registration_with_a_confirmed_email_changes_nothing_and_tells_the_owner():
    before = make_applicant()
    after = make_applicant(last_name="Чужой", confirmed=False)
    assert (after.name, after.user.password) == (before.name, before.user.password)
    assert [letter.kind for letter in Letter.objects.order_by("id")] == [
        "confirm_email",
        "already_registered",
    ]
    assert Consent.objects.count() == 1


def test_an_unconfirmed_registration_is_replaced_even_by_another_status():
    make_applicant(confirmed=False)
    applicant = make_applicant(ApplicantKind.COMPANY, confirmed=False)
    assert (applicant.kind, applicant.name, applicant.snils) == ("ЮЛ", "ООО «Ромашка»", "")
    assert (User.objects.count(), Applicant.objects.count()) == (1, 1)


def test_the_same_snils_may_have_two_accounts():
    make_applicant()
    make_applicant(email="second@example.ru")
    assert Applicant.objects.filter(snils="112-233-445 95").count() == 2


def test_registrations_from_one_address_are_limited():
    for number in range(20):
        make_applicant(email=f"person{number}@example.ru")
    with pytest.raises(TooManyAttempts):
        make_applicant(email="more@example.ru")
    assert User.objects.count() == 20


def test_a_change_of_the_profile_reaches_the_copies_and_the_users_name():
    applicant = save(make_applicant(), {"last_name": "Петров", "middle_name": ""})
    assert (applicant.name, applicant.user.name, applicant.version) == ("Петров Пётр", "Петров Пётр", 2)
    entry = JournalEntry.objects.get(act="profile.changed")
    assert entry.details == {"fields": ["last_name", "middle_name"]}


def test_a_profile_opened_before_another_change_is_not_saved_over_it():
    applicant = make_applicant()
    save(applicant, {"last_name": "Первый"})
    with pytest.raises(ProfileStale) as refusal:
        save(applicant, {"last_name": "Второй"}, version=1)
    assert refusal.value.current.details["last_name"] == "Первый"


def test_turning_notices_on_and_off_is_a_consent_given_and_withdrawn():
    applicant = save(make_applicant(), email_notices=True)
    consent = Consent.objects.get(text__purpose="email_notices")
    assert (applicant.email_notices, consent.given_at, consent.withdrawn_at) == (True, LATER, None)
    applicant = save(applicant, email_notices=True)
    assert Consent.objects.filter(text__purpose="email_notices").count() == 1
    applicant = save(applicant)
    consent.refresh_from_db()
    assert (applicant.email_notices, consent.withdrawn_at) == (False, LATER)


def test_a_new_application_begins_with_the_profile():
    answers = prefill(make_applicant(ApplicantKind.COMPANY))
    assert answers == {**COMPANY, "email": "ivanov@example.ru"}


def test_a_new_application_of_a_person_takes_the_passport_as_the_document():
    answers = prefill(make_applicant(middle_name=""))
    assert answers["identity_document"] == "passport"
    assert "middle_name" not in answers


def test_a_registration_that_nobody_confirmed_is_forgotten_after_a_month():
    make_applicant(email="nobody@example.ru", confirmed=False)
    make_applicant(email="confirmed@example.ru")
    assert purge_unconfirmed(at=AT + UNCONFIRMED_FOR) == 0
    assert purge_unconfirmed(at=AT + UNCONFIRMED_FOR + timedelta(seconds=1)) == 1
    assert [user.email for user in User.objects.all()] == ["confirmed@example.ru"]
    assert {consent.user.email for consent in Consent.objects.all()} == {"confirmed@example.ru"}
    make_applicant(email="nobody@example.ru", confirmed=False)  # the mailbox may be registered again
