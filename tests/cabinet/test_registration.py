import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from playwright.sync_api import expect

from kabinet.accounts.models import OneTimeCode, User
from kabinet.applicants.models import Applicant, Consent
from kabinet.applications.models import Application
from tests.applicants.people import COMPANY, ENTREPRENEUR, PASSWORD, PERSON, make_applicant

pytestmark = pytest.mark.django_db

EMAIL = "ivanov@example.ru"
LOGIN = {"email": EMAIL, "password": PASSWORD, "consent": "on"}
HOUSE = "what=new&purpose=house&power=15"
FORMS = {"person": PERSON, "entrepreneur": ENTREPRENEUR, "company": COMPANY}


def text(response):
    return unescape(response.content.decode())


@pytest.fixture
def register(client, typed_code):
    """A function that opens the form, fills it in and sends it."""

    def send(kind="person", carried="", **changes):
        address = f"/registration/{kind}/?{carried}"
        page = client.get(address)
        data = {**FORMS[kind], **LOGIN, "token": str(uuid4()), **typed_code(page), **changes}
        return client.post(address, {k: v for k, v in data.items() if v is not None})

    return send


def link_in(letter):
    return re.search(r"https?://[^/]+(/\S+)", letter.body)[1]


def test_the_tabs_are_links_with_the_words_of_the_manual(client):
    page = text(client.get("/registration/", follow=True))
    for title, slug in (
        ("Физическое лицо", "person"),
        ("Индивидуальный предприниматель", "entrepreneur"),
        ("Юридическое лицо", "company"),
    ):
        assert re.search(rf'<a [^>]*href="/registration/{slug}/"[^>]*>{title}</a>', page)
    assert re.search(r'aria-current="page"[^>]*>Физическое лицо', page)
    for words in (
        "Данные заявителя",
        "Введите код",
        "Зарегистрироваться",
        "Согласен(согласна) получать уведомления по электронной почте",
    ):
        assert words in page


def test_there_is_no_fourth_tab(client):
    assert client.get("/registration/alien/").status_code == 404


@pytest.mark.parametrize("kind", list(FORMS))
def test_an_applicant_of_each_status_registers_confirms_the_email_and_signs_in(
    client, register, letters, kind
):
    response = register(kind)
    assert response.url == "/registration/done/"
    assert EMAIL in text(client.get(response.url))
    (letter,) = letters()
    assert letter.to == [EMAIL]
    elsewhere = Client()
    confirmation = elsewhere.post(link_in(letter))
    assert confirmation.url == "/login/"
    page = text(elsewhere.get("/login/"))
    assert "E-mail подтверждён" in page
    assert f'value="{EMAIL}"' in page
    assert elsewhere.post("/login/", {"email": EMAIL, "password": PASSWORD}).url == "/"
    assert Applicant.objects.get().name in text(elsewhere.get("/profile/"))


def test_the_link_opens_the_cabinet_in_the_browser_that_registered(client, register, letters):
    register()
    link = link_in(letters()[0])
    assert client.get(link).url == "/"
    assert Applicant.objects.get().name in text(client.get("/profile/"))
    again = client.get(link)
    assert again.url == "/"
    assert "E-mail уже подтверждён." in text(client.get("/"))


def test_the_link_alone_opens_nothing_in_another_browser(register, letters):
    register()
    link, elsewhere = link_in(letters()[0]), Client()
    elsewhere.get(link)
    elsewhere.post(link)
    assert elsewhere.get("/profile/").status_code == 302
    again = elsewhere.post(link)
    assert again.url == "/login/"
    assert "E-mail уже подтверждён. Войдите." in text(elsewhere.get("/login/"))


def test_a_registration_that_another_replaced_opens_nothing_in_the_first_browser(
    client, register, letters, typed_code
):
    """A stranger registers the same e-mail anew: the owner must not get into what the stranger can open."""
    register()
    stranger = Client()
    page = stranger.get("/registration/person/")
    data = {**PERSON, **LOGIN, "password": "чужой-пароль-1", "token": str(uuid4()), **typed_code(page)}
    stranger.post("/registration/person/", data)
    link = link_in(letters()[1])
    assert "Подтвердить e-mail" in text(client.get(link))
    assert client.post(link).url == "/login/"
    assert client.get("/profile/").status_code == 302


def test_a_letter_to_a_known_address_leaves_nothing_to_enter_by(client, register, letters):
    make_applicant(email=EMAIL)
    register()
    assert "/registration/confirm/" not in letters()[-1].body
    assert client.get("/profile/").status_code == 302


def test_what_fetches_links_beforehand_confirms_nothing(client, register, letters):
    register()
    link = link_in(letters()[0])
    assert "Подтвердить e-mail" in text(client.get(link, headers={"sec-purpose": "prefetch;prerender"}))
    assert not User.objects.filter(confirmed_at__isnull=False).exists()


def test_the_answers_of_the_start_page_become_a_draft_at_once(client, register, letters):
    assert "Ваши ответы перейдут" in text(client.get(f"/registration/person/?{HOUSE}"))
    register(carried=HOUSE)
    link = link_in(letters()[0])
    assert link.endswith(f"/?{HOUSE}")
    draft_page = client.get(link).url
    draft = Application.objects.get()
    assert draft_page == f"/applications/{draft.pk}/"
    assert draft.answers["requested_power"] == "15"


def test_the_answers_reach_the_application_from_another_browser_too(register, letters):
    register(carried=HOUSE)
    elsewhere = Client()
    login = elsewhere.post(link_in(letters()[0])).url
    wanted = re.search(r'name="next" value="([^"]+)"', text(elsewhere.get(login)))[1]
    entered = elsewhere.post("/login/", {"email": EMAIL, "password": PASSWORD, "next": wanted})
    assert re.search(r'value="НП"[^>]*checked', text(elsewhere.get(entered.url)))


def test_the_answers_go_with_the_letter_to_a_known_address(client, register, letters):
    make_applicant(email=EMAIL)
    register(carried=HOUSE)
    login = re.search(r"https?://[^/]+(/login/\S+)", letters()[-1].body)[1]
    wanted = re.search(r'name="next" value="([^"]+)"', text(client.get(login)))[1]
    assert wanted == f"/applications/new/?{HOUSE}"


def test_the_answers_go_with_the_letter_that_is_sent_again(client, register, letters):
    register(carried=HOUSE)
    client.post("/registration/done/")
    assert link_in(letters()[1]).endswith(f"/?{HOUSE}")


def test_consents_are_separate_and_not_ticked_beforehand(client):
    page = text(client.get("/registration/person/"))
    for name in ("consent", "email_notices"):
        (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert "checked" not in tag
    assert 'href="/consents/processing/"' in page
    assert 'href="/consents/email_notices/"' in page


def test_registration_without_the_consent_is_refused_and_without_notices_is_not(client, register):
    page = text(register(consent=None))
    assert "Без этого согласия зарегистрироваться нельзя." in page
    assert not User.objects.exists()
    register()
    assert [consent.text.purpose for consent in Consent.objects.all()] == ["processing"]


def test_the_notices_ticked_are_a_consent_of_their_own(register):
    register(email_notices="on")
    assert {c.text.purpose for c in Consent.objects.all()} == {"processing", "email_notices"}
    assert Applicant.objects.get().email_notices


@pytest.mark.parametrize("kind", list(FORMS))
def test_an_empty_form_names_each_demanded_field_and_nothing_else(client, kind):
    page = text(client.post(f"/registration/{kind}/", {}))
    summary = page.split("error-summary__list")[1].split("</ul>")[0]
    named = re.findall(r">([^<>:]+): ", summary)
    own = {
        "person": ["Фамилия", "Имя", "СНИЛС"],
        "entrepreneur": ["Фамилия", "Имя", "ОГРНИП", "ИНН"],
        "company": ["Полное наименование", "ОГРН", "ИНН"],
    }
    assert [name for name in named if name in own[kind]] == own[kind]
    assert "Мобильный телефон" in named
    assert "E-mail" in named
    for optional in ("Отчество", "КПП", "Серия и номер паспорта", "Фамилия представителя"):
        assert optional not in named


@pytest.mark.parametrize(
    ("kind", "field", "value", "message"),
    [
        ("person", "last_name", "Ivanov", "кириллицей"),
        ("person", "last_name", "Иванов🙂", "🙂"),
        ("person", "first_name", "<b>Пётр</b>", "только буквы"),
        ("person", "last_name", "'; DROP TABLE users; --", "«;»"),
        ("person", "last_name", "я" * 10_000, "Сократите текст"),
        ("person", "snils", "112-233-445 96", "контрольными цифрами"),
        ("person", "snils", "111-111-111 11", "одинаковых цифр"),
        ("person", "snils", "112-233", "11 цифр"),
        ("person", "birth_date", "01.01.2100", "Дата рождения"),
        ("person", "birth_date", "31.02.1990", "Дата рождения"),
        ("person", "passport_issued_on", "01.01.2100", "Дата выдачи"),
        ("person", "passport_number", "45", "10 цифр"),
        ("person", "passport_number", "45 09 12345я", "«я»"),
        ("person", "passport_department_code", "77", "коде подразделения"),
        ("person", "mobile", "8 495 123-45-67", "мобильного"),
        ("person", "mobile", "звоните", "Номер телефона"),
        ("person", "email", "ivanov@", "E-mail"),
        ("person", "registration_address", "а" * 10_000, "Сократите текст"),
        ("entrepreneur", "ogrnip", "304500116000158", "контрольной цифрой"),
        ("entrepreneur", "ogrnip", "333333333333333", "одинаковых цифр"),
        ("entrepreneur", "inn", "500100732258", "контрольной цифрой"),
        ("entrepreneur", "inn", "7707083893", "ИНН организации"),
        ("company", "ogrn", "1027700132196", "контрольной цифрой"),
        ("company", "ogrn", "0000000000000", "нулей"),
        ("company", "inn", "7707083894", "контрольной цифрой"),
        ("company", "kpp", "77360100", "9 знаков"),
        ("company", "full_name", "О" * 501, "Сократите текст"),
        ("company", "representative_document_date", "01.01.2100", "Дата документа"),
        ("company", "representative_valid_until", "01.01.2020", "Срок действия закончился раньше"),
        ("company", "representative_last_name", "", "Фамилия представителя"),
        ("person", "password", "1234", "слишком короткий"),
        ("person", "password", "Иванов2026", "похож на ваш e-mail или имя"),
    ],
)
def test_a_bad_answer_is_explained_and_everything_else_is_kept(register, kind, field, value, message):
    response = register(kind, **{field: value}, email_notices="on")
    page = text(response)
    summary = page.split("error-summary__list")[1].split("</ul>")[0]
    assert message.lower() in summary.lower()
    assert not User.objects.exists()
    for name, typed in {**FORMS[kind], "email": EMAIL}.items():
        if name != field and typed:
            assert re.search(rf'name="{name}" value="{re.escape(typed)}"', page), name
    for name in ("consent", "email_notices"):
        (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        assert "checked" in tag
    assert PASSWORD not in page, "a password is never sent back"
    assert "<b>Пётр" not in response.content.decode()


def test_a_passport_issued_in_childhood_is_questioned(register):
    page = text(register(birth_date="21.01.1990", passport_issued_on="20.01.2003"))
    assert "Паспорт выдают с 14 лет" in page
    assert 'value="20.01.2003"' in page


def test_markup_in_a_name_of_a_company_is_kept_as_text(client, register):
    name = "ООО <script>alert(\"1\")</script> & 'Ко'"
    register("company", full_name=name, short_name=name)
    User.objects.update(confirmed_at="2026-11-24T09:00Z")
    client.post("/login/", {"email": EMAIL, "password": PASSWORD})
    response = client.get("/profile/")
    assert name in text(response)
    assert "<script>alert" not in response.content.decode()


def test_the_wrong_code_is_refused(client, register):
    page = register(code_1="000000")
    assert "error-summary" in text(page)
    assert not User.objects.exists()


def test_the_same_form_sent_again_registers_once_and_says_the_same(client, typed_code, letters):
    page = client.get("/registration/person/")
    data = {**PERSON, **LOGIN, "token": str(uuid4()), **typed_code(page)}
    first, second = client.post("/registration/person/", data), client.post("/registration/person/", data)
    assert first.url == second.url == "/registration/done/"
    assert len(letters()) == 1
    assert User.objects.count() == 1


def test_the_form_carries_a_token_of_its_own(client):
    tokens = {
        re.search(r'name="token" value="([\w-]+)"', text(client.get("/registration/person/")))[1]
        for _ in "12"
    }
    assert len(tokens) == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_registers_once(typed_code):
    first = Client()
    page = first.get("/registration/person/")
    data = {**PERSON, **LOGIN, "token": str(uuid4()), **typed_code(page)}

    def click(_number):
        try:
            return Client().post("/registration/person/", data).headers.get("Location")
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as threads:
        places = set(threads.map(click, range(4)))
    assert places == {"/registration/done/"}
    assert (User.objects.count(), Consent.objects.count()) == (1, 1)


def test_a_form_with_a_mistake_can_be_mended_and_sent_with_the_same_token(client, register, typed_code):
    token = str(uuid4())
    page = register(snils="1", token=token)
    data = {**PERSON, **LOGIN, "token": token, **typed_code(page)}
    assert client.post("/registration/person/", data).url == "/registration/done/"
    assert User.objects.count() == 1


def test_a_second_registration_of_an_email_looks_the_same_and_only_its_owner_learns_of_it(
    client, register, letters
):
    owner = make_applicant(email=EMAIL).user
    before = len(letters())
    response = register(last_name="Чужой", password="чужой-пароль-1")
    assert response.url == "/registration/done/"
    page = text(client.get(response.url))
    assert f"Мы отправили письмо на <strong>{EMAIL}</strong>" in page
    (letter,) = letters()[before:]
    assert letter.subject.startswith("Вы уже зарегистрированы")
    assert letter.to == [EMAIL]
    assert "Чужой" not in letter.body
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_opening_the_link_elsewhere_does_not_spend_it(register, letters):
    register()
    link, elsewhere = link_in(letters()[0]), Client()
    for _ in range(3):
        assert "Подтвердить e-mail" in text(elsewhere.get(link))
    assert not User.objects.filter(confirmed_at__isnull=False).exists()
    elsewhere.post(link)
    assert User.objects.filter(confirmed_at__isnull=False).exists()


def test_a_double_click_on_the_confirming_button_does_no_harm(register, letters):
    register()
    link, elsewhere = link_in(letters()[0]), Client()
    assert [elsewhere.post(link).url, elsewhere.post(link).url] == ["/login/", "/login/"]


@pytest.mark.parametrize("spoil", ["late", "unknown"])
def test_a_link_that_does_not_work_says_what_to_do(client, register, letters, spoil):
    register()
    link = link_in(letters()[0])
    if spoil == "late":
        OneTimeCode.objects.update(expires_at=OneTimeCode.objects.get().created_at - timedelta(seconds=1))
    else:
        link = "/registration/confirm/AAAA-BBBB/"
    response = client.post(link)
    assert response.status_code == 410
    assert "Ссылка не подходит" in text(response)
    assert not User.objects.filter(confirmed_at__isnull=False).exists()


def test_the_link_of_a_replaced_registration_does_not_confirm_the_new_one(client, register, letters):
    register()
    first = link_in(letters()[0])
    register(password="другой-пароль-9")
    assert Client().post(first).status_code == 410
    assert client.post(link_in(letters()[1])).url == "/"
    assert Client().post("/login/", {"email": EMAIL, "password": "другой-пароль-9"}).url == "/"


def test_the_letter_can_be_sent_again_until_there_are_too_many(client, register, letters):
    register()
    for _ in range(3):
        assert client.post("/registration/done/").url == "/registration/done/"
    assert len(letters()) == 4
    response = client.post("/registration/done/")
    assert response.status_code == 429
    assert "Слишком много попыток." in text(response)
    assert len(letters()) == 4
    assert client.post(link_in(letters()[0])).url == "/", "the first letter is still good"


def test_too_many_registrations_of_one_email_are_stopped(register):
    answers = [register().status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]


def test_a_signed_in_person_has_nothing_to_register(client):
    client.force_login(make_applicant().user)
    assert client.get("/registration/person/").url == "/"


@pytest.mark.parametrize("purpose", ["processing", "email_notices", "application_processing"])
def test_the_text_of_a_consent_is_open_to_everybody(client, settings, purpose):
    page = text(client.get(f"/consents/{purpose}/"))
    assert settings.OPERATOR.full_name in page
    assert "Редакция 2 от 29.11.2026" in page


def test_an_old_edition_stays_readable_and_an_unknown_one_is_not_found(client, register):
    register()
    kept = Consent.objects.get().text
    kept.__class__.objects.update(body="Прежний текст")
    assert "Прежний текст" in text(client.get(f"/consents/processing/?edition={kept.hash}"))
    assert client.get("/consents/processing/?edition=nonsense").status_code == 404
    assert client.get(f"/consents/email_notices/?edition={kept.hash}").status_code == 404
    assert client.get("/consents/secret/").status_code == 404


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_another_tab_keeps_what_was_typed_in_the_fields_both_have(page, live_server):
    page.goto(f"{live_server.url}/registration/person/")
    page.get_by_label("Фамилия", exact=False).first.fill("Иванов")
    page.get_by_label("СНИЛС").fill("112-233-445 95")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_role("link", name="Индивидуальный предприниматель").click()
    page.wait_for_url("**/registration/entrepreneur/")
    expect(page.locator("[name=last_name]")).to_have_value("Иванов")
    expect(page.locator("[name=email]")).to_have_value(EMAIL)
    assert page.evaluate("sessionStorage.getItem('registration')") is None


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_person_registers_in_a_browser_without_scripts(new_context, live_server, code_for):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/registration/person/")
    for name, value in {**PERSON, "email": EMAIL, "password": PASSWORD}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=consent]").check()
    page.locator("[name=code_1]").fill(code_for(page.locator("[name=code_0]").get_attribute("value")))
    page.get_by_role("button", name="Зарегистрироваться").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")
