"""Windows of people at the portal, and the files they bring."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.applications.builders import NOW, make_specialist
from tests.files import samples
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def visitor(new_context, live_server):
    """A function that opens a window of its own for one more person."""

    def open_window(*, viewport=DESKTOP, scripts=True, dark=False, low_vision=""):
        context = new_context(java_script_enabled=scripts, color_scheme="dark" if dark else "light")
        page = context.new_page()
        page.set_viewport_size(viewport)
        window = Visitor(page, live_server.url, scripts=scripts)
        if low_vision:
            window.choose_low_vision(low_vision)
        return window

    return open_window


@pytest.fixture
def specialist(transactional_db):
    return make_specialist(email="spec@example.ru")


@pytest.fixture
def papers(tmp_path) -> dict[str, Path]:
    """Real files with Cyrillic names, made by real libraries."""
    contents = {
        "Паспорт Иванова.pdf": samples.make_pdf("Паспорт"),
        "Выписка ЕГРН.jpg": samples.make_jpeg(),
        "Доверенность № 12.docx": samples.make_docx(),
        "План участка.png": samples.make_png(),
        "Ровно пять.pdf": samples.pdf_of_size(5 * 1024 * 1024),
        "На байт больше.pdf": samples.pdf_of_size(5 * 1024 * 1024 + 1),
        "программа.pdf": samples.make_exe(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the clock on the wall to a moment; it begins a minute after NOW."""

    def move(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    move(NOW + timedelta(minutes=1))
    return move


@pytest.fixture
def enter(visitor, live_server):
    """A function that opens a window in which the person has signed in."""

    def window(user, **options):
        client = Client()
        client.force_login(user)
        session = client.session
        # The clock runs ahead of it otherwise.
        session.set_expiry(timedelta(days=365))
        session["begun_at"] = (timezone.now() + timedelta(days=365)).isoformat()
        session.save()
        one = visitor(**options)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        one.page.context.add_cookies([cookie])
        return one

    return window
