"""Keys in a real browser, with the authenticator that Chromium lends to tests."""

import re

import pytest
from playwright.sync_api import expect

from kabinet.accounts.models import Passkey
from tests.applications.builders import PASSWORD, factor_code, make_specialist
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "spec@example.ru"


def plug_in(window, *, verified=True):
    """A key that the browser of this window can reach; `verified`: its person shows a finger."""
    session = window.page.context.new_cdp_session(window.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def type_password(window):
    window.open("/login/")
    window.page.get_by_label("E-mail").fill(EMAIL)
    window.page.locator("input[name='password']").fill(PASSWORD)
    window.press("Войти")


@pytest.mark.parametrize("shape", [{}, {"viewport": PHONE, "dark": True}])
def test_specialist_adds_a_key_signs_in_by_it_and_removes_it(visitor, shape):
    make_specialist(email=EMAIL)
    window = visitor(**shape)
    plug_in(window)
    type_password(window)
    expect(window.page.get_by_role("button", name="Войти по ключу")).to_have_count(0)
    window.page.get_by_label("Код из приложения").fill(factor_code(EMAIL))
    window.press("Войти")
    window.open("/profile/second-factor/")
    window.page.get_by_label("Код из приложения").fill(factor_code(EMAIL))
    window.press("Ключи входа")
    window.page.get_by_label("Название ключа").fill("Рабочий ноутбук")
    window.press("Добавить ключ")
    window.sees("Ключ добавлен")
    window.page.get_by_label("Название ключа").fill("Он же")
    window.page.get_by_role("button", name="Добавить ключ").click()
    window.sees("Этот ключ уже добавлен.")

    window.page.context.clear_cookies()
    type_password(window)
    window.press("Войти по ключу")
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Очередь заявок")
    window.open("/profile/second-factor/")
    window.press("Подтвердить ключом")
    window.press("Ключи входа")
    window.sees("Рабочий ноутбук")
    window.page.get_by_role("button", name=re.compile("^Удалить")).click()
    window.sees("Ключ удалён")
    assert not Passkey.objects.exists()


def test_a_key_whose_person_is_not_verified_opens_nothing_and_the_code_does(visitor):
    make_specialist(email=EMAIL)
    window = visitor()
    plug_in(window, verified=False)
    type_password(window)
    window.page.get_by_label("Код из приложения").fill(factor_code(EMAIL))
    window.press("Войти")
    window.open("/profile/second-factor/")
    window.page.get_by_label("Код из приложения").fill(factor_code(EMAIL))
    window.press("Ключи входа")
    window.page.get_by_label("Название ключа").fill("Чужой палец")
    window.page.get_by_role("button", name="Добавить ключ").click()
    window.sees("Ключ не ответил")
    assert not Passkey.objects.exists()


def test_without_scripts_no_key_is_offered(visitor):
    make_specialist(email=EMAIL)
    window = visitor(scripts=False)
    type_password(window)
    window.page.get_by_label("Код из приложения").fill(factor_code(EMAIL))
    window.press("Войти")
    window.open("/profile/second-factor/")
    window.page.get_by_label("Код из приложения").fill(factor_code(EMAIL))
    window.press("Ключи входа")
    window.sees("Без него входите по коду из приложения")
    expect(window.page.get_by_role("button", name="Добавить ключ")).to_be_hidden()
