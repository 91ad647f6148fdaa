"""What a page passes on its way: the title of one that tells of a mistake, the packing of all."""

import gzip
import re

import pytest

pytestmark = pytest.mark.django_db
PACKED = {"Accept-Encoding": "gzip"}


def title_of(response):
    return re.search(r"<title>(.*?)</title>", response.content.decode())[1]


def test_title_of_a_page_with_a_mistake_begins_with_it(client):
    assert title_of(client.get("/login/")).startswith("Авторизация")
    assert title_of(client.post("/login/", {"email": "", "password": ""})).startswith("Ошибка: Авторизация")
    wrong = {"email": "nobody@example.ru", "password": "нет"}
    assert title_of(client.post("/login/", wrong)).startswith("Ошибка: Авторизация")
    assert title_of(client.get("/nothing-there/")).startswith("Ошибка: Страница не найдена")


def test_failed_login_takes_the_focus(client):
    page = client.post("/login/", {"email": "nobody@example.ru", "password": "нет"}).content.decode()
    assert re.search(r'<div class="alert alert--error"[^>]* tabindex="-1" data-error-summary', page)


def test_page_leaves_packed_for_those_who_can_unpack(client):
    packed = client.get("/site-map/", headers=PACKED)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert "Карта сайта" in gzip.decompress(packed.content).decode()
    assert "Content-Encoding" not in client.get("/site-map/")


def test_what_is_no_page_leaves_as_it_is(client):
    assert "Content-Encoding" not in client.get("/manifest.webmanifest", headers=PACKED)
