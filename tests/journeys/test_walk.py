"""A list of cases is worked through: by the mouse without scripts, by keys alone."""

import pytest
from playwright.sync_api import expect

from tests.applications.builders import make_applicant, make_specialist, make_submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PRESSED_IN_RUSSIAN = """document.body.dispatchEvent(
    new KeyboardEvent("keydown", {key: "у", code: "KeyE", bubbles: true}))"""
"""«У» stands where E does."""


@pytest.fixture
def three(transactional_db):
    return [make_submitted(make_applicant()) for _ in range(3)]


def opened(window):
    """The number of the case whose card is open."""
    return window.page.get_by_role("heading", level=1).inner_text()


def in_queue(window):
    return window.page.locator(".queue__number").all_inner_texts()


def test_next_an_act_and_back_keep_to_the_list_without_scripts(enter, three):
    window = enter(make_specialist(), scripts=False)
    window.open("/office/?state=open&q=жуково")
    first, second, third = in_queue(window)
    window.follow(first)
    window.look()
    window.follow("Следующая")
    assert opened(window) == second
    window.page.get_by_label("Комментарий", exact=True).fill("Проверяем документы.")
    window.press("Отправить заявителю")
    assert opened(window) == third
    window.sees(f"{second}. Комментарий отправлен заявителю.")
    window.follow("Предыдущая")
    assert opened(window) == second
    window.follow("События")
    window.page.locator(".queue-tabs").get_by_role("link", name="Заявка").click()
    window.page.locator(".back-link").click()
    assert in_queue(window) == [first, second, third]
    assert window.page.locator("#queue-search").input_value() == "жуково"


def test_three_cases_are_worked_by_keys_alone(enter, three):
    window = enter(make_specialist())
    keys = window.page.keyboard
    window.open("/office/")
    numbers = in_queue(window)

    keys.press("j")
    keys.press("j")
    expect(window.page.get_by_role("link", name=numbers[1])).to_be_focused()
    keys.press("k")
    keys.press("Enter")
    for number in numbers:
        expect(window.page.get_by_role("heading", level=1)).to_have_text(number)
        window.page.evaluate(PRESSED_IN_RUSSIAN)
        window.sees("Заявка ваша")
        keys.press("r")
        expect(window.page.get_by_label("Комментарий", exact=True)).to_be_focused()
        keys.type("jkenra")
        expect(window.page.get_by_label("Комментарий", exact=True)).to_have_value("jkenra")
        keys.press("Tab")
        window.page.get_by_role("button", name="Отправить заявителю").focus()
        keys.press("Enter")
        window.sees("Комментарий отправлен заявителю.")
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Очередь заявок")

    window.open("/office/?state=mine")
    keys.press("j")
    keys.press("Enter")
    window.page.wait_for_url("**/office/applications/**")
    keys.press("u")
    expect(window.page.get_by_role("link", name=numbers[0])).to_be_focused()
    keys.press("/")
    expect(window.page.locator("#queue-search")).to_be_focused()
    keys.press("Escape")
    keys.press("g")
    keys.press("a")
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Обращения")


def test_keys_are_explained_and_switched_off(enter, three):
    window = enter(make_specialist())
    keys = window.page.keyboard
    window.open("/office/")
    keys.press("?")
    expect(window.page.get_by_role("dialog", name="Клавиши")).to_be_visible()
    window.look()
    window.page.get_by_label("Буквы работают как клавиши").uncheck()
    keys.press("Escape")
    expect(window.page.get_by_role("dialog", name="Клавиши")).to_be_hidden()
    window.open("/office/")
    keys.press("j")
    expect(window.page.locator(".queue__number:focus")).to_have_count(0)
    window.page.get_by_role("button", name="Клавиши").click()
    window.page.get_by_label("Буквы работают как клавиши").check()
    window.page.get_by_role("dialog").get_by_role("button", name="Закрыть").click()
    keys.press("j")
    expect(window.page.locator(".queue__number:focus")).to_have_count(1)
