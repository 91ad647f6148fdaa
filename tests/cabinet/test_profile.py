import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from kabinet.accounts.models import OneTimeCode, User
from kabinet.applicants.models import Applicant, ApplicantKind, Consent
from tests.applicants.people import COMPANY, PASSWORD, PERSON, make_applicant
from tests.applications.builders import make_specialist

pytestmark = pytest.mark.django_db

EMAIL, NEW_EMAIL, NEW_PASSWORD = "ivanov@example.ru", "new@example.ru", "лес-зелёный-8"


@pytest.fixture
def applicant(client):
    applicant = make_applicant(email=EMAIL)
    client.force_login(applicant.user)
    return applicant


def text(response):
    return unescape(response.content.decode())


def link_in(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def save(client, version=1, **changes):
    return client.post("/profile/", {**PERSON, "version": version, **changes})


def test_the_profile_shows_what_was_registered(client, applicant):
    page = text(client.get("/profile/"))
    for words in ("Профиль пользователя", "Сохранить", "Физическое лицо", EMAIL, "Согласие на обработку"):
        assert words in page
    for name, value in {**PERSON, "mobile": "+7 917 123-45-67"}.items():
        assert f'name="{name}" value="{value}"' in page


def test_the_applicants_data_are_corrected(client, applicant):
    response = save(
        client, last_name="Петров", registration_address="101000, Москва", passport_number="45 09 № 123456"
    )
    assert response.url == "/profile/"
    page = text(client.get("/profile/"))
    assert "Профиль сохранён." in page
    assert 'name="last_name" value="Петров"' in page
    assert 'name="passport_number" value="4509 123456"' in page
    assert "Петров Пётр Сергеевич" in page.split("<main")[0], "the header names the person anew"


def test_a_name_typed_without_capital_letters_is_kept_with_them(client, applicant):
    save(client, last_name="петрова-водкина", first_name="ГАЛИНА", middle_name="мамед кызы")
    page = text(client.get("/profile/"))
    assert 'name="last_name" value="Петрова-Водкина"' in page
    assert 'name="middle_name" value="Мамед кызы"' in page
    assert "Петрова-Водкина Галина Мамед кызы" in page.split("<main")[0]
    assert User.objects.get().name == "Петрова-Водкина Галина Мамед кызы"


def test_the_representatives_data_are_corrected(client):
    client.force_login(make_applicant(ApplicantKind.COMPANY).user)
    client.post("/profile/", {**COMPANY, "version": 1, "representative_last_name": "Орлов"})
    assert Applicant.objects.get().details["representative_last_name"] == "Орлов"


def test_a_bad_answer_saves_nothing_and_keeps_what_was_typed(client, applicant):
    page = text(save(client, snils="112-233-445 96", birth_place="Тула"))
    assert "контрольными цифрами" in page
    assert 'value="112-233-445 96"' in page
    assert 'value="Тула"' in page
    assert Applicant.objects.get().details.get("birth_place") == ""


def test_turning_notices_on_and_off_is_recorded_and_shown(client, applicant):
    save(client, email_notices="on")
    assert 'name="email_notices"' in text(client.get("/profile/"))
    consent = Consent.objects.get(text__purpose="email_notices")
    assert (consent.withdrawn_at, consent.address) == (None, "127.0.0.1")
    save(client, version=2)
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert "отозвано" in text(client.get("/profile/"))


def test_a_profile_changed_in_another_tab_is_told_and_nothing_is_lost(client, applicant):
    save(client, birth_place="Тула", email_notices="on")
    page = text(save(client, birth_place="Орёл", actual_address="Клин"))
    assert "профиль изменили" in page
    assert 'name="birth_place" value="Орёл"' in page
    assert 'name="actual_address" value="Клин"' in page
    differing = page.split("Сейчас сохранено:")[1].split("</dl>")[0]
    assert re.findall(r"<dt>(.+?)</dt>", differing) == [
        "Место рождения",
        "Фактический адрес",
        "Согласен(согласна) получать уведомления по электронной почте",
    ]
    assert "Тула" in differing
    assert Applicant.objects.get().details["birth_place"] == "Тула"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert save(client, version=version, birth_place="Орёл").url == "/profile/"
    assert Applicant.objects.get().details["birth_place"] == "Орёл"


@pytest.mark.parametrize("version", ["", "nonsense", "-1"])
def test_a_form_without_its_version_saves_nothing(client, applicant, version):
    assert save(client, version=version, last_name="Петров").status_code == 200
    assert Applicant.objects.get().name == "Иванов Пётр Сергеевич"


def test_another_document_asks_for_its_name_without_scripts_too(client, applicant):
    page = text(save(client, identity_document="other", refresh="identity_document"))
    assert "error-summary" not in page
    assert "Название документа" in page
    assert Applicant.objects.get().version == 1


def test_a_new_password_keeps_this_session_ends_the_others_and_is_told_by_a_letter(
    client, applicant, letters
):
    other = Client()
    other.force_login(applicant.user)
    data = {"current": PASSWORD, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    assert client.post("/profile/password/", data).url == "/profile/"
    assert "Пароль изменён" in text(client.get("/profile/"))
    assert other.get("/profile/").url.startswith("/login/")
    assert letters()[-1].subject.startswith("Пароль изменён")
    assert User.objects.get().check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"current": "wrong"}, "Неверный текущий пароль."),
        ({"current": ""}, "Текущий пароль: заполните это поле."),
        ({"password": "12345678", "password_again": "12345678"}, "одних цифр"),
        ({"password": EMAIL, "password_again": EMAIL}, "похож на ваш e-mail"),
        ({"password_again": "другое"}, "Пароли не совпадают"),
    ],
)
def test_a_password_is_not_changed_by_mistake(client, applicant, data, message):
    good = {"current": PASSWORD, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    page = text(client.post("/profile/password/", {**good, **data}))
    assert message in page
    assert NEW_PASSWORD not in page
    assert User.objects.get().check_password(PASSWORD)


def test_guessing_the_current_password_is_stopped_even_for_the_right_one(client, applicant):
    data = {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD}
    for _ in range(3):
        client.post("/profile/password/", {**data, "current": "wrong"})
    response = client.post("/profile/password/", {**data, "current": PASSWORD})
    assert response.status_code == 429
    assert "Слишком много попыток." in text(response)
    assert User.objects.get().check_password(PASSWORD)


def test_a_new_email_counts_once_its_link_is_confirmed_and_the_old_mailbox_is_told(
    client, applicant, letters
):
    before = len(letters())
    response = client.post("/profile/email/", {"new_email": "New@Example.ru", "password": PASSWORD})
    assert response.url == "/profile/"
    (letter,) = letters()[before:]
    assert letter.to == [NEW_EMAIL]
    assert User.objects.get().email == EMAIL
    link = link_in(letter)
    assert "Подтвердить новый e-mail" in text(Client().get(link))
    assert User.objects.get().email == EMAIL, "opening the link does not spend it"
    assert Client().post(link).url == "/login/"
    assert User.objects.get().email == NEW_EMAIL
    assert client.post(link).url == "/profile/", "a second click does no harm"
    told = letters()[-1]
    assert (told.to, told.subject.split(" — ")[0]) == ([EMAIL], "Логин изменён")
    assert NEW_EMAIL not in told.body
    assert client.get("/profile/").status_code == 200
    assert Client().post("/login/", {"email": NEW_EMAIL, "password": PASSWORD}).url == "/"


def test_an_email_of_another_account_looks_the_same_and_only_its_owner_is_told(client, applicant, letters):
    make_applicant(email="taken@example.ru")
    before = len(letters())
    response = client.post("/profile/email/", {"new_email": "taken@example.ru", "password": PASSWORD})
    assert response.url == "/profile/"
    assert "Мы отправили письмо на taken@example.ru" in text(client.get("/profile/"))
    (letter,) = letters()[before:]
    assert (letter.to, letter.subject.split(" — ")[0]) == (["taken@example.ru"], "Этот адрес уже занят")
    assert not OneTimeCode.objects.filter(purpose="change_email").exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"new_email": EMAIL}, "Это ваш нынешний e-mail"),
        ({"new_email": "nonsense"}, "Это не похоже на e-mail"),
        ({"new_email": "я" * 10_000}, "Новый e-mail: "),
        ({"password": "wrong"}, "Неверный текущий пароль."),
    ],
)
def test_an_email_is_not_changed_by_mistake(client, applicant, data, message):
    page = text(client.post("/profile/email/", {"new_email": NEW_EMAIL, "password": PASSWORD, **data}))
    assert message in page
    assert not OneTimeCode.objects.filter(purpose="change_email").exists()


def test_a_link_to_a_new_email_works_for_a_day(client, applicant, letters):
    client.post("/profile/email/", {"new_email": NEW_EMAIL, "password": PASSWORD})
    code = OneTimeCode.objects.get(purpose="change_email")
    assert code.expires_at - code.created_at == timedelta(days=1)
    OneTimeCode.objects.filter(pk=code.pk).update(expires_at=code.created_at)
    response = client.post(link_in(letters()[-1]))
    assert response.status_code == 410
    assert "Ссылка не подходит" in text(response)
    assert User.objects.get().email == EMAIL


def test_requests_to_change_the_email_are_limited(client, applicant, letters):
    answers = [
        client.post(
            "/profile/email/", {"new_email": f"a{number}@example.ru", "password": PASSWORD}
        ).status_code
        for number in range(6)
    ]
    assert answers == [302] * 5 + [429]


def test_a_specialist_has_a_name_a_password_and_an_email_there(client):
    client.force_login(make_specialist(email="smirnova@example.ru", name="Смирнова"))
    page = text(client.get("/profile/"))
    for words in ("Смирнова", "smirnova@example.ru", "Сменить пароль", "Изменить e-mail", "Второй фактор"):
        assert words in page
    for words in ("СНИЛС", "Представитель", "Уведомления"):
        assert words not in page.split("<main")[1].split("</main>")[0]
    assert client.post("/profile/", {"name": "Смирнова Анна"}).url == "/profile/"
    assert User.objects.get().name == "Смирнова Анна"
    assert "заполните это поле" in text(client.post("/profile/", {"name": " "}))


@pytest.mark.parametrize("url", ["/profile/", "/profile/password/", "/profile/email/"])
def test_a_stranger_is_asked_to_sign_in(client, url):
    assert client.get(url).url == f"/login/?next={url}"
