"""Files that arrived in pieces join their form; a file that cannot be given is told of in words.

Both whichever page it is.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from kabinet.accounts.models import User
from kabinet.core.operator import operator
from kabinet.files.incoming import FIELD, ArrivedFile, arrived, use_up
from kabinet.files.integrity import BytesUnfit

_JOINED = "_joined_incoming"
_MOST: int = settings.DATA_UPLOAD_MAX_NUMBER_FILES
_IN_OUR_FRAMES: dict[str, Any] = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}


class FilesOfRequests:
    """Gives a view the files that came in pieces before its form; answers where stored bytes are unfit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the pieces go once the view had them; a fault of the portal's leaves them for another try."""
        response = self._get_response(request)
        joined: list[ArrivedFile] = getattr(request, _JOINED, [])
        for upload in joined:
            upload.close()
            if response.status_code < 500:
                use_up(upload.incoming, at=timezone.now())
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Put them among the files of the form; a form that only saves itself has none yet."""
        user = request.user
        if request.method != "POST" or not isinstance(user, User) or "X-Autosave" in request.headers:
            return
        room = _MOST - sum(len(files) for _, files in request.FILES.lists())
        joined: list[ArrivedFile] = []
        for name in [name for name in request.POST if name.startswith(FIELD)]:
            marks = list(dict.fromkeys(request.POST.getlist(name)))
            for upload in arrived(marks[: max(room - len(joined), 0)], owner=user):
                request.FILES.appendlist(name.removeprefix(FIELD), upload)
                joined.append(upload)
        setattr(request, _JOINED, joined)

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
