"""Windows of people at the portal, and the files they bring."""

from pathlib import Path

import pytest

from tests.applications.builders import make_specialist
from tests.files import samples
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def visitor(new_context, live_server):
    """A function that opens a window of its own for one more person."""

    def open_window(*, viewport=DESKTOP, scripts=True, dark=False):
        context = new_context(java_script_enabled=scripts, color_scheme="dark" if dark else "light")
        page = context.new_page()
        page.set_viewport_size(viewport)
        return Visitor(page, live_server.url, scripts=scripts)

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
