import re
from html import unescape

import pytest
from django.test import Client

from kabinet.accounts.models import OneTimeCode, User
from tests.applicants.people import PASSWORD, make_applicant

pytestmark = pytest.mark.django_db

EMAIL, NEW_PASSWORD = "ivanov@example.ru", "лес-зелёный-8"


@pytest.fixture
def user():
    return make_applicant(email=EMAIL).user


@pytest.fixture
def recover(client, letters):
    """A function that asks for the letter and returns it."""

    def ask(email=EMAIL):
        before = len(letters())
        client.post("/recovery/", {"email": email})
        return letters()[before:][0]

    return ask


def text(response):
    return unescape(response.content.decode())


def string_in(letter):
    return re.search(r"Контрольная строка: (\S+)", letter.body)[1]


def set_password(client, string, password=NEW_PASSWORD, again=None):
    data = {"string": string, "password": password, "password_again": again or password}
    return client.post("/recovery/password/", data)


def test_the_letter_brings_the_control_string_and_the_login_and_no_personal_data(user, recover):
    letter = recover()
    assert letter.to == [EMAIL]
    assert re.search(r"Контрольная строка: (?:[2-9A-Z]{4}-){4}[2-9A-Z]{4}\n", letter.body)
    assert f"Логин: {EMAIL}" in letter.body
    for private in ("Иванов", "Пётр", "112-233-445", "917", PASSWORD):
        assert private not in letter.body


def test_the_string_typed_by_hand_sets_a_new_password(user, client, recover):
    string = string_in(recover())
    response = set_password(client, string.lower().replace("-", " "))
    assert response.url == "/login/"
    assert "Пароль изменён" in text(client.get("/login/"))
    assert client.post("/login/", {"email": EMAIL, "password": NEW_PASSWORD}).url == "/"


def test_the_old_password_no_longer_signs_in(user, client, recover):
    set_password(client, string_in(recover()))
    assert "Неверный логин или пароль." in text(
        client.post("/login/", {"email": EMAIL, "password": PASSWORD})
    )


def test_the_link_puts_the_string_into_the_form_and_out_of_the_address(user, client, recover):
    link = re.search(r"https?://[^/]+(/\S+\?string=\S+)", recover().body)[1]
    response = client.get(link)
    assert response.url == "/recovery/password/"
    page = text(client.get(response.url))
    assert f'value="{link.rpartition("=")[2]}"' in page
    assert OneTimeCode.objects.filter(used_at=None, purpose="recover_password").exists(), (
        "opening does not spend it"
    )


def test_every_session_of_the_user_ends_and_a_letter_tells_of_it(user, client, recover, letters):
    devices = [Client(), Client()]
    for device in devices:
        device.post("/login/", {"email": EMAIL, "password": PASSWORD})
        assert device.get("/profile/").status_code == 200
    set_password(client, string_in(recover()))
    for device in devices:
        assert device.get("/profile/").url.startswith("/login/")
    last = letters()[-1]
    assert (last.to, last.subject.split(" — ")[0]) == ([EMAIL], "Пароль изменён")


def test_a_string_works_once(user, client, recover):
    string = string_in(recover())
    set_password(client, string)
    page = text(set_password(client, string, "ещё-один-пароль-3"))
    assert "Контрольная строка не подходит" in page
    assert User.objects.get().check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ({"string": ""}, "Контрольная строка: заполните это поле."),
        ({"string": "AAAA-BBBB-CCCC-DDDD-EEEE"}, "не подходит: она введена с ошибкой"),
        ({"string": "я" * 10_000}, "Контрольная строка: "),
        ({"password": "1234"}, "слишком короткий"),
        ({"password": "я" * 10_000}, "слишком длинный"),
        ({"password_again": "другое"}, "пароли не совпадают"),
    ],
)
def test_a_mistake_is_explained_and_the_string_stays_typed(user, client, recover, mistake, message):
    good = {"string": string_in(recover()), "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    typed = {**good, **mistake}
    page = text(client.post("/recovery/password/", typed))
    assert message in page.split("error-summary__list")[1].split("</ul>")[0]
    assert f'value="{typed["string"]}"' in page or not typed["string"]
    assert User.objects.get().check_password(PASSWORD)
    assert client.post("/recovery/password/", good).url == "/login/"


def test_the_pages_say_the_same_whether_the_email_is_known_or_not(user, client):
    def pages(email):
        browser = Client()
        response = browser.post("/recovery/", {"email": email})
        page = text(browser.get(response.url))
        return (
            response.status_code,
            response.url,
            page.replace(email, "…").split("<main")[1].split("</main>")[0],
        )

    assert pages(EMAIL) == pages("nobody@example.ru")


def test_a_mailbox_without_an_account_is_told_so_without_a_string(user, recover):
    letter = recover("nobody@example.ru")
    assert "Учётной записи с таким логином нет" in letter.body
    assert "Контрольная строка" not in letter.body
    assert not OneTimeCode.objects.filter(purpose="recover_password").exists()


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.ru"])
def test_too_many_letters_to_one_mailbox_are_stopped_in_the_same_words(user, client, letters, email):
    answers = [client.post("/recovery/", {"email": email}).status_code for _ in range(3)]
    sent = len(letters())
    response = client.post("/recovery/", {"email": email})
    assert answers == [302] * 3
    assert response.status_code == 429
    assert "Слишком много попыток. Попробуйте снова в " in text(response)
    assert f'value="{email}"' in text(response)
    assert len(letters()) == sent


@pytest.mark.parametrize(
    "email", ["", "ivanov", "ivanov@", "a@b.ru\nBcc: all@example.ru", "я" * 10_000 + "@b.ru"]
)
def test_what_is_not_an_email_is_refused(client, letters, email):
    assert "error-summary" in text(client.post("/recovery/", {"email": email}))
    assert letters() == []


def test_recovery_also_confirms_the_email(client, recover):
    make_applicant(email=EMAIL, confirmed=False)
    set_password(client, string_in(recover()))
    assert client.post("/login/", {"email": EMAIL, "password": NEW_PASSWORD}).url == "/"
