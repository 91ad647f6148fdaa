"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long or cookies are off."""
    return render(request, "errors/403_csrf.html", {"reason": reason}, status=403)
