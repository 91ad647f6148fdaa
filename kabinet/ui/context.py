"""What every page knows: the operator, the menu of the user's role, the colours chosen."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.core.operator import operator
from kabinet.ui.crumbs import crumbs_of
from kabinet.ui.low_vision import low_vision_of
from kabinet.ui.theme import THEMES, theme_of

APPLICANT_MENU = (
    ("Главная", "home"),
    ("Подача заявки", "application_new"),
    ("Заявки на ТП", "applications"),
    ("Обращения", "appeals"),
    ("Уведомления", "notices"),
    ("Показания", "readings"),
    ("Потребителям", "consumers"),
    ("Профиль пользователя", "profile"),
)
OFFICE_MENU: tuple[tuple[str, str, Duty | None], ...] = (
    ("Очередь заявок", "office_queue", Duty.APPLICATIONS),
    ("Принять заявку", "office_intake", Duty.APPLICATIONS),
    ("Обращения", "office_appeals", Duty.APPEALS),
    ("Показания", "office_readings", Duty.APPEALS),
    ("Отключения", "office_outages", Duty.APPEALS),
    ("Платежи", "office_payments", Duty.APPLICATIONS),
    ("Письма", "office_letters", Duty.APPLICATIONS),
    ("Письма", "office_letters", Duty.APPEALS),
    ("Отзывы согласий", "office_withdrawals", Duty.APPLICATIONS),
    ("Статистика", "office_statistics", Duty.LEADING),
    ("Шаблоны ответов", "office_templates", Duty.LEADING),
    ("Паспорта услуг", "office_passports", Duty.LEADING),
    ("Сотрудники", "office_people", Duty.LEADING),
    ("Сотрудники", "office_people", Duty.ADMINISTRATION),
    ("Шаблоны", "office_templates", Duty.ADMINISTRATION),
    ("Отзывы согласий", "office_withdrawals", Duty.ADMINISTRATION),
    ("Календарь", "office_calendar", Duty.ADMINISTRATION),
    ("Темы", "office_topics", Duty.ADMINISTRATION),
    ("Документы", "office_document_kinds", Duty.ADMINISTRATION),
    ("Паспорта услуг", "office_passports", Duty.ADMINISTRATION),
    ("Отключения", "office_outages", Duty.ADMINISTRATION),
    ("Организация", "office_operator", Duty.ADMINISTRATION),
    ("Состояние", "office_state", Duty.ADMINISTRATION),
    ("Журнал", "office_journal", Duty.ADMINISTRATION),
    ("Задания", "office_jobs", Duty.ADMINISTRATION),
    ("Профиль пользователя", "profile", None),
)
"""Title, address, and the duty whose section it is; None for everybody's."""


class MenuItem(NamedTuple):
    """A section; `current` is the value of aria-current: "page", "true" (a page inside it) or ""."""

    title: str
    url: str
    current: str
    name: str


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give the templates the operator, the menu, the crumbs, and how the visitor wants to see the page."""
    return {
        "operator": SimpleLazyObject(operator),
        "development": not settings.PRODUCTION,
        "menu": SimpleLazyObject(lambda: menu_of(request)),
        "crumbs": SimpleLazyObject(lambda: crumbs_of(request)),
        "finds_cases": SimpleLazyObject(lambda: finds_cases(request)),
        "theme": theme_of(request),
        "themes": THEMES,
        "low_vision": low_vision_of(request),
        "cookie_prefix": settings.COOKIE_PREFIX,
    }


def menu_of(request: HttpRequest) -> list[MenuItem]:
    """List the sections of the user's role; the most exact one that the page belongs to is current."""
    if not _is_signed_in(request):
        return []
    entries = [(title, reverse(name), name) for title, name in _sections(request.user)]
    within = [
        url for _, url, _ in entries if request.path == url or (url != "/" and request.path.startswith(url))
    ]
    nearest = max(within, key=len, default="")
    return [MenuItem(title, url, _current(request.path, url, nearest), name) for title, url, name in entries]


def finds_cases(request: HttpRequest) -> bool:
    """Whether the header has the search of the office: for whoever works on applications or on appeals."""
    user = getattr(request, "user", None)
    if not getattr(user, "is_operator", False):
        return False
    return bool(cast("User", user).duties & {Duty.APPLICATIONS, Duty.APPEALS})


def first_page(user: User) -> str:
    """The address that signing in leads to: the first section of the user's own."""
    return reverse(_sections(user)[0][1])


def _sections(user: Any) -> Sequence[tuple[str, str]]:
    if not getattr(user, "is_operator", False):
        return APPLICANT_MENU
    own = {name: title for title, name, duty in OFFICE_MENU if duty is None or duty in user.duties}
    return [(title, name) for name, title in own.items()]  # a section of two duties stands once


def _current(path: str, url: str, nearest: str) -> str:
    if url != nearest:
        return ""
    return "page" if path == url else "true"


def _is_signed_in(request: HttpRequest) -> bool:
    return hasattr(request, "user") and request.user.is_authenticated
