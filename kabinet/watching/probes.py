"""/healthz and /readyz, for a balancer or a watching program: by any host name, without HTTPS or a session.

They stand before all other middleware: whatever hinders pages must not hinder the answer about it.
"""

import os
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

_LEAST_ROOM = 1024 * 1024


def probes(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer the two addresses; pass everything else on."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return _answer([])
        if request.path_info == "/readyz":
            return _answer(hindrances())
        return get_response(request)

    return middleware


def hindrances() -> list[str]:
    """What keeps the portal from working, in a word each."""
    found = []
    try:
        if _migrations() - MigrationRecorder(connection).applied_migrations().keys():
            found.append("migrations")
    except Error:
        found.append("database")
    if not _is_storage_writable():
        found.append("storage")
    return found


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """All that this release has; the code does not change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def _is_storage_writable() -> bool:
    """Nothing is written: anybody may ask, as often as they like."""
    try:
        about = os.statvfs(settings.DATA_DIR)
    except OSError:
        return False
    return os.access(settings.DATA_DIR, os.W_OK | os.X_OK) and about.f_bavail * about.f_frsize > _LEAST_ROOM


def _answer(hindering: list[str]) -> HttpResponse:
    return HttpResponse(
        " ".join(hindering) or "ok",
        status=503 if hindering else 200,
        content_type="text/plain; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        },
    )
