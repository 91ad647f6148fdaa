"""The session is over while somebody writes: nothing typed is lost, and nobody else gets it."""

import re

import pytest
from playwright.sync_api import expect

from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.kept.models import KeptForm
from tests.applications.builders import (
    PASSWORD,
    factor_code,
    make_applicant,
    make_specialist,
    make_submitted,
    make_user,
)
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = ("Сообщаем о ходе рассмотрения вашей заявки. " * 50)[:2000]
ENDED = "Сеанс закончился: войдите снова, набранное сохранено"


@pytest.fixture
def case(transactional_db):
    make_specialist(email="anna@example.ru", name="Смирнова Анна")
    return make_submitted(make_applicant(user=make_user(email="owner@example.ru")))


def sign_out_in_another_tab(window):
    """Press «Выйти» in a second tab of the same browser."""
    tab = window.page.context.new_page()
    tab.goto(window.address + "/profile/")
    tab.get_by_role("button", name="Выйти").first.click()
    expect(tab.get_by_role("heading", name="Авторизация")).to_be_visible()
    tab.close()


def put_off(window):
    """Close the dialog that asks for the password in place (test_ended_in_place.py)."""
    window.page.get_by_role("dialog").get_by_role("button", name="Позже").click()


def sign_in_here(window, email):
    """Sign in on the page for it that is open, which knows where to go on."""
    window.page.get_by_label("E-mail").fill(email)
    window.page.locator("input[name='password']").fill(PASSWORD)
    window.press("Войти")
    if "/login/code/" in window.page.url:
        window.page.get_by_label("Код из приложения").fill(factor_code(email))
        window.press("Войти")


def drafts_in(window):
    return window.page.evaluate(
        "() => Object.entries(localStorage).filter(([key]) => key.startsWith('kabinet:draft:')).map(String)"
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_specialist_finds_two_thousand_characters_again(visitor, case, scripts):
    office = visitor(scripts=scripts)
    office.sign_in("anna@example.ru")
    office.open(f"/office/applications/{case.pk}/")
    sign_out_in_another_tab(office)
    office.page.locator("#answer [name='text']").fill(LONG)
    if scripts:
        status = office.page.locator("#answer [data-autosave-status]")
        expect(status).to_contain_text(ENDED)
        put_off(office)
        expect(status.get_by_role("link", name="Войти и продолжить")).to_be_visible()
    office.press("Отправить заявителю")
    office.sees("Набранное сохранено")
    sign_in_here(office, "anna@example.ru")
    office.sees("Ничего не отправлено")
    expect(office.page.locator("#answer [name='text']")).to_have_value(LONG)
    assert case.thread.messages.count() == 0

    office.press("Отправить заявителю")
    assert case.thread.messages.get().text.strip() == LONG.strip()
    expect(office.page.locator("#answer [name='text']")).to_have_value("")
    if scripts:
        assert [draft for draft in drafts_in(office) if "Сообщаем" in draft] == []


def test_a_browser_that_keeps_nothing_promises_nothing(visitor, case):
    office = visitor()
    office.page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    office.sign_in("anna@example.ru")
    office.open(f"/office/applications/{case.pk}/corrections/")
    sign_out_in_another_tab(office)
    office.page.locator("#comment").fill("Исправьте отмеченное")
    office.page.evaluate(
        "() => document.dispatchEvent(new CustomEvent('htmx:responseError', {detail: {xhr: {status: 401}}}))"
    )
    expect(office.page.get_by_text("Скопируйте набранное и войдите снова")).to_be_visible()


def test_remarks_on_what_to_correct_come_back_with_their_ticks(visitor, case):
    office = visitor()
    office.sign_in("anna@example.ru")
    office.open(f"/office/applications/{case.pk}/corrections/")
    names = [tick.get_attribute("value") for tick in office.page.locator("[name='item']").all()][:12]
    for name in names:
        office.page.locator(f"#item-{name}").check()
        office.page.locator(f"[name='note-{name}']").fill(f"Не сходится: {name}")
    office.page.locator("#comment").fill("Исправьте отмеченное")
    sign_out_in_another_tab(office)
    office.press("Запросить исправления")
    sign_in_here(office, "anna@example.ru")
    for name in names:
        expect(office.page.locator(f"#item-{name}")).to_be_checked()
        expect(office.page.locator(f"[name='note-{name}']")).to_have_value(f"Не сходится: {name}")
    expect(office.page.locator("[name='item']:checked")).to_have_count(len(names))
    expect(office.page.locator("#comment")).to_have_value("Исправьте отмеченное")
    assert Application.objects.get().state == case.state


def test_answer_that_is_to_be_confirmed_survives_and_leaves_no_copy_behind(visitor, case):
    case.specialist = make_specialist(email="ivan@example.ru", name="Петров Иван")
    case.save()
    office = visitor()
    office.sign_in("anna@example.ru")
    office.open(f"/office/applications/{case.pk}/")
    office.page.locator("#answer [name='text']").fill("Беру в работу за коллегу")
    office.press("Принять в работу")
    office.page.get_by_label("Почему действуете вы").fill("Коллега болеет")
    sign_out_in_another_tab(office)
    office.page.locator("form.card button[type='submit']").click()
    sign_in_here(office, "anna@example.ru")
    office.sees("Коллега болеет")
    expect(office.page.locator("#answer [name='text']")).to_have_value("Беру в работу за коллегу")
    case.refresh_from_db()
    assert case.state == State.SUBMITTED

    office.press("Принять в работу")
    office.page.get_by_label("Почему действуете вы").fill("Коллега болеет")
    office.press("Принять в работу")
    office.sees("Статус изменён")
    expect(office.page.locator("#answer [name='text']")).to_have_value("")
    assert (drafts_in(office), KeptForm.objects.count()) == ([], 0)


def test_remarks_that_were_not_sent_are_still_in_the_browser(visitor, case):
    office = visitor()
    office.page.on("dialog", lambda dialog: dialog.accept())
    office.sign_in("anna@example.ru")
    office.open(f"/office/applications/{case.pk}/corrections/")
    office.page.locator("#item-object_address").check()
    office.page.locator("[name='note-object_address']").fill("Нет номера дома")
    office.page.reload()
    expect(office.page.locator("#item-object_address")).to_be_checked()
    expect(office.page.locator("[name='note-object_address']")).to_have_value("Нет номера дома")
    office.press("Запросить исправления")
    office.sees("Запрошено, исправлений пока нет")
    assert [draft for draft in drafts_in(office) if "Нет номера дома" in draft] == []


def test_writing_goes_on_after_signing_in_in_a_new_tab(visitor, case):
    owner = visitor(viewport=PHONE)
    owner.sign_in("owner@example.ru")
    owner.open(f"/applications/{case.pk}/")
    sign_out_in_another_tab(owner)
    owner.page.locator("#reply [name='text']").fill(LONG)
    status = owner.page.locator("#reply [data-autosave-status]")
    expect(status).to_contain_text(ENDED)
    with owner.page.context.expect_page() as opened:
        owner.page.get_by_role("dialog").get_by_role("link", name="Войти на отдельной странице").click()
    tab = opened.value
    tab.get_by_label("E-mail").fill("owner@example.ru")
    tab.locator("input[name='password']").fill(PASSWORD)
    tab.get_by_role("button", name="Войти").click()
    expect(tab.locator("#reply [name='text']")).to_have_value(LONG)
    tab.close()

    put_off(owner)
    owner.page.locator("#reply [name='text']").press("End")
    owner.page.locator("#reply [name='text']").press_sequentially("!")
    expect(status).to_have_text(re.compile(r"^Сохранено в"))
    owner.press("Отправить")
    owner.sees("Сообщение отправлено")
    assert case.thread.messages.count() == 1
    assert KeptForm.objects.count() == 0


def test_applicant_without_a_connection_is_told_of_that_and_not_of_an_ended_session(visitor, case):
    owner = visitor()
    owner.sign_in("owner@example.ru")
    owner.open(f"/applications/{case.pk}/")
    owner.page.route("**/reply/", lambda route: route.abort("internetdisconnected"))
    owner.page.locator("#reply [name='text']").fill("Пишу из поезда")
    expect(owner.page.locator("#reply [data-autosave-status]")).to_have_text(
        "Нет связи: изменения сохранятся, когда связь появится"
    )


def test_two_people_at_one_browser_see_each_their_own(visitor, case):
    make_applicant(user=make_user(email="next@example.ru"))
    window = visitor()
    window.sign_in("owner@example.ru")
    window.open("/appeals/new/")
    sign_out_in_another_tab(window)
    window.page.locator("[name='text']").fill("СЕКРЕТ владельца")
    expect(window.page.locator("[data-autosave-status]")).to_contain_text(ENDED)
    put_off(window)
    window.page.get_by_role("button", name="Отправить", exact=True).click()

    sign_in_here(window, "next@example.ru")
    expect(window.page.locator("[name='text']")).to_have_value("")
    assert "СЕКРЕТ" not in window.page.content()
    assert drafts_in(window) == []
    window.press("Выйти")

    window.open("/login/?next=/appeals/new/")
    sign_in_here(window, "owner@example.ru")
    expect(window.page.locator("[name='text']")).to_have_value("СЕКРЕТ владельца")


def test_page_of_one_person_is_not_sent_by_the_next(visitor, case):
    make_applicant(user=make_user(email="next@example.ru"))
    window = visitor()
    window.sign_in("owner@example.ru")
    window.open(f"/applications/{case.pk}/")
    window.page.locator("#reply [name='text']").fill("Пишу от себя")
    expect(window.page.locator("#reply [data-autosave-status]")).to_contain_text("Сохранено в")
    tab = window.page.context.new_page()
    sign_out_in_another_tab(window)
    tab.goto(window.address + "/login/")
    tab.get_by_label("E-mail").fill("next@example.ru")
    tab.locator("input[name='password']").fill(PASSWORD)
    tab.get_by_role("button", name="Войти").click()
    expect(tab.get_by_role("button", name="Выйти").first).to_be_visible()

    window.page.locator("#reply [name='text']").fill("Пишу от себя, дальше")
    expect(window.page.locator("#reply [data-autosave-status]")).to_contain_text("вошёл другой человек")
    window.page.get_by_role("button", name="Отправить", exact=True).click()
    window.sees("В этом браузере вошёл другой человек")
    assert case.thread.messages.count() == 0
