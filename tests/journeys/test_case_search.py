"""The search of the office's header: one field on every page, from a phone to a wide screen."""

import os

import pytest
from playwright.sync_api import expect

from tests.appeals.builders import make_appeal
from tests.applications.builders import make_applicant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 320, "height": 640}


def asked_for(window, text):
    field = window.page.get_by_role("search", name="По всем делам").get_by_role("searchbox")
    field.fill(text)
    field.press("Enter")
    window.page.wait_for_load_state()
    window.look()


def test_a_caller_is_found_from_any_page_on_a_phone_without_scripts_and_on_a_screen(visitor, specialist):
    appeal = make_appeal(make_applicant())
    phone = visitor(viewport=PHONE, scripts=False)
    phone.sign_in("spec@example.ru")
    phone.open("/office/letters/")
    phone.page.get_by_text("Меню", exact=True).click()
    asked_for(phone, appeal.applicant_name.split()[0])
    phone.sees("Обращения")
    phone.sees(appeal.number)
    desk = visitor(viewport={"width": 1100, "height": 657})
    desk.sign_in("spec@example.ru")
    for width in (1100, 1280, 1366, 1600, 1920):
        desk.page.set_viewport_size({"width": width, "height": 657})
        desk.open("/office/letters/")
        assert desk.page.locator(".header").bounding_box()["height"] <= 60, "one line"
        if shots := os.environ.get("BOX_SHOTS"):
            desk.page.screenshot(path=f"{shots}/{width}.png")
    asked_for(desk, "я")
    desk.sees("Напишите хотя бы три буквы")
    asked_for(desk, appeal.applicant_name.split()[0].lower())
    desk.follow(appeal.number)
    asked_for(desk, appeal.number.rpartition("/")[0].replace("/", "-"))
    expect(desk.page).to_have_url(f"{desk.page.url.partition('/office/')[0]}/office/appeals/{appeal.pk}/")
