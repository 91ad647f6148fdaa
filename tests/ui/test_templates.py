"""What the strict policy of contents forbids, and what every page weighs."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
import rjsmin
from django.conf import settings
from django.template.loader import get_template, render_to_string

from kabinet.ui.stylesheet import current

KABINET = Path(settings.BASE_DIR) / "kabinet"
FROM_THE_DISK = KABINET / "templates" / "privacy" / "own_data_index.html"
"""Opened out of an archive, where nothing else can be asked for."""
TEMPLATES = sorted(set((KABINET / "templates").rglob("*.html")) - {FROM_THE_DISK})
STATIC = KABINET / "static"
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script with code": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "another site's file": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE
    ),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(KABINET / "templates")))
def test_template_has_nothing_inline(template):
    text = template.read_text(encoding="utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize(
    "inline",
    [
        '<p style="x">',
        "<style>",
        "<script>alert()</script>",
        '<a onclick="x">',
        '<a href="javascript:x">',
        "<img src='//x'>",
    ],
)
def test_the_check_sees_what_is_inline(inline):
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(inline)] != []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(KABINET / "templates")))
def test_template_compiles(template):
    get_template(str(template.relative_to(KABINET / "templates")))


def as_sent(name):
    """A script without its comments, as kabinet.ui.static_storage keeps it for the line."""
    content = (STATIC / name).read_bytes()
    return rjsmin.jsmin(content.decode()).encode() if name.startswith("js/") else content


def test_styles_and_scripts_of_all_pages_weigh_forty_kilobytes_at_most():
    base = "".join(
        (KABINET / "templates" / name).read_text(encoding="utf-8")
        for name in ("base.html", "components/scripts.html")
    )
    everywhere = re.sub(r"<template.*?</template>", "", base, flags=re.DOTALL)
    scripts = re.findall(r"(?:<script src=|data-htmx=)\"{% static '(.+?)' %}\"", everywhere)
    assert scripts == ["js/kabinet.js", "vendor/htmx-2.0.11.min.js", "js/speech.js", "js/autosave.js"]
    weight = len(current().packed) + sum(len(gzip.compress(as_sent(name), 9)) for name in scripts)
    assert weight <= 40 * 1024, (
        "once: what they weigh is kept by the browser; tests/journeys/test_weight.py counts pages"
    )


def test_vendored_files_are_those_written_down():
    readme = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    written = dict(re.findall(r"^\| `([^`]+)` .* `([0-9a-f]{64})` \|$", readme, re.MULTILINE))
    vendored = [file for kind in ("*.js", "*.css", "*.png") for file in (STATIC / "vendor").rglob(kind)]
    shipped = [*vendored, *(STATIC / "fonts").glob("*.woff2")]
    assert len(written) == len(shipped) == 9
    for name, digest in written.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest


def test_no_static_file_names_a_source_map():
    texts = [file for kind in ("*.js", "*.css") for file in STATIC.rglob(kind)]
    assert [file.name for file in texts if b"sourceMappingURL" in file.read_bytes()] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("500.html", "Что-то сломалось"),
        ("400.html", "Запрос не разобрать"),
        ("errors/413.html", "Слишком много данных"),
    ],
)
def test_page_for_a_breakdown_needs_no_request(name, words):
    assert words in render_to_string(name)


def test_page_that_does_not_exist_says_so_in_the_portal_look(client):
    response = client.get("/ui/nothing-here/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "Страница не найдена" in html
    assert settings.OPERATOR.phone in html


def test_form_left_open_too_long_gets_a_page_that_explains(client):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "Страница устарела" in response.content.decode()
