"""Every page on a desk, on a narrow phone, in the dark, with large letters, in «Версия для слабовидящих».

No complaint of axe, no scroll sideways, nothing cut, no target too small.
"""

import pytest
from django.urls import reverse

from kabinet.applications.models import Application
from kabinet.applications.submission.replying import reply_to_application
from tests.applications.builders import NOW, token
from tests.applications.life import Case
from tests.journeys.conftest import PHONE
from tests.journeys.every_page import WHO, pages, prepare

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320, "height": 640}
OFFICE_DESK = {"width": 1366, "height": 900}


@pytest.fixture
def cases(specialist):
    return prepare(specialist)


@pytest.mark.parametrize("who", WHO)
def test_no_page_has_a_barrier(visitor, cases, who):
    every = dict(pages(cases))
    assert set(every) == set(WHO)
    window = visitor()
    if who != "anyone":
        window.sign_in(who)
    for address in every[who]:
        window.open(address)
        window.look_whole()
        with window.turned(viewport=NARROW, color_scheme="dark"):
            window.look()
            window.look_whole()
        with window.enlarged(200):
            for viewport in (OFFICE_DESK, PHONE):
                with window.turned(viewport=viewport):
                    window.look_whole()
        with window.seeing_badly("200.white.2.2.serif.off.on"), window.turned(viewport=OFFICE_DESK):
            window.open(address)
            window.look_whole()
            with window.turned(viewport=PHONE):
                window.look_whole()


LINES = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map((rect) => Math.round(rect.top / 8))).size;
}"""


def test_queue_on_a_phone_breaks_no_name_and_no_badge(visitor, specialist):
    type(specialist).objects.filter(pk=specialist.pk).update(name="Демонстрационный Специалист")
    case = Case(specialist=specialist).application
    Application.objects.filter(pk=case.pk).update(specialist=specialist)
    reply_to_application(
        application=case, by=case.owner, text="А можно от руки?", files=[], token=token(), at=NOW
    )
    window = visitor(viewport=PHONE)
    window.sign_in("spec@example.ru")
    window.open("/office/?state=all")
    badge = window.page.get_by_text("Новый ответ")
    assert badge.evaluate(LINES) == 1
    name = window.page.locator("td[data-label='Специалист']")
    assert name.evaluate(LINES) == 2, "the name and the surname, each whole"


def test_every_answer_of_the_check_has_its_link_beside_it(visitor, cases):
    window = visitor(viewport=PHONE)
    window.sign_in("owner@example.ru")
    window.open(reverse("application_check", args=[cases["complete"].pk]))
    for row in window.page.locator(".checked .summary-list__row:has(a)").all():
        said, link = row.locator("dt").bounding_box(), row.get_by_role("link").last.bounding_box()
        assert link["y"] < said["y"] + said["height"]
        assert link["x"] >= said["x"] + said["width"]


def test_words_with_a_hyphen_stay_whole_on_a_narrow_phone(visitor):
    window = visitor(viewport=NARROW)
    for address in ("/registration/person/", "/consents/processing/"):
        window.open(address)
        for width in range(280, 400, 8):
            with window.turned(viewport={"width": width, "height": 640}):
                window.look_whole()
    window.page.set_viewport_size(PHONE)
    window.open("/login/")
    window.page.get_by_label("E-mail").fill("nobody@example.ru")
    window.page.locator("input[name='password']").fill("нет")
    window.press("Войти")
    window.sees("Проверьте, что e-mail и пароль введены")


LEVEL = """row => [...row.querySelectorAll(":scope > .field:has(> .field__label)")].map((field) => [
  field.querySelector(".field__label"),
  field.querySelector("input:not([type='hidden']), select"),
].map((part) => Math.round(part.getBoundingClientRect().top)))"""
"""The tops of the label and of the input of each field of a row."""


def test_labels_of_a_row_stand_level_and_so_do_its_inputs(visitor, cases):
    window = visitor(viewport=OFFICE_DESK)
    window.sign_in("owner@example.ru")
    window.open(reverse("wizard_step", args=[cases["wrong"].pk, "schedule"]))
    rows = window.page.locator(".rows__fields").all()
    assert len(rows) == 2, "one with an error over the third input, one with an error over the first"
    for row in rows:
        labels, inputs = (set(tops) for tops in zip(*row.evaluate(LEVEL), strict=True))
        assert (len(labels), len(inputs)) == (1, 1)


PUT = """async () => {
  const request = indexedDB.open("kabinet-files", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("files", { autoIncrement: true });
  await new Promise((done) => { request.onsuccess = done; });
  request.result.transaction("files", "readwrite").objectStore("files").add({ name: "паспорт.pdf" });
  request.result.close();
}"""
KEPT = "async () => (await indexedDB.databases()).map((one) => one.name)"


def test_files_that_the_browser_keeps_go_with_the_logout_from_any_page(visitor, cases):
    window = visitor()
    window.sign_in("owner@example.ru")
    window.open("/appeals/")
    window.page.evaluate(PUT)
    assert window.page.evaluate(KEPT) == ["kabinet-files"]
    window.press("Выйти")
    window.page.wait_for_function(f"async () => (await ({KEPT})()).length === 0")
