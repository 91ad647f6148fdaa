"""The entrance over a page whose session has ended while somebody wrote: a dialog asks for it in place.

It lets in by the same checks, throttles and second factor as «Авторизация» (views/login.py). The page asks
here and gets either the form, as a part of a page, or, once its person is in, whose session it is and for
whom it acts: the page of somebody else is left by its script (static/js/login_here.js).
"""

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kabinet.accounts.backend import owes_factor
from kabinet.accounts.devices import remember_browser
from kabinet.accounts.login import NotConfirmed, WrongCredentials
from kabinet.accounts.middleware import locked_user
from kabinet.accounts.models import User
from kabinet.accounts.services import WrongPassword
from kabinet.accounts.sessions import lifetime_of, reopen_session
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.cabinet.access import act_again, party_of
from kabinet.cabinet.entering import open_session, second_step_of, wait_for_factor
from kabinet.cabinet.forms.passwords import LoginForm, UnlockForm
from kabinet.cabinet.views.login import password_owner, too_many

_IDS = "login_here_%s"
"""The page below has ids of its own."""


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def login_here(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail and the password, or for the password alone after a while away."""
    if "X-In-Place" not in request.headers:
        return redirect("login")
    if (away := locked_user(request)) is not None:
        return _unlock(request, away)
    if isinstance(request.user, User):
        return _inside(request, request.user)
    return _sign_in(request)


def _sign_in(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST if request.method == "POST" else None, auto_id=_IDS)
    if not form.is_bound or not form.is_valid():
        return _ask(request, form)
    at = timezone.now()
    try:
        user = password_owner(request, form, at=at)
    except TooManyAttempts as refusal:
        return too_many(_ask(request, form, refusal=str(refusal)), refusal)
    except (WrongCredentials, NotConfirmed) as refusal:
        return _ask(request, form, refusal=str(refusal))
    acting = request.POST.get("acting", "")
    if owes_factor(user):
        wait_for_factor(request, user, wanted=request.POST.get("next", ""), at=at, acting=acting)
        return _ask(request, form, second_step=second_step_of(user))
    open_session(request, user)
    if not user.is_operator:
        act_again(request, user, acting)
    response = _inside(request, user)
    remember_browser(request, response, user.login)
    return response


def _unlock(request: HttpRequest, user: User) -> HttpResponse:
    form = UnlockForm(request.POST if request.method == "POST" else None, auto_id=_IDS)
    if not form.is_bound or not form.is_valid():
        return _ask(request, form, away=user)
    try:
        reopen_session(request, user, form.cleaned_data["password"], at=timezone.now())
    except TooManyAttempts as refusal:
        return too_many(_ask(request, form, away=user, refusal=str(refusal)), refusal)
    except WrongPassword as refusal:
        return _ask(request, form, away=user, refusal=str(refusal))
    return _inside(request, user)


def _inside(request: HttpRequest, user: User) -> HttpResponse:
    membership = None if user.is_operator else party_of(request).membership
    return JsonResponse({"user": str(user.pk), "acting": str(membership.pk) if membership else ""})


def _ask(
    request: HttpRequest, form: Form, *, refusal: str = "", second_step: str = "", away: User | None = None
) -> HttpResponse:
    page = {
        "form": form,
        "refusal": refusal,
        "second_step": second_step,
        "away": away,
        "idle": lifetime_of(away).idle_words if away else "",
    }
    refused = bool(refusal or form.errors)
    return render(request, "cabinet/login_here.html", page, status=422 if refused else 200)
