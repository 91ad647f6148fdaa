"""«Авторизация» and the way out."""

from datetime import datetime

from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.accounts.addresses import client_address
from kabinet.accounts.devices import mark_of
from kabinet.accounts.login import NotConfirmed, WrongCredentials, check_login
from kabinet.accounts.middleware import locked_user
from kabinet.accounts.models import User
from kabinet.accounts.services import WrongPassword
from kabinet.accounts.sessions import lifetime_of, reopen_session
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.cabinet.entering import enter, lead_on
from kabinet.cabinet.forms.passwords import LoginForm, UnlockForm
from kabinet.core import journal

WAITING_EMAIL = "waiting_email"
"""In the session: the e-mail whose owner may be sent the confirming letter again."""
CONFIRMED_EMAIL = "confirmed_email"
"""In the session: the e-mail that was confirmed here a moment ago, which need not be typed again."""


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Sign in, then go on to `next` or to the first page of the role."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if (away := locked_user(request)) is not None:
        return _unlock(request, away, wanted)
    if request.method == "GET" and isinstance(request.user, User):
        return lead_on(request, request.user, wanted)
    return _sign_in(request, wanted)


def _sign_in(request: HttpRequest, wanted: str) -> HttpResponse:
    form = LoginForm(request.POST or None, initial={"email": request.session.get(CONFIRMED_EMAIL, "")})
    page = {"form": form, "next": wanted}
    if request.method == "GET" or not form.is_valid():
        return render(request, "cabinet/login.html", page)
    at = timezone.now()
    try:
        user = password_owner(request, form, at=at)
    except TooManyAttempts as refusal:
        return too_many(render(request, "cabinet/login.html", {**page, "wait": str(refusal)}), refusal)
    except WrongCredentials as refusal:
        return render(request, "cabinet/login.html", {**page, "wrong": str(refusal)})
    except NotConfirmed as refusal:
        request.session[WAITING_EMAIL] = refusal.user.email
        return render(request, "cabinet/login.html", {**page, "unconfirmed": refusal.user.email})
    return enter(request, user, wanted=wanted, at=at)


def password_owner(request: HttpRequest, form: LoginForm, *, at: datetime) -> User:
    """Whose password the filled form has. Raises what `check_login` does."""
    return check_login(
        email=form.cleaned_data["email"],
        password=form.cleaned_data["password"],
        address=client_address(request),
        at=at,
        browser=mark_of(request, form.cleaned_data["email"]),
    )


def _unlock(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Ask whoever was away for the password; the session goes on, under another key."""
    form = UnlockForm(request.POST if "password" in request.POST else None)
    away = lifetime_of(user).idle_words
    page = {"form": form, "next": wanted, "email": user.login, "away": away}
    if form.is_bound and form.is_valid():
        try:
            reopen_session(request, user, form.cleaned_data["password"], at=timezone.now())
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return too_many(render(request, "cabinet/unlock.html", page), refusal)
        except WrongPassword as refusal:
            form.add_error("password", str(refusal))
        else:
            return lead_on(request, user, wanted)
    return render(request, "cabinet/unlock.html", page, status=422 if form.errors else 200)


@login_not_required
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; without one, the login page all the same."""
    user = locked_user(request) or request.user
    if isinstance(user, User):
        journal.record(
            act="account.logout",
            subject=f"user:{user.pk}",
            by=user.pk,
            at=timezone.now(),
            address=client_address(request),
        )
    end_session(request)
    return redirect("login")


def too_many(response: HttpResponse, refusal: TooManyAttempts) -> HttpResponse:
    """The same page, told to programs too: 429 and how many seconds to wait."""
    response.status_code = 429
    response["Retry-After"] = str(refusal.seconds)
    return response
