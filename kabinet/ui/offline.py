"""The portal as an application of the telephone, and what its browser shows while there is no line.

The worker keeps the files that are the same for everybody and the page for the dark hour, never a person's
page; its text bears the digests of what it keeps, so a browser renews both with every release.
"""

import hashlib
import json
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from kabinet.core.operator import operator
from kabinet.ui import low_vision, stylesheet
from kabinet.ui.theme import accent_properties

A_DAY = "public, max-age=86400"
KEPT_FILES = ("fonts/golos-text.woff2", "css/low_vision.css", "js/offline.js", "img/favicon.svg")
"""What the page without a line needs besides the stylesheet."""
ICONS = (
    ("img/favicon.svg", "any", "image/svg+xml", "any"),
    ("img/icon-192.png", "192x192", "image/png", "any"),
    ("img/icon-512.png", "512x512", "image/png", "any"),
    ("img/icon-maskable-512.png", "512x512", "image/png", "maskable"),
)
"""File, sizes, type, purpose; the maskable one may be cut to a circle."""


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """What a telephone asks before it puts the portal among its applications."""
    who = operator()
    told = {
        "name": f"Личный кабинет — {who.name}",
        "short_name": who.name,
        "lang": "ru",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": accent_properties(who.accent)["light"]["--accent"],
        "background_color": "#f3f5f8",
        "icons": [
            {"src": static(file), "sizes": sizes, "type": kind, "purpose": purpose}
            for file, sizes, kind, purpose in ICONS
        ],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = A_DAY
    return answer


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The worker, at the root: it answers for every page of the portal."""
    page = reverse("offline")
    kept = [page, reverse("stylesheet"), *map(static, KEPT_FILES)]
    source = _source()
    contents = f"{stylesheet.current().digest} {kept} {source}"
    version = hashlib.sha256(contents.encode()).hexdigest()[:12]
    named = {"version": version, "page": page, "kept": kept}
    answer = HttpResponse(
        f"self.KABINET = {json.dumps(named)};\n{source}", content_type="text/javascript; charset=utf-8"
    )
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The page without a line: the same for everybody, it asks the browser alone what is kept."""
    names = " ".join(group.name for group in low_vision.GROUPS)
    told = {"low_vision_cookie": low_vision.COOKIE, "low_vision_groups": names}
    answer = render(None, "offline.html", told)
    answer["Cache-Control"] = "public, no-cache"
    return answer


def _source() -> str:
    found = finders.find("js/service_worker.js")
    if not isinstance(found, str):
        raise ImproperlyConfigured("Среди статических файлов нет js/service_worker.js.")
    return Path(found).read_text(encoding="utf-8")
