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
