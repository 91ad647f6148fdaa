from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from kabinet.accounts.codes import CodeRefused
from kabinet.accounts.models import OneTimeCode, SubmittedForm, User
from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.services import (
    EmailTaken,
    EmailUnchanged,
    change_password,
    claim_form,
    confirm_new_email,
    create_specialist,
    end_account,
    hide_email,
    open_account,
    recover_password,
    release_form,
    request_email_change,
    request_recovery,
)
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD, NEW_PASSWORD = "берег-синий-7", "лес-зелёный-8"
WHERE = {"address": "192.0.2.1", "at": AT}


@pytest.fixture
def user():
    return create_specialist(email="smirnova@example.ru", password=PASSWORD, name="Смирнова", at=AT)


def string_in(letter):
    return letter.text.split("Контрольная строка: ")[1].split()[0]


def link_code(letter):
    return next(word for word in letter.text.split() if "/confirm/" in word).rstrip("/").rpartition("/")[2]


def test_a_weak_password_does_not_spend_the_control_string(user):
    request_recovery(email=user.email, **WHERE)
    string = string_in(Letter.objects.get())
    with pytest.raises(PasswordRefused):
        recover_password(text=string, password="1234", **WHERE)
    assert recover_password(text=string, password=NEW_PASSWORD, **WHERE) == user


def test_recovery_opens_an_account_that_failures_have_locked(user, client):
    from kabinet.accounts.login import WrongCredentials, check_login

    for _ in range(3):
        with pytest.raises(WrongCredentials):
            check_login(email=user.email, password="wrong", **WHERE)
    request_recovery(email=user.email, **WHERE)
    recover_password(text=string_in(Letter.objects.get()), password=NEW_PASSWORD, **WHERE)
    assert check_login(email=user.email, password=NEW_PASSWORD, **WHERE) == user


def test_guessing_control_strings_is_stopped():
    for _ in range(30):
        with pytest.raises(CodeRefused):
            recover_password(text="AAAA", password=NEW_PASSWORD, **WHERE)
    with pytest.raises(TooManyAttempts):
        recover_password(text="AAAA", password=NEW_PASSWORD, **WHERE)


def test_a_letter_waiting_in_the_old_mailbox_does_not_open_the_account_after_the_email_changed(user):
    request_recovery(email=user.email, **WHERE)
    old_string = string_in(Letter.objects.get())
    request_email_change(user=user, password=PASSWORD, new_email="new@example.ru", **WHERE)
    confirm_new_email(text=link_code(Letter.objects.get(recipient="new@example.ru")), **WHERE)
    with pytest.raises(CodeRefused):
        recover_password(text=old_string, password=NEW_PASSWORD, **WHERE)


def test_a_later_change_of_email_takes_the_place_of_the_one_begun_before(user):
    request_email_change(user=user, password=PASSWORD, new_email="first@example.ru", **WHERE)
    first = link_code(Letter.objects.get())
    request_email_change(user=user, password=PASSWORD, new_email="second@example.ru", **WHERE)
    asked = JournalEntry.objects.filter(act="account.email_change_requested", actor=user.pk)
    assert asked.count() == 2
    with pytest.raises(CodeRefused):
        confirm_new_email(text=first, **WHERE)


def test_a_closed_account_can_be_entered_by_nothing_it_had(user):
    end_account(user=user, by=user, **WHERE)
    user.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), user.name) == (False, False, "")


def test_a_new_string_clears_away_those_that_ran_out(user):
    request_recovery(email=user.email, **WHERE)
    later = {**WHERE, "at": WHERE["at"] + timedelta(days=30)}
    request_recovery(email=user.email, **later)
    assert OneTimeCode.objects.filter(user=user).count() == 1


def test_a_changed_password_stops_a_change_of_email_that_another_has_begun(user):
    request_email_change(user=user, password=PASSWORD, new_email="thief@example.ru", **WHERE)
    code = link_code(Letter.objects.get())
    change_password(user=user, current=PASSWORD, new=NEW_PASSWORD, **WHERE)
    with pytest.raises(CodeRefused):
        confirm_new_email(text=code, **WHERE)


def test_a_changed_password_stops_a_recovery_that_another_has_begun(user):
    request_recovery(email=user.email, **WHERE)
    string = string_in(Letter.objects.get())
    change_password(user=user, current=PASSWORD, new=NEW_PASSWORD, **WHERE)
    with pytest.raises(CodeRefused):
        recover_password(text=string, password=PASSWORD, **WHERE)


def test_the_present_email_is_no_new_one(user):
    with pytest.raises(EmailUnchanged):
        request_email_change(user=user, password=PASSWORD, new_email=" Smirnova@Example.ru", **WHERE)
    assert not Letter.objects.exists()


def test_the_old_mailbox_learns_only_the_beginning_of_the_new_email():
    assert hide_email("ivanov@example.ru") == "iv***@example.ru"


def test_an_email_that_another_account_took_meanwhile_is_refused(user):
    request_email_change(user=user, password=PASSWORD, new_email="new@example.ru", **WHERE)
    code = link_code(Letter.objects.get())
    create_specialist(email="new@example.ru", password=PASSWORD, name="Другой", at=AT)
    with pytest.raises(EmailTaken):
        confirm_new_email(text=code, **WHERE)
    user.refresh_from_db()
    assert user.email == "smirnova@example.ru"


def test_an_abandoned_registration_gives_way_to_a_new_one(user):
    first = open_account(email="new@example.ru", password=PASSWORD, name="Чужой", at=AT)
    second = open_account(email="New@Example.ru", password=NEW_PASSWORD, name="Свой", at=AT)
    assert second == first
    user = User.objects.get(email="new@example.ru")
    assert (user.check_password(NEW_PASSWORD), user.name) == (True, "Свой")


def test_a_form_is_carried_out_once_and_again_if_it_was_released():
    token = uuid4()
    assert [claim_form(token=token, at=AT), claim_form(token=token, at=AT)] == [True, False]
    release_form(token=token)
    assert claim_form(token=token, at=AT)


def test_tokens_of_forms_are_forgotten_after_a_day():
    claim_form(token=uuid4(), at=AT)
    claim_form(token=uuid4(), at=AT + timedelta(days=2))
    assert SubmittedForm.objects.count() == 1


def test_recovery_stops_a_change_of_email_that_another_has_begun(user):
    request_email_change(user=user, password=PASSWORD, new_email="thief@example.ru", **WHERE)
    code = link_code(Letter.objects.get())
    request_recovery(email=user.email, **WHERE)
    recover_password(
        text=string_in(Letter.objects.exclude(recipient="thief@example.ru").get()),
        password=NEW_PASSWORD,
        **WHERE,
    )
    with pytest.raises(CodeRefused):
        confirm_new_email(text=code, **WHERE)
