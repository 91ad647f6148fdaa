from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kabinet.accounts.models import Throttle, User
from kabinet.accounts.passwords import set_password
from kabinet.applicants.models import Applicant
from kabinet.cabinet.forms.passwords import password_field
from tests.applicants.people import PASSWORD, make_applicant
from tests.applications import builders
from tests.applications.builders import factor_code, make_specialist

pytestmark = pytest.mark.django_db

EMAIL = "ivanov@example.ru"


@pytest.fixture
def applicant():
    return make_applicant(email=EMAIL)


@pytest.fixture
def specialist():
    return make_specialist(email="smirnova@example.ru")


def sign_in(client, email=EMAIL, password=PASSWORD, **more):
    return client.post("/login/", {"email": email, "password": password, **more})


def sign_in_with_code(client, email, **more):
    assert sign_in(client, email, builders.PASSWORD, **more).url == "/login/code/"
    return client.post("/login/code/", {"code": factor_code(email)})


def text(response):
    return unescape(response.content.decode())


def test_the_page_has_the_words_of_the_manual(client):
    page = text(client.get("/login/"))
    for words in (
        "Авторизация",
        "E-mail",
        "Пароль",
        "Забыли свой пароль?",
        ">Регистрация</a>",
        ">Войти</button>",
    ):
        assert words in page


def test_an_applicant_comes_to_the_home_page(client, applicant):
    assert sign_in(client).url == "/"
    assert client.get("/login/").url == "/"


def test_a_specialist_comes_to_the_queue(client, specialist):
    assert sign_in_with_code(client, specialist.email).url == "/office/"


def test_after_an_expired_session_the_person_returns_to_the_page(client, applicant):
    login = client.get("/profile/?tab=1").url
    page = text(client.get(login))
    assert 'name="next" value="/profile/?tab=1"' in page
    assert sign_in(client, next="/profile/?tab=1").url == "/profile/?tab=1"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/logout/",
        "/office/applications/",
    ],
)
def test_next_leads_nowhere_else(client, applicant, wanted):
    assert sign_in(client, next=wanted).url == "/"


def test_a_specialist_does_not_land_on_a_page_of_an_applicant(client, specialist):
    assert sign_in_with_code(client, specialist.email, next="/applications/").url == "/office/"
    client.post("/logout/")
    assert sign_in_with_code(client, specialist.email, next="/office/x/").url == "/office/x/"


NOT_YOURS = "Страница, которую открывали до входа, вам недоступна"


@pytest.mark.parametrize("page", ["application", "application_reply", "appeal", "wizard_step"])
def test_next_person_at_the_browser_comes_to_the_own_first_page(client, applicant, page):
    wanted = reverse(page, args=[uuid4(), "object"] if page == "wizard_step" else [uuid4()])
    login = client.get(wanted).url if page != "application_reply" else f"/login/?next={wanted}"
    client.get(login)
    first = client.post(login, {"email": EMAIL, "password": PASSWORD, "next": wanted}, follow=True)
    assert (first.status_code, first.request["PATH_INFO"]) == (200, "/")
    assert NOT_YOURS in text(first)
    assert NOT_YOURS not in text(client.get("/"))
    assert client.get(wanted).status_code in {404, 405}, "afterwards an address is what it is"


def test_somebody_signed_in_whom_a_link_leads_to_the_entrance_comes_to_the_own_first_page(client, applicant):
    sign_in(client)
    first = client.get(f"/login/?next={reverse('application', args=[uuid4()])}", follow=True)
    assert (first.status_code, first.request["PATH_INFO"]) == (200, "/")


def test_next_specialist_at_the_browser_comes_to_the_queue(client, specialist):
    wanted = reverse("office_application", args=[uuid4()])
    assert sign_in_with_code(client, specialist.email, next=wanted).url == wanted
    first = client.get(wanted, follow=True)
    assert (first.status_code, first.request["PATH_INFO"]) == (200, "/office/")
    assert NOT_YOURS in text(first)


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.ru"])
def test_wrong_data_get_the_manuals_words_with_advice(client, applicant, settings, email):
    page = text(sign_in(client, email, "wrong"))
    for words in (
        "Неверный логин или пароль.",
        "язык ввода",
        "«Caps Lock»",
        "Службу поддержки",
        settings.OPERATOR.phone,
        f'value="{email}"',
    ):
        assert words in page
    assert 'value="wrong"' not in page


def test_wrong_data_look_the_same_for_a_known_and_an_unknown_email(client, applicant):
    def page(email):
        return text(sign_in(client, email, "wrong")).replace(email, "…").split("<main")[1].split("</main>")[0]

    known, unknown = (page(email).split("csrfmiddlewaretoken") for email in (EMAIL, "nobody@example.ru"))
    assert known[0] == unknown[0]


def test_empty_fields_are_named_and_not_counted_as_an_attempt(client):
    page = text(sign_in(client, "", ""))
    assert "E-mail: заполните это поле." in page
    assert "Пароль: заполните это поле." in page
    assert not Throttle.objects.exists()


@pytest.mark.parametrize("email", ["' OR 1=1 --", "<script>alert(1)</script>", "я" * 10_000, "🙂"])
def test_strange_input_is_a_wrong_login_and_is_shown_back_escaped(client, email):
    response = sign_in(client, email, "wrong")
    assert "Неверный логин или пароль." in text(response)
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.ru"])
def test_the_lock_tells_when_to_try_again_and_does_not_take_the_right_password(client, applicant, email):
    for _ in range(3):
        sign_in(client, email, "wrong")
    response = sign_in(client, email)
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 5
    assert "Слишком много попыток. Попробуйте снова в " in text(response)
    assert client.get("/profile/").url.startswith("/login/")


def test_after_the_lock_the_right_password_signs_in(client, applicant):
    for _ in range(3):
        sign_in(client, password="wrong")
    Throttle.objects.update(blocked_until=timezone.now() - timedelta(seconds=1))
    assert sign_in(client).url == "/"


def test_who_has_not_confirmed_the_email_is_told_so_and_gets_the_letter_again(client, letters):
    make_applicant(email=EMAIL, confirmed=False)
    page = text(sign_in(client))
    assert "E-mail ещё не подтверждён" in page
    assert "Отправить письмо ещё раз" in page
    assert client.get("/profile/").url.startswith("/login/")
    before = len(letters())
    assert client.post("/registration/done/").url == "/registration/done/"
    assert [letter.to for letter in letters()[before:]] == [[EMAIL]]


def test_the_letter_is_not_sent_again_for_who_does_not_know_the_password(client, letters):
    make_applicant(email=EMAIL, confirmed=False)
    assert "ещё не подтверждён" not in text(sign_in(client, password="wrong"))
    before = len(letters())
    client.post("/registration/done/")
    assert len(letters()) == before


def test_a_password_is_taken_as_it_was_typed():
    typed = "  Синий БЕРЕГ  " + "я" * 100
    assert password_field().clean(typed) == typed
    user = User(email="vasilyeva@example.ru")
    set_password(user=user, password=typed)
    assert [user.check_password(one) for one in (typed, typed.strip(), typed.lower(), typed[:-1])] == [
        True,
        False,
        False,
        False,
    ]


def test_signing_out_ends_the_session(client, applicant):
    sign_in(client)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/login/"
    assert client.get("/profile/").url.startswith("/login/")
    assert client.post("/logout/").url == "/login/", "a second click finds no session and does no harm"


def test_signing_in_changes_the_session_key(client, applicant):
    make_applicant(email="new@example.ru", confirmed=False)
    sign_in(client, "new@example.ru")
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_a_user_without_an_applicant_has_a_login_and_no_data(client, applicant):
    sign_in(client)
    Applicant.objects.all().delete()
    assert client.get("/profile/").status_code == 200


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_password_can_be_shown_and_hidden_again(page, live_server):
    page.goto(f"{live_server.url}/login/")
    password = page.get_by_label("Пароль", exact=False).and_(page.locator("input"))
    password.fill("берег")
    page.get_by_role("button", name="Показать пароль").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Скрыть пароль").click()
    expect(password).to_have_attribute("type", "password")
    expect(password).to_have_value("берег")
