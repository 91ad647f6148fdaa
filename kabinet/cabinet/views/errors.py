"""Pages for what went wrong."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kabinet.kept.middleware import answer_unverified


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """The form was open for too long or cookies are off; what was typed in a form of ours is kept."""
    return answer_unverified(request) or render(
        request, "errors/403_csrf.html", {"reason": reason}, status=403
    )
