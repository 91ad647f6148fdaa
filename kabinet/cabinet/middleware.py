"""What a page of the portal passes on its way to the person."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from kabinet.accounts.models import User
from kabinet.cabinet.entering import LED_ON
from kabinet.ui.context import first_page

_NOT_YOURS = "Страница, которую открывали до входа, вам недоступна: возможно, её открывал другой человек."


def first_page_instead(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Lead whoever has just signed in to their first page when the one that was wanted is not for them.

    Two people may use one browser: the second comes to the entrance from a page of the first. Outside of the
    kept forms, which lead from an address that only takes forms to the page of the form.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not request.COOKIES.get(LED_ON) or 300 <= response.status_code < 400:
            return response
        if (
            request.method == "GET"
            and isinstance(request.user, User)
            and response.status_code in {403, 404, 405}
        ):
            messages.info(request, _NOT_YOURS)
            response = redirect(first_page(request.user))
        response.delete_cookie(LED_ON, samesite="Lax")
        return response

    return middleware
