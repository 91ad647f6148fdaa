"""What answers a person who has opened an address that only takes what a button sends."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve


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
