"""Who may open a page of the cabinet."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.applications.models import Application
from kabinet.ui.context import first_page

type CabinetView = Callable[..., HttpResponseBase]


class ApplicantRequest(HttpRequest):
    """A request whose user has been seen to be an applicant."""

    user: User
    htmx: HtmxDetails


def applicant_required(view: CabinetView) -> CabinetView:
    """Let an applicant in; send a specialist to the office and a stranger to the entrance."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = cast("User", request.user)
        if user.is_operator:
            if request.path == reverse("home"):
                return redirect(first_page(user))
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def mine_or_404(request: HttpRequest, pk: UUID) -> Application:
    """The application `pk` of the person who asks; nobody else's exists for them."""
    found = Application.objects.of(cast("User", request.user)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def my_appeal_or_404(request: HttpRequest, pk: UUID) -> Appeal:
    """The appeal `pk` of the person who asks; nobody else's exists for them."""
    mine = Appeal.objects.of(cast("User", request.user))
    found = mine.select_related("topic", "thread", "application").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
