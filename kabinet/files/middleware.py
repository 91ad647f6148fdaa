"""A file that cannot be given is told of in words, whichever page was to give it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from kabinet.core.operator import operator
from kabinet.files.integrity import BytesUnfit

_IN_OUR_FRAMES: dict[str, Any] = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}


class UnfitFiles:
    """Answers with a page of words where stored bytes are gone or damaged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer in words; other exceptions are others' business."""
        return _told(request, exception) if isinstance(exception, BytesUnfit) else None


@csp_override(_IN_OUR_FRAMES)
def _told(request: HttpRequest, fault: BytesUnfit) -> HttpResponse:
    context = {"fault": fault, "phone": operator().phone}
    response = render(request, "errors/file_unfit.html", context, status=409)
    response["X-Frame-Options"] = "SAMEORIGIN"  # a preview stands in a frame of our own pages
    response["Cache-Control"] = "private, no-store"
    return response
