"""The last net under every page: what nothing else has caught is answered in words, with what was typed.

Django calls it with the fault at hand, wherever in the view or the middleware it came from.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.shortcuts import render

from kabinet.core.busy import is_away, is_busy
from kabinet.core.errors import DomainError
from kabinet.watching.reports import report_number

_SECRETS = ("password", "code", "token", "csrfmiddlewaretoken")
_SHORTEST_WORTH_KEEPING = 20
_MOST_TEXTS = 60


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault: a refusal in its own words, a busy database or none with «ещё раз», a bug honestly."""
    fault = sys.exc_info()[1]
    if isinstance(fault, DomainError):
        context = {"refusal": str(fault), "typed": _typed(request)}
        return render(None, "errors/refused.html", context, status=409)
    if is_busy(fault):
        return _later(request, "errors/busy.html", seconds=5)
    if is_away(fault):
        return _later(request, "errors/away.html", seconds=60)
    context = {"typed": _typed(request), "report": report_number()}
    return render(None, "errors/500.html", context, status=500)


def _later(request: HttpRequest, page: str, *, seconds: int) -> HttpResponse:
    answer = render(None, page, {"typed": _typed(request)}, status=503)
    answer["Retry-After"] = str(seconds)
    return answer


def _typed(request: HttpRequest) -> list[str]:
    """The longer texts of the request, to be copied from the page: nothing typed is lost with the answer."""
    try:
        values = [
            text for name, texts in request.POST.lists() if not name.startswith(_SECRETS) for text in texts
        ]
    except (OSError, RawPostDataException):
        return []
    return [text for text in values if len(text) >= _SHORTEST_WORTH_KEEPING][:_MOST_TEXTS]
