"""«Версия для слабовидящих»: chosen on a page of its own, kept in a cookie, given up by one press."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from kabinet.ui.low_vision import COOKIE, GROUPS
from kabinet.ui.theme import contrast
from tests.applications.builders import PASSWORD, make_applicant, make_user

CSS = (Path(settings.BASE_DIR) / "kabinet/static/css/low_vision.css").read_text(encoding="utf-8")
CHOSEN = {
    "size": "200",
    "scheme": "white",
    "letters": "1",
    "lines": "2",
    "type": "serif",
    "pictures": "off",
    "speech": "on",
}
pytestmark = pytest.mark.django_db


def html_of(response):
    return response.content.decode()


def shown_as(response):
    opening = re.search(r"<html [^>]+>", html_of(response))[0]
    return dict(re.findall(r'data-vision-(\w+)="(\w+)"', opening))


@pytest.mark.parametrize("page", ["/login/", "/registration/person/", "/consumers/", "/nothing-there/"])
def test_way_into_it_is_the_second_thing_on_every_page(client, page):
    links = re.findall(r"<(?:a|button|input)\b[^>]*>", html_of(client.get(page)).partition("<body")[2])
    assert "skip-link" in links[0]
    assert f'href="/low-vision/?next={page.replace("/", "%2F")}"' in links[1]


def test_what_was_chosen_shows_before_login_after_it_and_after_logout(client):
    make_user(email="ivanov@example.ru")
    answer = client.post("/low-vision/", {**CHOSEN, "next": "/login/"})
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert shown_as(client.get("/login/")) == CHOSEN
    client.post("/login/", {"email": "ivanov@example.ru", "password": PASSWORD})
    assert shown_as(client.get("/appeals/")) == CHOSEN
    client.post("/logout/")
    assert shown_as(client.get("/login/")) == CHOSEN


def test_page_of_choices_has_ticked_what_is_chosen(client):
    client.post("/low-vision/", CHOSEN)
    ticked = re.findall(r'name="(\w+)" value="(\w+)"[^>]*?\schecked', html_of(client.get("/low-vision/")))
    assert dict(ticked) == CHOSEN


def test_one_press_leads_back_to_the_ordinary_page(client):
    client.post("/low-vision/", CHOSEN)
    page = html_of(client.get("/login/"))
    assert 'name="ordinary" value="yes">Обычная версия</button>' in page
    answer = client.post("/low-vision/", {"ordinary": "yes", "next": "/login/"})
    assert answer["Location"] == "/login/"
    assert shown_as(client.get("/login/")) == {}


def test_the_two_ordinary_palettes_are_not_offered_where_they_change_nothing(client):
    client.force_login(make_applicant().user)
    assert "Цвета страницы" in html_of(client.get("/profile/"))
    client.post("/low-vision/", {})
    assert "Цвета страницы" not in html_of(client.get("/profile/"))


def test_its_styles_and_its_voice_are_loaded_in_it_alone(client):
    ordinary = html_of(client.get("/login/"))
    assert "low_vision.css" not in ordinary
    assert "speech.js" not in ordinary
    client.post("/low-vision/", {})
    assert "low_vision.css" in html_of(client.get("/login/"))
    assert "speech.js" not in html_of(client.get("/login/"))
    client.post("/low-vision/", CHOSEN)
    assert "data-speech" in html_of(client.get("/login/"))


@pytest.mark.parametrize("kept", ["x", "900.pink", '150."><script>', "." * 40])
def test_cookie_of_another_hand_is_the_usual_view(client, kept):
    client.cookies[COOKIE] = kept
    assert shown_as(client.get("/login/")) == {group.name: group.usual for group in GROUPS}


def test_it_leads_to_no_other_site(client):
    assert client.post("/low-vision/", {"next": "https://evil.example/"})["Location"] == "/"


def test_public_page_seen_so_is_kept_by_no_proxy(client):
    assert "Cookie" in client.get("/consumers/")["Vary"]
    client.post("/low-vision/", CHOSEN)
    assert client.get("/consumers/")["Cache-Control"] == "private, no-cache"
    assert shown_as(client.get("/consumers/")) == CHOSEN


def test_office_has_it_too(client):
    client.force_login(make_applicant().user)
    client.post("/low-vision/", CHOSEN)
    assert shown_as(client.get("/profile/")) == CHOSEN


def test_its_colours_are_far_apart():
    """7 : 1 is the enhanced contrast of WCAG (1.4.6)."""
    pairs = {
        name: (page, text)
        for name, page, text in re.findall(
            r'scheme="(\w+)"\] \{[^}]*--page: (#\w{6});\s*--text: (#\w{6});', CSS
        )
    }
    assert set(pairs) == set(next(group for group in GROUPS if group.name == "scheme").choices)
    for page, text in pairs.values():
        assert contrast(page, text) >= 7


def test_nothing_of_it_gets_on_paper():
    assert re.fullmatch(
        r"\s*@layer vision \{\s*@media screen \{.*\}\s*\}\s*",
        re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL),
        re.DOTALL,
    )


def test_every_choice_that_changes_the_look_has_its_rule():
    usual = {("size", "100"), ("letters", "0"), ("lines", "0"), ("type", "sans"), ("pictures", "on")}
    for group in GROUPS:
        for word in group.choices:
            if group.name != "speech" and (group.name, word) not in usual:
                assert f'data-vision-{group.name}="{word}"' in CSS
