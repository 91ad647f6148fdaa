"""Who may open a page of the cabinet, and how what was typed survives a session that ended."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.applications.models import Application
from kabinet.ui.context import first_page

type View = Callable[..., HttpResponseBase]

PENDING = "pending_post"
# A text of 10,000 characters in each of a step's free fields fits; a flood of bodies does not.
PENDING_LIMIT = 200_000


class ApplicantRequest(HttpRequest):
    """A request whose user has been seen to be an applicant."""

    user: User
    htmx: HtmxDetails
    replayed: bool


def applicant_required(view: View) -> View:
    """Let an applicant in; send a specialist to the office and a stranger to the entrance."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = cast("User", request.user)
        if user.is_operator:
            if request.path == reverse("home"):
                return redirect(first_page(user))
            raise Http404
        cast("ApplicantRequest", request).replayed = getattr(request, "replayed", False)
        return view(request, *args, **kwargs)

    return guarded


def survives_login(view: View) -> View:
    """Keep what was posted to `view` by someone whose session has ended, until they sign in again.

    The posted fields wait in the anonymous session and reach the view as a POST with
    `request.replayed` set when the same address is opened after the login. A view must treat a
    replayed POST as «keep and show», never as «submit» or «send».
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.method == "POST":
                _set_aside(request)
            return redirect_to_login(request.get_full_path())
        pending = request.session.get(PENDING)
        if request.method == "GET" and pending and pending["path"] == request.path:
            del request.session[PENDING]
            request.method = "POST"
            request.POST = QueryDict(pending["fields"])
            cast("ApplicantRequest", request).replayed = True
        return view(request, *args, **kwargs)

    return login_not_required(kept)


def _set_aside(request: HttpRequest) -> None:
    fields = request.POST.copy()
    for name in ("csrfmiddlewaretoken", "code_0", "code_1"):
        fields.pop(name, None)
    encoded = fields.urlencode()
    if len(encoded) <= PENDING_LIMIT:
        request.session[PENDING] = {"path": request.path, "fields": encoded}


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
