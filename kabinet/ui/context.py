"""What every page knows: the operator, the menu of the user's role, the colours chosen."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from kabinet.ui.theme import THEMES, theme_of

APPLICANT_MENU = (
    ("Главная", "home"),
    ("Подача заявки", "application_new"),
    ("Заявки на ТП", "applications"),
    ("Профиль пользователя", "profile"),
)
SPECIALIST_MENU = (("Очередь заявок", "office_queue"), ("Профиль пользователя", "profile"))


class MenuItem(NamedTuple):
    """A section; `current` is the value of aria-current: "page", "true" (a page inside it) or ""."""

    title: str
    url: str
    current: str


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give the templates `operator`, `development`, `menu`, `theme`, `themes`."""
    return {
        "operator": settings.OPERATOR,
        "development": not settings.PRODUCTION,
        "menu": SimpleLazyObject(lambda: menu_of(request)),
        "theme": theme_of(request),
        "themes": THEMES,
    }


def menu_of(request: HttpRequest) -> list[MenuItem]:
    """List the sections of the user's role; the most exact one that the page belongs to is current."""
    if not _is_signed_in(request):
        return []
    chosen = SPECIALIST_MENU if getattr(request.user, "is_specialist", False) else APPLICANT_MENU
    entries = [(title, reverse(name)) for title, name in chosen]
    within = [
        url for _, url in entries if request.path == url or (url != "/" and request.path.startswith(url))
    ]
    nearest = max(within, key=len, default="")
    return [MenuItem(title, url, _current(request.path, url, nearest)) for title, url in entries]


def _current(path: str, url: str, nearest: str) -> str:
    if url != nearest:
        return ""
    return "page" if path == url else "true"


def _is_signed_in(request: HttpRequest) -> bool:
    return hasattr(request, "user") and request.user.is_authenticated
