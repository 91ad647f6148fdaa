"""The operator's details: the settings, and what the administrator changed."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.cache import cache

from kabinet.core.models import JournalEntry
from kabinet.core.operator import CACHE_KEY, EDITABLE, DetailRefused, change_operator, operator
from kabinet.notifications.services import send_letter

AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
BY = UUID("0198c0de-0000-7000-8000-000000000001")
pytestmark = pytest.mark.django_db


@pytest.fixture
def change(django_capture_on_commit_callbacks):
    def one(**details):
        given = {field: getattr(operator(), field) for field in EDITABLE} | details
        with django_capture_on_commit_callbacks(execute=True):
            change_operator(details=given, by=BY, address="192.0.2.1", at=AT)

    return one


def test_what_is_not_changed_follows_the_settings(change, settings):
    assert operator() == settings.OPERATOR
    change(phone=" 8 800  111-11-11 ", accent="#AA0000")
    assert (operator().phone, operator().accent) == ("8 800 111-11-11", "#AA0000")
    assert (operator().name, operator().full_name) == (settings.OPERATOR.name, settings.OPERATOR.full_name)
    change(phone=settings.OPERATOR.phone)
    assert operator().phone == settings.OPERATOR.phone
    cache.delete(CACHE_KEY)
    assert (operator().phone, operator().accent) == (settings.OPERATOR.phone, "#AA0000")


def test_the_journal_knows_what_was_changed(change):
    change(hours="круглосуточно")
    change(hours="круглосуточно")
    [entry] = JournalEntry.objects.filter(act="operator.changed")
    assert (entry.actor, entry.details) == (BY, {"hours": "круглосуточно"})


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", "  ", "Заполните это поле."),
        ("phone", "8" * 101, "не больше 100 знаков"),
        ("email", "нет", "Это не похоже на e-mail"),
        ("hotline", "8" * 101, "не больше 100 знаков"),
        ("accent", "red", "Цвет пишется как #0b5cad."),
        ("accent", "#0b5cad;}", "Цвет пишется как #0b5cad."),
    ],
)
def test_what_would_spoil_the_pages_is_refused(change, field, value, why):
    with pytest.raises(DetailRefused) as refusal:
        change(**{field: value})
    assert (refusal.value.field, why in str(refusal.value)) == (field, True)


def test_hotline_may_be_absent_but_not_without_hours(change):
    change(hotline="")
    assert operator().hotline == ""
    with pytest.raises(DetailRefused) as refusal:
        change(hotline="8 800 222-22-22", hotline_hours="")
    assert refusal.value.field == "hotline_hours"
    change(hotline="8 800 222-22-22", hotline_hours="круглосуточно")
    assert (operator().hotline, operator().hotline_hours) == ("8 800 222-22-22", "круглосуточно")


def test_hotline_stands_apart_from_support_on_every_page_and_in_letters(change, client):
    assert "Горячая линия" not in client.get("/login/").content.decode()
    change(hotline="8 800 222-22-22")
    page = client.get("/login/").content.decode()
    assert "Горячая линия по вопросам электроснабжения" in page
    assert 'href="tel:88002222222"' in page
    assert "Служба поддержки" in page
    letter = send_letter(kind="password_changed", recipient="a@example.ru", context={}, at=AT)
    assert "Горячая линия по вопросам электроснабжения: 8 800 222-22-22, круглосуточно\n" in letter.text
