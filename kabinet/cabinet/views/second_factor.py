"""«Второй фактор» in the profile: another telephone, new recovery codes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.accounts.second_factor import (
    FactorNotProposed,
    WrongFactor,
    check_code,
    confirm_key,
    recovery_codes_left,
    renew_recovery_codes,
)
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.cabinet.forms.second_factor import TelephoneCodeForm
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


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """What is set up; a code of the telephone lets make new recovery codes or set up another telephone."""
    user, at = _operator_or_404(request), timezone.now()
    form = TelephoneCodeForm(request.POST or None)
    page = {
        "form": form,
        "left": recovery_codes_left(user),
        "may_replace": may_replace(request, at=at),
        "unsaved": bool(kept_codes(request)),
    }
    if request.method == "POST" and form.is_valid():
        typed, address = form.cleaned_data["code"], client_address(request)
        try:
            check_code(user=user, code=typed, address=address, at=at)
        except (WrongFactor, TooManyAttempts) as refusal:
            return refused(request, "cabinet/second_factor.html", page, form, refusal)
        if request.POST.get("act") == "codes":
            codes = renew_recovery_codes(user=user, address=address, at=at)
            keep_codes(request, codes, then=reverse("second_factor"))
            return redirect("recovery_codes")
        allow_replacing(request, at=at)
        return redirect("second_factor_telephone")
    return render(request, "cabinet/second_factor.html", page)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def telephone(request: HttpRequest) -> HttpResponse:
    """Set up another telephone; the former one works until the new one has shown a right code."""
    user, at = _operator_or_404(request), timezone.now()
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
    _operator_or_404(request)
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
    user = _operator_or_404(request)
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
    form.add_error("code", str(refusal))
    return render(request, template, page, status=422)


def _operator_or_404(request: HttpRequest) -> User:
    """The person of the operator who asks; applicants have no second factor."""
    if not (isinstance(request.user, User) and request.user.is_operator):
        raise Http404
    return request.user
