"""The seven steps by the keyboard alone, and what a screen reader is told of the main pages."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from kabinet.applications.models import Application
from tests.applications.builders import make_applicant, make_complete, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STEPS = ("kind", "applicant", "object", "power", "schedule", "supplier", "documents")
MOST_STOPS = 150
"""More stops of Tab than any step has: whoever needs more is caught in a circle."""

FOCUSED = """() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element.closest(".choice") ?? element);
  const own = getComputedStyle(element);
  return {
    name: element.name || "",
    text: element.textContent.trim().replace(/\\s+/g, " "),
    seen: outlineStyle !== "none" || own.outlineStyle !== "none",
  };
}"""
ASKED = """() => [...new Set([...document.querySelectorAll(
  "main :is(input:not([type='hidden'], [type='file']), select, textarea)",
)].filter((input) => input.checkVisibility() && !input.disabled && !input.closest("details:not([open])"))
  .map((input) => input.name))]"""
"""The names of all questions that can be seen on the page."""


@pytest.fixture
def draft(db):
    return make_complete(make_applicant(user=make_user(email="owner@example.ru")))


def walk(page, until):
    """Press Tab until the button `until` has the focus; the names of the fields passed by."""
    passed = set()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        assert stop["seen"], (page.url, stop)
        passed.add(stop["name"])
        if stop["text"] == until:
            return passed
    raise AssertionError(f"{page.url}: no way to «{until}»")


def test_seven_steps_are_passed_by_the_keyboard_alone(enter, draft):
    window = enter(draft.owner)
    for here in STEPS:  # each of them: «Далее» passes over those with nothing to ask
        window.open(reverse("wizard_step", args=[draft.pk, here]))
        asked = set(window.page.evaluate(ASKED))
        assert asked <= walk(window.page, "Далее"), here
        window.page.keyboard.press("Enter")
        expect(window.page).not_to_have_url(re.compile(f"/steps/{here}/"))
    expect(window.page).to_have_url(re.compile("/steps/check/"))
    window.page.locator("input[name='consent']").focus()
    window.page.keyboard.press("Space")
    window.solve_code()
    walk(window.page, "Подать заявку")
    window.page.keyboard.press("Enter")
    expect(window.page).to_have_url(re.compile("/submitted/"))
    assert Application.objects.get(pk=draft.pk).submitted_at


def test_screen_reader_is_told_of_the_login(visitor):
    window = visitor()
    window.open("/login/")
    expect(window.page.locator("body")).to_match_aria_snapshot("""
      - link "Перейти к содержанию"
      - region "Вид страницы":
        - link "Версия для слабовидящих"
      - banner:
        - navigation "Разделы"
      - main:
        - heading "Авторизация" [level=1]
        - textbox "E-mail (обязательно)"
        - textbox "Пароль (обязательно)"
        - button "Показать пароль"
        - button "Войти"
        - link "Регистрация"
      - contentinfo:
        - heading "Служба поддержки" [level=2]
        - navigation "Для всех"
    """)


def test_screen_reader_is_told_of_a_step_and_of_what_is_saved(enter, draft):
    window = enter(draft.owner)
    window.open(reverse("wizard_step", args=[draft.pk, "object"]))
    expect(window.page.locator("main")).to_match_aria_snapshot("""
      - main:
        - navigation "Где вы находитесь"
        - heading "Подача заявки на технологическое присоединение" [level=1]
        - navigation "Шаги"
        - heading "Шаг 3. Объект" [level=2]
        - textbox "Адрес объекта (обязательно)"
        - button "Далее"
    """)
    said = window.page.locator("[data-autosave-status]").first
    assert said.get_attribute("aria-live") == "polite"


def test_failed_login_moves_the_focus_to_what_went_wrong(visitor):
    window = visitor()
    window.open("/login/")
    window.page.get_by_label("E-mail").fill("nobody@example.ru")
    window.page.locator("input[name='password']").fill("нет")
    window.press("Войти")
    expect(window.page.locator("[data-error-summary]")).to_be_focused()
    expect(window.page).to_have_title(re.compile("^Ошибка: Авторизация"))


def test_added_row_has_the_focus(enter, draft):
    window = enter(draft.owner)
    window.open(reverse("wizard_step", args=[draft.pk, "power"]))
    rows = window.page.locator(".rows__row").count()
    window.page.get_by_text("Есть особенности?").click()
    window.page.get_by_role("button", name=re.compile("^Добавить строку")).first.click()
    expect(window.page.locator(".rows__row")).to_have_count(rows + 1)
    expect(window.page.locator(".rows__row:target :is(input, select)").first).to_be_focused()


def test_paper_has_what_is_folded_on_the_screen_and_no_menus(enter, draft):
    window = enter(draft.owner)
    window.open(reverse("wizard_step", args=[draft.pk, "documents"]))
    page = window.page
    added = "<details><summary>Ещё</summary><p>Весь текст</p></details>"
    page.locator("main").evaluate("(main, added) => main.insertAdjacentHTML('beforeend', added)", added)
    folded = page.get_by_text("Весь текст")
    expect(folded).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    for menu in (".vision", ".header__nav", ".footer", ".form-actions"):
        expect(page.locator(menu).first).to_be_hidden()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(folded).to_be_hidden()
