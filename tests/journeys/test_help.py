"""Help where one is stuck: a hard word opens its meaning, a page leads to its section."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.applications.builders import make_applicant, make_draft
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_hard_word_opens_its_meaning_by_keyboard_and_closes_again(enter, scripts):
    owner = make_applicant()
    draft = make_draft(owner)
    window = enter(owner.user, viewport=PHONE, scripts=scripts)
    window.open(reverse("wizard_step", args=[draft.pk, "power"]))
    window.page.get_by_text("Есть особенности?").click()
    word = window.page.get_by_role("button", name="акте о технологическом присоединении")
    meaning = window.page.get_by_text("Документ, который подтверждает, что вы присоединены")
    expect(meaning).to_be_hidden()
    word.press("Enter")
    expect(meaning).to_be_visible()
    window.look()
    window.page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    expect(word).to_be_focused()
    assert window.page.url.endswith("/steps/power/"), "nothing was sent"


def test_applicant_finds_how_to_recover_a_password_without_signing_in(visitor):
    window = visitor(viewport=PHONE, scripts=False)
    window.open("/login/")
    window.follow("Помощь по этой странице")
    window.sees("Авторизация")
    window.page.get_by_label("Что вы ищете в справке?").fill("забыл паролем")
    window.press("Найти")
    window.follow("Восстановление пароля")
    window.sees("Забыли свой пароль?")
    window.follow("Профиль пользователя")
    window.sees("Здесь хранятся ваши данные")
