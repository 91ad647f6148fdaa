"""The application as a PDF: before it is submitted, and after, for both sides."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from kabinet.applications.models import Application
from kabinet.applications.papers.printed_form import latest_form
from tests.applications.builders import make_applicant, make_complete, make_user
from tests.applications.test_printed_form import words

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def downloaded(window, name):
    with window.page.expect_download() as waiting:
        window.page.get_by_role("link", name=name).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_form_is_looked_at_before_the_submission_and_is_the_same_for_both_sides_after_it(
    visitor, specialist, run_jobs
):
    draft = make_complete(make_applicant(user=make_user(email="ivanov@example.ru")))
    window = visitor()
    window.sign_in("ivanov@example.ru")
    window.open(f"/applications/{draft.pk}/steps/documents/?all=1")
    window.answer({"exchange": "office"})
    window.press("Далее")
    preview = f"/applications/{draft.pk}/preview/"
    answered = window.page.context.expect_event("response", lambda answer: answer.url.endswith(preview))
    with answered as shown, window.page.expect_popup() as opened:
        window.page.get_by_role("button", name="Посмотреть заявку в PDF").click()
    assert (shown.value.status, shown.value.headers["content-type"]) == (200, "application/pdf")
    assert shown.value.headers["content-disposition"].startswith("inline")
    opened.value.close()
    assert Application.objects.get().answers["exchange"] == "office"

    # The page that stayed open takes buttons again.
    expect(window.page.locator("form[data-sent]")).to_have_count(0)
    window.answer({"consent": "yes"})
    window.solve_code()
    window.press("Подать заявку")
    window.sees("Печатная форма готовится")
    run_jobs()
    window.page.reload()
    application = Application.objects.get()
    form = latest_form(application)
    window.page.get_by_text("Что отправлено").click()
    window.sees(form.sha256)
    given = downloaded(window, form.file.name)
    assert "дополнительнонабумагевофисе" in words(given)

    office = visitor()
    office.sign_in("spec@example.ru")
    office.open(f"/office/applications/{application.pk}/")
    office.sees(form.sha256)
    shown = office.page.get_by_role("link", name=form.file.name).get_attribute("href")
    assert office.page.request.get(office.address + shown).body() == given
