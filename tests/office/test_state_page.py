"""«Состояние»: what the administrator sees of the portal itself."""

import pytest

from kabinet.accounts.models import Role
from kabinet.watching import checks
from kabinet.watching.found import Check, critical, warning, well
from tests.office.conftest import person
from tests.office.test_jobs_page import words

STATE = "/office/state/"


@pytest.fixture
def administrator(client, db):
    client.force_login(person("admin@seti.example.ru", role=Role.ADMINISTRATOR))


def test_worst_stands_first_with_what_to_do(client, administrator, monkeypatch):
    found = [
        well("Идут верно."),
        warning("Копий нет.", "Задайте папку."),
        critical("Места нет.", "Добавьте."),
    ]
    made = [
        Check(str(number), f"Проверка {number}", lambda _at, one=one: one) for number, one in enumerate(found)
    ]
    monkeypatch.setattr(checks, "CHECKS", tuple(made))
    text = words(client.get(STATE))
    order = [
        "не в порядке Места нет. Добавьте.",
        "обратите внимание Копий нет. Задайте папку.",
        "в порядке Идут верно.",
    ]
    places = [text.index(words_of_a_row) for words_of_a_row in order]
    assert places == sorted(places)
    assert "Всё в порядке" not in text
    monkeypatch.setattr(checks, "CHECKS", tuple(made[:1]))
    assert "Всё в порядке" in words(client.get(STATE))


def test_every_check_is_on_the_page(client, administrator):
    text = words(client.get(STATE))
    assert [check.title for check in checks.CHECKS if check.title not in text] == []
