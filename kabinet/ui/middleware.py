"""What every page passes on its way to the person."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve

_TITLE = re.compile(rb"(<title>)\s*")
_MISTAKE = 400
"""The first status that says so."""


def only_by_button(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer in words, with the way to the page of the button, where 405 alone is a blank page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        is_script = "HX-Request" in request.headers or "X-Autosave" in request.headers
        if response.status_code != 405 or request.method != "GET" or is_script:
            return response
        if not request.accepts("text/html"):
            return response
        page = render(request, "errors/405.html", {"above": page_above(request.path)}, status=405)
        page["Allow"] = response["Allow"]
        if "Cache-Control" in response:
            page["Cache-Control"] = response["Cache-Control"]
        return page

    return middleware


def mistakes_in_title(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Begin the title of a page that tells of a mistake with «Ошибка: »: a screen reader says it first.

    Here and not in the templates: what a form has to complain of is known after the title has been written.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        kind = response.get("Content-Type", "")
        if not isinstance(response, HttpResponse) or not kind.startswith("text/html"):
            return response
        if response.status_code >= _MISTAKE or b"data-error-summary" in response.content:
            response.content = _TITLE.sub("\\1Ошибка: ".encode(), response.content, count=1)
        return response

    return middleware


def page_above(path: str) -> str:
    """The nearest address above this one that the portal has: forms stand on the pages they are about."""
    parts = path.strip("/").split("/")
    while len(parts) > 1:
        parts.pop()
        above = f"/{'/'.join(parts)}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/"
