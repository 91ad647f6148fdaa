"""A stranger who knows an e-mail keeps its owner out of nothing."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.management import CommandError, call_command

from kabinet.accounts import throttle
from kabinet.accounts.devices import COOKIE
from kabinet.accounts.login import WrongCredentials, check_login
from kabinet.accounts.services import create_specialist, request_recovery
from kabinet.accounts.throttle import TooManyAttempts
from tests.applicants.people import PASSWORD, make_applicant
from tests.applications import builders
from tests.applications.builders import factor_code, make_specialist

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EMAIL = "ivanov@example.ru"
OWNER, STRANGER = "192.0.2.1", "198.51.100.66"


def sign_in(client, password=PASSWORD, address=OWNER, email=EMAIL):
    return client.post("/login/", {"email": email, "password": password}, REMOTE_ADDR=address)


def stranger_tries(client_class, times=15, email=EMAIL, address=STRANGER):
    """Wrong passwords, one after another, without waiting."""
    return [sign_in(client_class(), "wrong", address, email).status_code for _ in range(times)]


def test_the_owner_signs_in_from_anywhere_while_a_stranger_is_locked_out(client):
    make_applicant(email=EMAIL)
    assert stranger_tries(type(client))[-1] == 429
    assert sign_in(client).url == "/"


def test_the_owner_behind_the_strangers_own_address_signs_in_with_a_browser_of_before(client):
    make_applicant(email=EMAIL)
    assert sign_in(client).url == "/"
    client.post("/logout/")
    stranger_tries(type(client), address=OWNER)
    assert sign_in(type(client)()).status_code == 429, "another browser at the same address"
    assert sign_in(client).url == "/"


def test_three_days_of_attempts_by_a_stranger_never_shut_the_account():
    create_specialist(email=EMAIL, password=PASSWORD, name="Смирнова", at=AT)
    at, end, tried = AT, AT + timedelta(days=3), 0
    while at < end:
        try:
            check_login(email=EMAIL, password="wrong", address=STRANGER, at=at)
        except TooManyAttempts as refusal:
            at = refusal.until
        except WrongCredentials:
            tried += 1
        if tried % 25 == 0:
            assert check_login(email=EMAIL, password=PASSWORD, address=OWNER, at=at)
    assert tried > 200


def test_guesses_from_many_addresses_slow_down_whoever_has_no_browser_of_the_owner():
    create_specialist(email=EMAIL, password=PASSWORD, name="Смирнова", at=AT)
    for number in range(throttle.LOGIN_FROM_ANYWHERE.free):
        with pytest.raises(WrongCredentials):
            check_login(email=EMAIL, password="wrong", address=f"203.0.{number // 200}.{number % 200}", at=AT)
    with pytest.raises(TooManyAttempts) as refusal:
        check_login(email=EMAIL, password="wrong", address=OWNER, at=AT)
    assert refusal.value.seconds == 60
    assert check_login(email=EMAIL, password=PASSWORD, address=OWNER, at=AT, browser="0123456789abcdef")


def test_a_browser_of_the_owner_is_not_let_guess_for_ever(client):
    make_applicant(email=EMAIL)
    sign_in(client)
    client.post("/logout/")
    assert [sign_in(client, "wrong").status_code for _ in range(4)][-1] == 429
    assert sign_in(client).status_code == 429


@pytest.mark.parametrize("cookie", ["", "x", "W10:1vN:abc", "\xe9\xff"])
def test_a_cookie_that_is_not_ours_makes_no_browser_known(client, cookie):
    make_applicant(email=EMAIL)
    stranger_tries(type(client), address=OWNER)
    client.cookies[COOKIE] = cookie
    assert sign_in(client).status_code == 429


def test_the_mark_of_one_account_is_none_of_another(client):
    make_applicant(email=EMAIL)
    make_applicant(email="petrov@example.ru")
    sign_in(client, email="petrov@example.ru")
    client.post("/logout/")
    stranger_tries(type(client), address=OWNER)
    assert sign_in(client).status_code == 429
    assert "ivanov" not in str(client.cookies[COOKIE])


def test_a_family_keeps_its_marks_side_by_side(client):
    emails = [EMAIL, "petrov@example.ru"]
    for email in emails:
        make_applicant(email=email)
        sign_in(client, email=email)
        client.post("/logout/")
    for email in emails:
        stranger_tries(type(client), email=email, address=OWNER)
    assert [sign_in(client, email=email).url for email in emails] == ["/", "/"]


def test_a_specialists_browser_is_known_only_after_the_second_factor(client):
    person = make_specialist(email="smirnova@example.ru")
    sign_in(client, builders.PASSWORD, email=person.email)
    assert COOKIE not in client.cookies
    client.post("/login/code/", {"code": factor_code(person.email)})
    assert COOKIE in client.cookies


def test_a_new_password_by_letter_opens_the_way_in_again(client, letters):
    make_applicant(email=EMAIL)
    stranger_tries(type(client), address=OWNER)
    assert sign_in(client).status_code == 429
    client.post("/recovery/", {"email": EMAIL}, REMOTE_ADDR=OWNER)
    string = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", letters()[-1].body)[0]
    new = "берег-синий-8-новый"
    client.post("/recovery/password/", {"string": string, "password": new, "password_again": new})
    assert sign_in(client, new).url == "/"


def test_a_stranger_who_asks_for_letters_keeps_nobody_from_the_string(client, letters):
    """The owner is told the same as always, and the last letter, whoever asked for it, is good."""
    make_applicant(email=EMAIL)
    for _ in range(30):
        type(client)().post("/recovery/", {"email": EMAIL}, REMOTE_ADDR=STRANGER)
    response = client.post("/recovery/", {"email": EMAIL}, REMOTE_ADDR=OWNER, follow=True)
    assert "подойдёт строка из последнего" in unescape(response.content.decode())
    sent = [letter for letter in letters() if "/recovery/password/" in letter.body]
    assert len(sent) == throttle.RECOVERY_LETTERS.free
    string = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", sent[-1].body)[0]
    new = "берег-синий-8-новый"
    client.post("/recovery/password/", {"string": string, "password": new, "password_again": new})
    assert sign_in(client, new).url == "/"


def test_a_mailbox_without_an_account_gets_one_letter_a_day(letters):
    for hour in range(48):
        request_recovery(email="nobody@example.ru", address=f"192.0.2.{hour}", at=AT + timedelta(hours=hour))
    assert len(letters()) == 2


def test_whoever_runs_the_server_lets_the_only_administrator_in(client, capsys, settings):
    person = make_specialist(email="admin@example.ru")
    stranger_tries(type(client), email=person.email, address=OWNER)
    call_command("let_in", email="Admin@example.ru ")
    link = capsys.readouterr().out.strip()
    assert link.startswith(settings.SITE_URL)
    client.get(link.removeprefix(settings.SITE_URL))
    string = re.search(
        r'name="string"[^>]*value="([^"]+)"', client.get("/recovery/password/").content.decode()
    )
    new = "берег-синий-8-новый"
    client.post("/recovery/password/", {"string": string[1], "password": new, "password_again": new})
    assert sign_in(client, new, email=person.email).url == "/login/code/"


def test_nobody_unknown_is_let_in():
    with pytest.raises(CommandError, match="такой учётной записи нет"):
        call_command("let_in", email="nobody@example.ru")
