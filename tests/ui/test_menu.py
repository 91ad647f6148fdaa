import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.ui.context import menu_of


def seen(path, user):
    request = RequestFactory().get(path)
    request.user = user
    return [(item.title, item.current) for item in menu_of(request)]


@pytest.fixture
def applicant():
    return User(email="a@example.ru", role=Role.APPLICANT, created_at=timezone.now())


@pytest.fixture
def specialist():
    return User(email="s@example.ru", role=Role.SPECIALIST, created_at=timezone.now())


def test_stranger_has_no_menu():
    assert seen("/login/", AnonymousUser()) == []


def test_applicant_sees_the_sections_of_the_cabinet(applicant):
    assert seen("/", applicant) == [
        ("Главная", "page"),
        ("Подача заявки", ""),
        ("Заявки на ТП", ""),
        ("Обращения", ""),
        ("Уведомления", ""),
        ("Показания", ""),
        ("Потребителям", ""),
        ("Профиль пользователя", ""),
    ]


def test_nearest_section_is_current_for_the_pages_inside_it(applicant):
    new = dict(seen("/applications/new/", applicant))
    assert (new["Подача заявки"], new["Заявки на ТП"], new["Главная"]) == ("page", "", "")
    inside = dict(seen("/applications/0190f2c4-0000-7000-8000-000000000000/", applicant))
    assert (inside["Подача заявки"], inside["Заявки на ТП"]) == ("", "true")


def test_specialist_sees_the_office_only(specialist):
    assert seen("/office/", specialist) == [
        ("Очередь заявок", "page"),
        ("Принять заявку", ""),
        ("Обращения", ""),
        ("Показания", ""),
        ("Отключения", ""),
        ("Платежи", ""),
        ("Письма", ""),
        ("Отзывы согласий", ""),
        ("Профиль пользователя", ""),
    ]
