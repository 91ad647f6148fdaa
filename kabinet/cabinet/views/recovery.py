"""«Забыли свой пароль?»: the letter with the control string, and the new password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.codes import LIFETIMES, CodeRefused, canonical, dashed
from kabinet.accounts.devices import remember_browser
from kabinet.accounts.models import OneTimeCode
from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.services import recover_password, request_recovery
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.cabinet.forms.passwords import RecoveryForm, RecoveryPasswordForm
from kabinet.cabinet.views.login import too_many

_EMAIL = "recovery_email"
_STRING = f"{settings.COOKIE_PREFIX}kabinet_recovery"
"""A cookie: the string of the link, until the new password is set."""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def recovery(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail; what follows does not depend on whether it is known."""
    form = RecoveryForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "cabinet/recovery.html", {"form": form})
    email = form.cleaned_data["email"]
    try:
        request_recovery(email=email, address=client_address(request), at=timezone.now())
    except TooManyAttempts as refusal:
        form.add_error(None, str(refusal))
        return too_many(render(request, "cabinet/recovery.html", {"form": form}), refusal)
    request.session[_EMAIL] = email
    return redirect("recovery_sent")


@login_not_required
@never_cache
@require_safe
def recovery_sent(request: HttpRequest) -> HttpResponse:
    """«Письмо отправлено»."""
    return render(request, "cabinet/recovery_sent.html", {"email": request.session.get(_EMAIL, "")})


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def recovery_password(request: HttpRequest) -> HttpResponse:
    """The control string and the new password; the string of a link moves from the address into the form."""
    if request.method == "GET":
        if string := request.GET.get("string", ""):
            # Not in a session: a stranger's request would leave a row of the database for two weeks.
            response = redirect("recovery_password")
            response.set_cookie(
                _STRING,
                canonical(string),
                max_age=int(LIFETIMES[OneTimeCode.Purpose.RECOVER_PASSWORD].total_seconds()),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
            return response
        form = RecoveryPasswordForm(initial={"string": dashed(request.COOKIES.get(_STRING, ""))})
        return render(request, "cabinet/recovery_password.html", {"form": form})
    form = RecoveryPasswordForm(request.POST)
    if form.is_valid():
        try:
            user = recover_password(
                text=form.cleaned_data["string"],
                password=form.cleaned_data["password"],
                address=client_address(request),
                at=timezone.now(),
            )
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return too_many(render(request, "cabinet/recovery_password.html", {"form": form}), refusal)
        except CodeRefused as refusal:
            form.add_error("string", str(refusal))
        except PasswordRefused as refusal:
            form.add_error("password", refusal.problems)
        else:
            messages.success(request, "Пароль изменён. Войдите с новым паролем.")
            response = redirect("login")
            response.delete_cookie(_STRING)
            # The mailbox is proved: what others tried with this account does not delay the login that
            # follows.
            remember_browser(request, response, user.login)
            return response
    return render(request, "cabinet/recovery_password.html", {"form": form})
