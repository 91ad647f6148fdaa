from datetime import UTC, datetime, timedelta

import pytest

from kabinet.accounts.login import NotConfirmed, WrongCredentials, check_login
from kabinet.accounts.models import User
from kabinet.accounts.services import create_specialist
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.core.models import JournalEntry
from tests.work import calls_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EMAIL, PASSWORD = "smirnova@example.ru", "берег-синий-7"
ARGON2 = [f"<built-in method _argon2_cffi_bindings._ffi.argon2_{act}>" for act in ("hash", "verify")]
"""Each of them is one whole derivation: nearly all that a login costs."""


@pytest.fixture
def user():
    return create_specialist(email=EMAIL, password=PASSWORD, name="Смирнова", at=AT)


def login(email=EMAIL, password=PASSWORD, at=AT, address="192.0.2.1"):
    return check_login(email=email, password=password, address=address, at=at)


def fail(times, email=EMAIL, at=AT, address="192.0.2.1"):
    """Fail so many times, each as soon as that is allowed; return the moment of the last failure."""
    for _ in range(times):
        try:
            login(email, "wrong", at, address)
        except TooManyAttempts as refusal:
            at = refusal.until
            with pytest.raises(WrongCredentials):
                login(email, "wrong", at, address)
        except WrongCredentials:
            pass
    return at


def wait_told(email=EMAIL, at=AT, address="192.0.2.1"):
    """The refusal that even the right password gets now."""
    with pytest.raises(TooManyAttempts) as refusal:
        login(email, at=at, address=address)
    return refusal.value


@pytest.mark.parametrize("email", [EMAIL, "Smirnova@Example.RU", f"  {EMAIL} "])
def test_the_owner_signs_in_whatever_the_case_of_the_email(user, email):
    assert login(email) == user


@pytest.mark.parametrize("password", ["", "берег-синий-8", PASSWORD + " ", PASSWORD.upper(), "я" * 10_000])
def test_a_wrong_password_is_refused(user, password):
    with pytest.raises(WrongCredentials, match=r"^Неверный логин или пароль\.$"):
        login(password=password)


def test_an_unknown_email_and_a_closed_account_get_the_same_refusal(user):
    with pytest.raises(WrongCredentials) as unknown:
        login("nobody@example.ru")
    User.objects.update(is_active=False)
    with pytest.raises(WrongCredentials) as closed:
        login()
    assert str(unknown.value) == str(closed.value) == "Неверный логин или пароль."


def test_an_unknown_email_costs_as_much_work_as_a_known_one(user):
    def work(email):
        def attempt():
            with pytest.raises(WrongCredentials):
                login(email, "wrong")

        attempt()  # what only the first of a process does is done
        calls = calls_of(attempt)
        return sum(calls[name] for name in ARGON2), calls.total()

    (hashed, known), (hashed_of_nobody, unknown) = work(EMAIL), work("nobody@example.ru")
    assert (hashed, hashed_of_nobody) == (1, 1)
    assert unknown == pytest.approx(known, rel=0.1)


def test_the_right_password_does_not_sign_in_during_the_wait_and_does_after_it(user):
    last = fail(5)
    until = wait_told(at=last).until
    wait_told(at=until - timedelta(seconds=1))
    assert login(at=until) == user


def test_ten_failures_lock_the_account_for_a_quarter_of_an_hour(user):
    last = fail(10)
    assert wait_told(at=last).until - last == timedelta(minutes=15)


def test_an_unknown_account_is_locked_in_the_same_words(user):
    known, unknown = fail(5), fail(5, "nobody@example.ru")
    assert known == unknown
    told = [str(wait_told(email, known)) for email in (EMAIL, "nobody@example.ru")]
    assert told[0] == told[1]


def test_success_forgets_the_failures_of_the_account(user):
    fail(2)
    login()
    fail(2)
    assert login() == user


def test_many_accounts_tried_from_one_address_make_the_address_wait(user):
    for number in range(30):
        with pytest.raises(WrongCredentials):
            login(f"guess{number}@example.ru", "wrong")
    with pytest.raises(TooManyAttempts):
        login()
    assert login(address="198.51.100.1") == user, "the same person from another place"


def test_one_own_account_does_not_clear_the_guesses_at_others_from_the_address(user):
    for number in range(29):
        with pytest.raises(WrongCredentials):
            login(f"guess{number}@example.ru", "wrong")
    login()
    with pytest.raises(WrongCredentials):
        login("last@example.ru", "wrong")
    with pytest.raises(TooManyAttempts):
        login("more@example.ru", "wrong")


def test_who_has_not_confirmed_the_email_is_told_so_only_with_the_right_password(user):
    User.objects.update(confirmed_at=None)
    with pytest.raises(NotConfirmed) as refusal:
        login()
    assert refusal.value.user == user  # who is sent the letter again
    with pytest.raises(WrongCredentials):
        login(password="wrong")


def test_the_journal_knows_who_signed_in_and_not_which_email_failed(user):
    login()
    with pytest.raises(WrongCredentials):
        login(password="wrong")
    entries = list(JournalEntry.objects.exclude(act="account.specialist_created").order_by("id"))
    assert [(entry.act, entry.actor, entry.address) for entry in entries] == [
        ("account.password_accepted", user.pk, "192.0.2.1"),
        ("account.login_failed", None, "192.0.2.1"),
    ]
    assert "smirnova" not in str(entries[1].details)
