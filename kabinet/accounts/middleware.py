"""What every request passes on its way."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kabinet.accounts.addresses import client_address
from kabinet.core import journal


def journal_address(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let the journal know from where each act comes, so that no write has to be told."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with journal.acting_from(client_address(request)):
            return get_response(request)

    return middleware


def cache_control(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Say of every answer whether it may be kept: a person's page and a redirect never.

    A kept redirect outlives what it followed from (draft to its step, submitted application to its page): the
    browser's «Back» would go round in it. A view that knows better has said so itself.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            personal = request.user.is_authenticated or 300 <= response.status_code < 400
            response["Cache-Control"] = "private, no-store" if personal else "private, no-cache"
        return response

    return middleware
