"""What is there without a line, and the portal among the applications of a telephone."""

import re

import pytest
from playwright.sync_api import expect

from kabinet.ui.low_vision import COOKIE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_without_a_line_a_page_of_the_portal_says_so_and_keeps_nothing_of_a_person(new_context, live_server):
    context = new_context(service_workers="allow")
    page = context.new_page()
    page.goto(f"{live_server.url}/login/")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()  # the worker answers from the second page on
    page.evaluate(
        "localStorage.setItem('kabinet:draft:1:/x/#text', JSON.stringify("
        "{at: Date.now(), fields: [['text:0', 'Вчера отключили свет', null]]}))"
    )
    context.set_offline(True)
    page.goto(f"{live_server.url}/applications/")
    expect(page.locator("h1")).to_have_text("Нет связи с порталом")
    expect(page.get_by_role("listitem")).to_contain_text("1\N{NO-BREAK SPACE}ответ")
    assert "Вчера отключили свет" not in page.content()
    expect(page.locator("h1")).to_have_css("font-weight", "650")  # it looks as the rest does
    kept = page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name)"
        ".then((cache) => cache.keys()))).then((all) => all.flat().map(({ url }) => new URL(url).pathname)))"
    )
    assert set(kept) == {
        "/offline/",
        "/theme.css",
        "/static/css/low_vision.css",
        "/static/fonts/golos-text.woff2",
        "/static/js/offline.js",
        "/static/img/favicon.svg",
    }
    expect(page.get_by_role("link", name="Попробовать ещё раз")).to_be_visible()
    context.set_offline(False)  # from now on the page may ask again by itself
    page = context.new_page()
    page.goto(f"{live_server.url}/applications/")
    expect(page).to_have_url(re.compile(r"/login/\?next=/applications/$"))


def test_without_a_line_whoever_sees_badly_reads_as_everywhere(new_context, live_server):
    context = new_context(service_workers="allow")
    context.add_cookies([{"name": COOKIE, "value": "200.white.2.2.sans.on.off", "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/login/")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    context.set_offline(True)
    page.goto(f"{live_server.url}/applications/")
    expect(page.locator("h1")).to_have_text("Нет связи с порталом")
    expect(page.locator("html")).to_have_css("font-size", "32px")
    expect(page.locator("body")).to_have_css("background-color", "rgb(0, 0, 0)")
    expect(page.locator("h1")).to_have_css("color", "rgb(255, 255, 255)")


def test_telephone_may_put_the_portal_among_its_applications(new_context, live_server):
    page = new_context().new_page()
    page.goto(f"{live_server.url}/login/")
    manifest = page.locator("link[rel=manifest]").get_attribute("href")
    told = page.request.get(live_server.url + manifest).json()
    assert (told["start_url"], told["display"]) == ("/", "minimal-ui")
    for icon in told["icons"]:
        answer = page.request.get(live_server.url + icon["src"])
        assert (answer.status, answer.headers["content-type"]) == (200, icon["type"])
