"""«Авторизация» and the way out."""

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
from kabinet.accounts.models import User
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.cabinet.entering import enter, lead_on
from kabinet.cabinet.forms.passwords import LoginForm
from kabinet.core import journal

WAITING_EMAIL = "waiting_email"
"""In the session: the e-mail whose owner may be sent the confirming letter again."""


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Sign in, then go on to `next` or to the first page of the role."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "GET" and isinstance(request.user, User):
        return lead_on(request, request.user, wanted)
    form = LoginForm(request.POST or None)
    page = {"form": form, "next": wanted}
    if request.method == "GET" or not form.is_valid():
        return render(request, "cabinet/login.html", page)
    at = timezone.now()
    try:
        user = check_login(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            address=client_address(request),
            at=at,
            browser=mark_of(request, form.cleaned_data["email"]),
        )
    except TooManyAttempts as refusal:
        return too_many(render(request, "cabinet/login.html", {**page, "wait": str(refusal)}), refusal)
    except WrongCredentials as refusal:
        return render(request, "cabinet/login.html", {**page, "wrong": str(refusal)})
    except NotConfirmed as refusal:
        request.session[WAITING_EMAIL] = refusal.user.email
        return render(request, "cabinet/login.html", {**page, "unconfirmed": refusal.user.email})
    return enter(request, user, wanted=wanted, at=at)


@login_not_required
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; without one, the login page all the same."""
    if isinstance(request.user, User):
        journal.record(
            act="account.logout",
            subject=f"user:{request.user.pk}",
            by=request.user.pk,
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
