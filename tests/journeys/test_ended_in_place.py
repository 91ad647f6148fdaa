"""The session is over while somebody writes: the password is asked over the page, and everything goes on."""

import re

import pytest
from playwright.sync_api import expect

from kabinet.accounts.models import Session
from kabinet.appeals.models import Appeal
from kabinet.applicants.models import ApplicantKind
from kabinet.applications.models import Application, Attachment
from kabinet.kept.models import KeptForm
from tests.applicants.members import make_member
from tests.applications.builders import (
    PASSWORD,
    factor_code,
    make_applicant,
    make_draft,
    make_specialist,
    make_submitted,
    make_user,
)
from tests.files import samples
from tests.journeys.conftest import PHONE
from tests.journeys.test_ended_session import drafts_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^Сохранено в")
OWNER = "owner@example.ru"


@pytest.fixture
def owner(transactional_db):
    return make_applicant(user=make_user(email=OWNER))


def end_sessions():
    Session.objects.all().delete()


def asked(window):
    """The dialog, once it stands over the page; whoever typed is not interrupted."""
    dialog = window.page.get_by_role("dialog", name="Сеанс завершён")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading")).to_be_focused()
    window.look()
    return dialog


def enter(dialog, email=OWNER):
    dialog.get_by_label("E-mail").fill(email)
    dialog.locator("[name='password']").fill(PASSWORD)
    dialog.locator("[name='password']").press("Enter")


def test_a_step_goes_on_to_be_saved_and_is_left_by_its_own_button(visitor, owner):
    draft = make_draft(owner)
    window = visitor(viewport=PHONE)
    window.sign_in(OWNER)
    window.open(f"/applications/{draft.pk}/steps/object/")
    end_sessions()
    window.page.locator("[name='object_address']").fill("Дача у озера")
    dialog = asked(window)
    expect(dialog.get_by_label("E-mail")).to_have_value(OWNER)
    enter(dialog)
    expect(dialog).to_have_count(0)
    expect(window.page.locator("[data-autosave-status]")).to_have_text(SAVED)
    assert Application.objects.get().answers["object_address"] == "Дача у озера"
    expect(window.page.locator("[name='object_address']")).to_be_focused()
    window.press("Далее")
    assert "/steps/object/" not in window.page.url
    assert (KeptForm.objects.count(), drafts_in(window)) == (0, [])


def test_an_appeal_is_sent_once_after_a_wrong_password_and_the_right_one(visitor, owner):
    window = visitor()
    window.sign_in(OWNER)
    window.open("/appeals/new/")
    end_sessions()
    window.page.locator("[name='text']").fill("Прошу объяснить счёт за октябрь")
    dialog = asked(window)
    dialog.locator("[name='password']").fill("не тот")
    dialog.get_by_role("button", name="Войти и продолжить").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Неверный логин или пароль.")
    expect(dialog.get_by_role("alert")).to_be_focused()
    expect(dialog.get_by_label("E-mail")).to_have_value(OWNER)
    enter(dialog)
    expect(window.page.locator("[data-autosave-status]")).to_have_text(SAVED)
    expect(window.page.locator("[name='text']")).to_have_value("Прошу объяснить счёт за октябрь")
    assert Appeal.objects.filter(sent_at__isnull=False).count() == 0


def test_put_off_it_stays_away_until_it_is_asked_for(visitor, owner):
    case = make_submitted(owner)
    window = visitor()
    window.sign_in(OWNER)
    window.open(f"/applications/{case.pk}/")
    end_sessions()
    reply = window.page.locator("#reply [name='text']")
    reply.fill("Отвечаю на вопрос")
    asked(window).get_by_role("button", name="Позже").click()
    expect(reply).to_be_focused()
    reply.press_sequentially(" и дальше")
    status = window.page.locator("#reply [data-autosave-status]")
    expect(status).to_contain_text("Сеанс закончился")
    expect(window.page.get_by_role("dialog")).to_have_count(0)
    status.get_by_role("link", name="Войти и продолжить").click()
    dialog = window.page.get_by_role("dialog")
    expect(dialog.locator("[name='password']")).to_be_focused()
    enter(dialog)
    expect(status).to_have_text(SAVED)
    window.press("Отправить")
    assert case.thread.messages.get().text == "Отвечаю на вопрос и дальше"


def test_a_file_goes_on_by_itself(visitor, owner, tmp_path):
    draft = make_draft(owner)
    window = visitor()
    window.sign_in(OWNER)
    window.open(f"/applications/{draft.pk}/steps/documents/")
    end_sessions()
    scan = tmp_path / "паспорт.pdf"
    scan.write_bytes(samples.pdf_of_size(2 * 1024 * 1024))
    window.attach("passport", scan)
    enter(asked(window))
    window.has_file("passport", "паспорт.pdf")
    assert Attachment.objects.get().application == draft


def test_the_second_factor_is_shown_on_its_page_and_the_writing_goes_on(visitor, owner):
    case = make_submitted(owner)
    make_specialist(email="anna@example.ru", name="Смирнова Анна")
    window = visitor()
    window.sign_in("anna@example.ru")
    window.open(f"/office/applications/{case.pk}/")
    end_sessions()
    window.page.locator("#answer [name='text']").fill("Сообщаем о ходе рассмотрения")
    dialog = asked(window)
    enter(dialog, "anna@example.ru")
    step = window.page.get_by_role("dialog", name="Остался второй фактор")
    with window.page.context.expect_page() as opened:
        step.get_by_role("link", name="Подтвердить вход").click()
    tab = opened.value
    tab.get_by_label("Код из приложения").fill(factor_code("anna@example.ru"))
    tab.get_by_role("button", name="Войти", exact=True).click()
    expect(tab.get_by_role("button", name="Выйти").first).to_be_visible()
    tab.close()
    window.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(step).to_have_count(0)
    expect(window.page.locator("#answer [data-autosave-status]")).to_have_text(SAVED)
    window.press("Отправить заявителю")
    assert case.thread.messages.get().text == "Сообщаем о ходе рассмотрения"


def test_the_next_person_gets_a_page_of_their_own_and_the_first_their_text(visitor, owner):
    make_applicant(user=make_user(email="next@example.ru"))
    window = visitor()
    window.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    window.sign_in(OWNER)
    window.open("/appeals/new/")
    end_sessions()
    window.page.locator("[name='text']").fill("СЕКРЕТ владельца")
    with window.page.expect_navigation(url=re.compile(r":\d+/$")):
        enter(asked(window), "next@example.ru")
    window.look()
    assert "СЕКРЕТ" not in window.page.content()
    assert drafts_in(window) == []
    window.press("Выйти")
    window.sign_in(OWNER)
    window.open("/appeals/new/")
    expect(window.page.locator("[name='text']")).to_have_value("СЕКРЕТ владельца")


def test_a_representative_goes_on_for_the_same_company(visitor, owner):
    company = make_applicant(ApplicantKind.COMPANY)
    make_member(company, person=owner.user)
    draft = make_draft(company)
    window = visitor()
    window.sign_in(OWNER)
    window.open("/acting/")
    window.press(f"Действовать за {company.name}")
    window.open(f"/applications/{draft.pk}/steps/object/")
    end_sessions()
    window.page.locator("[name='object_address']").fill("Цех № 2")
    enter(asked(window))
    expect(window.page.locator("[data-autosave-status]")).to_have_text(SAVED)
    assert Application.objects.get(pk=draft.pk).answers["object_address"] == "Цех № 2"
