"""«Второй фактор» in the profile: on and off, another telephone, new recovery codes."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.accounts.passkeys import PasskeyRefused
from kabinet.accounts.second_factor import (
    FactorDemanded,
    FactorNotProposed,
    WrongFactor,
    check_code,
    confirm_key,
    drop_factor,
    recovery_codes_left,
    renew_recovery_codes,
)
from kabinet.accounts.services import WrongPassword, check_current
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.cabinet.forms.passwords import UnlockForm
from kabinet.cabinet.forms.second_factor import TelephoneCodeForm
from kabinet.cabinet.passkeys import prove_by_key
from kabinet.cabinet.telephone import (
    allow_replacing,
    end_replacing,
    forget_codes,
    keep_codes,
    kept_codes,
    key_page,
    may_replace,
)
from kabinet.cabinet.views.login import too_many
from kabinet.core.errors import DomainError

_PAGE = "cabinet/second_factor.html"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """What is set up; a code of the telephone or a key lets change it for a while."""
    user, at = cast("User", request.user), timezone.now()
    if user.second_factor_at is None:
        return _switch_on(request, user)
    proved = may_replace(request, at=at)
    form = TelephoneCodeForm(request.POST if request.method == "POST" and not proved else None)
    page = {
        "form": form,
        "left": recovery_codes_left(user),
        "keys": user.passkeys.count(),
        "may_replace": proved,
        "unsaved": bool(kept_codes(request)),
    }
    if request.method != "POST":
        return render(request, _PAGE, page)
    if not proved:
        by_key = "passkey" in request.POST
        if not (by_key or form.is_valid()):
            return render(request, _PAGE, page)
        try:
            if by_key:
                prove_by_key(request, user, at=at)
            else:
                check_code(user=user, code=form.cleaned_data["code"], address=client_address(request), at=at)
        except (WrongFactor, PasskeyRefused, TooManyAttempts) as refusal:
            return refused(request, _PAGE, page, form, refusal)
        allow_replacing(request, at=at)
    return _carry_out(request, user, at)


def _carry_out(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    """What the owner asked for by a button of the page."""
    address = client_address(request)
    match request.POST.get("act"):
        case "codes":
            codes = renew_recovery_codes(user=user, address=address, at=at)
            keep_codes(request, codes, then=reverse("second_factor"))
            return redirect("recovery_codes")
        case "telephone":
            return redirect("second_factor_telephone")
        case "passkeys":
            return redirect("passkeys")
        case "off":
            try:
                drop_factor(user=user, address=address, at=at)
            except FactorDemanded as refusal:
                messages.error(request, str(refusal))
                return redirect("second_factor")
            update_session_auth_hash(request, user)
            end_replacing(request)
            messages.success(request, "Второй фактор выключен: для входа достаточно пароля.")
            return redirect("profile")
        case _:
            return redirect("second_factor")


def _switch_on(request: HttpRequest, user: User) -> HttpResponse:
    """Ask an applicant for the password, then lead on to the telephone."""
    form = UnlockForm(request.POST or None)
    template, page, at = "cabinet/second_factor_off.html", {"form": form}, timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            check_current(user, form.cleaned_data["password"], at)
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return too_many(render(request, template, page), refusal)
        except WrongPassword as refusal:
            form.add_error("password", str(refusal))
        else:
            allow_replacing(request, at=at)
            return redirect("second_factor_telephone")
    return render(request, template, page, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def telephone(request: HttpRequest) -> HttpResponse:
    """Set up another telephone; the former one works until the new one has shown a right code."""
    user, at = cast("User", request.user), timezone.now()
    if not may_replace(request, at=at):
        return redirect("second_factor")
    form = TelephoneCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, address = form.cleaned_data["code"], client_address(request)
        try:
            codes = confirm_key(user=user, code=typed, address=address, at=at)
        except (WrongFactor, FactorNotProposed, TooManyAttempts) as refusal:
            page = {"form": form, **key_page(user)}
            return refused(request, "cabinet/second_factor_telephone.html", page, form, refusal)
        update_session_auth_hash(request, user)
        end_replacing(request)
        keep_codes(request, codes, then=reverse("second_factor"))
        return redirect("recovery_codes")
    return render(request, "cabinet/second_factor_telephone.html", {"form": form, **key_page(user)})


@never_cache
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes, until the person says that they are saved."""
    codes = kept_codes(request)
    if request.method == "POST" or not codes:
        if codes:
            messages.success(request, "Второй фактор настроен.")
        return redirect(forget_codes(request))
    return render(request, "cabinet/recovery_codes.html", {"codes": codes})


@never_cache
@require_safe
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The same codes as a text file."""
    user = cast("User", request.user)
    codes = kept_codes(request)
    if not codes:
        return redirect("second_factor")
    lines = [f"Резервные коды для {user.email}. Каждый действует один раз.", "", *codes, ""]
    response = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kabinet-recovery-codes.txt"'
    return response


def refused(
    request: HttpRequest, template: str, page: dict[str, Any], form: forms.Form, refusal: DomainError
) -> HttpResponse:
    """The page again with the reason; too many attempts are told to programs too."""
    if isinstance(refusal, TooManyAttempts):
        form.add_error(None, str(refusal))
        return too_many(render(request, template, page), refusal)
    form.add_error(None if isinstance(refusal, PasskeyRefused) else "code", str(refusal))
    return render(request, template, page, status=422)
