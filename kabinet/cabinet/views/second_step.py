"""The second step of signing in: a code of the telephone, a key, a recovery code, or setting it all up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.backend import lacks_factor
from kabinet.accounts.devices import mark_of
from kabinet.accounts.models import User
from kabinet.accounts.passkeys import PasskeyRefused
from kabinet.accounts.second_factor import (
    FactorNotProposed,
    WrongFactor,
    check_code,
    confirm_key,
    use_recovery_code,
)
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.cabinet.entering import finish, second_step_of, waiting_user
from kabinet.cabinet.forms.second_factor import RecoveryCodeForm, TelephoneCodeForm
from kabinet.cabinet.passkeys import prove_by_key
from kabinet.cabinet.telephone import allow_replacing, keep_codes, key_page
from kabinet.cabinet.views.second_factor import refused
from kabinet.law.counting import counted

type SecondStepView = Callable[[HttpRequest, User, datetime], HttpResponse]


def _after_password(*, setting_up: bool) -> Callable[[SecondStepView], Callable[[HttpRequest], HttpResponse]]:
    """Give the page to someone whose password was right; others begin at the sign-in page."""

    def guard(step: SecondStepView) -> Callable[[HttpRequest], HttpResponse]:
        @login_not_required
        @never_cache
        @sensitive_post_parameters()
        @require_http_methods(["GET", "POST"])
        def guarded(request: HttpRequest) -> HttpResponse:
            at = timezone.now()
            user = waiting_user(request, at=at)
            if user is None:
                return redirect("login")
            if lacks_factor(user) != setting_up:
                return redirect(second_step_of(user))
            return step(request, user, at)

        return guarded

    return guard


@_after_password(setting_up=False)
def code(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    """Ask for the code that the telephone shows."""
    form = TelephoneCodeForm(request.POST or None)
    page = _page(user, form)
    if request.method == "POST" and form.is_valid():
        typed, address = form.cleaned_data["code"], client_address(request)
        try:
            check_code(user=user, code=typed, address=address, at=at, browser=mark_of(request, user.login))
        except (WrongFactor, TooManyAttempts) as refusal:
            return refused(request, "cabinet/second_step.html", page, form, refusal)
        return finish(request, user, at=at)
    return render(request, "cabinet/second_step.html", page)


@_after_password(setting_up=False)
def passkey(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    """Take the answer of a key instead of the code."""
    if request.method == "GET":
        return redirect("second_step")
    try:
        prove_by_key(request, user, at=at)
    except (PasskeyRefused, TooManyAttempts) as refusal:
        form = TelephoneCodeForm()
        page = {**_page(user, form), "key_refused": str(refusal)}
        status = 429 if isinstance(refusal, TooManyAttempts) else 422
        return render(request, "cabinet/second_step.html", page, status=status)
    return finish(request, user, at=at)


@_after_password(setting_up=False)
def recovery_code(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    """«Потеряли телефон?»: ask for a recovery code; a new telephone may then be set up at once."""
    form = RecoveryCodeForm(request.POST or None)
    page = {"form": form, "email": user.email, "operator_person": user.is_operator}
    if request.method == "POST" and form.is_valid():
        typed, address = form.cleaned_data["code"], client_address(request)
        try:
            left = use_recovery_code(
                user=user, code=typed, address=address, at=at, browser=mark_of(request, user.login)
            )
        except (WrongFactor, TooManyAttempts) as refusal:
            return refused(request, "cabinet/second_step_recovery.html", page, form, refusal)
        response = finish(request, user, at=at)
        allow_replacing(request, at=at)
        remain = counted(left, "резервный код", "резервных кода", "резервных кодов")
        messages.warning(request, f"Вход по резервному коду, осталось: {remain}. Настройте новый телефон.")
        response["Location"] = reverse("second_factor")
        return response
    return render(request, "cabinet/second_step_recovery.html", page)


@_after_password(setting_up=True)
def setup(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    """Set up the telephone at the first login; until then nothing opens."""
    form = TelephoneCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed, address = form.cleaned_data["code"], client_address(request)
        try:
            codes = confirm_key(user=user, code=typed, address=address, at=at)
        except (WrongFactor, FactorNotProposed, TooManyAttempts) as refusal:
            page = {"form": form, **key_page(user)}
            return refused(request, "cabinet/second_factor_setup.html", page, form, refusal)
        response = finish(request, user, at=at)
        keep_codes(request, codes, then=response["Location"])
        response["Location"] = reverse("recovery_codes")
        return response
    return render(request, "cabinet/second_factor_setup.html", {"form": form, **key_page(user)})


def _page(user: User, form: TelephoneCodeForm) -> dict[str, Any]:
    return {"form": form, "email": user.email, "has_keys": user.passkeys.exists()}
