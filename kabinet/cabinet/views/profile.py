"""«Профиль пользователя»: data, notices, password, e-mail."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.codes import CodeRefused
from kabinet.accounts.models import User
from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.services import (
    EmailTaken,
    EmailUnchanged,
    WrongPassword,
    change_password,
    confirm_new_email,
    rename_user,
    request_email_change,
)
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.applicants.identity import standing_of
from kabinet.applicants.models import Applicant
from kabinet.applicants.services import ProfileStale, update_applicant
from kabinet.cabinet.access import applicant_required, party_of
from kabinet.cabinet.forms.applicant import ProfileForm, SpecialistForm
from kabinet.cabinet.forms.passwords import EmailChangeForm, PasswordChangeForm
from kabinet.cabinet.views.login import too_many
from kabinet.core.questions import Answers, display
from kabinet.filling.by_register import answer_press, offers

_SAVED = "Профиль сохранён. Новые заявки возьмут эти данные; начатые и поданные не изменились."


@never_cache
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """The applicant's profile, or the specialist's, which is a name."""
    user = _user(request)
    if user.is_operator:
        return _specialist_profile(request, user)
    answer = _applicant_profile(request)
    return cast("HttpResponse", answer)


@applicant_required
def _applicant_profile(request: HttpRequest) -> HttpResponse:
    """Of whom the person acts for; somebody who acts for others alone has a login and no more."""
    party = party_of(request)
    applicant = Applicant.objects.select_related("user").filter(user=party.owner).first()
    if applicant is None:
        return render(request, "cabinet/people/own_login.html", {"party": party})
    form = ProfileForm(applicant, data=request.POST or None)
    if request.method == "GET":
        return _profile_page(request, applicant, form)
    if form.restructured or "by_register" in request.POST:
        answers, offer = answer_press(request, applicant.kind, form.raw())
        return _profile_page(request, applicant, _with_answers(applicant, form, answers), offer=offer)
    if not form.is_valid():
        return _profile_page(request, applicant, form)
    try:
        update_applicant(
            applicant=applicant,
            answers=form.raw(),
            email_notices=form.cleaned_data["email_notices"],
            version=form.cleaned_data["version"],
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
            at=timezone.now(),
        )
    except ProfileStale as refusal:
        return _stale_page(request, form, refusal)
    messages.success(request, _SAVED)
    return redirect("profile")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """A new password; this session goes on, the others end."""
    user = _user(request)
    form = PasswordChangeForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            change_password(
                user=user,
                current=form.cleaned_data["current"],
                new=form.cleaned_data["password"],
                address=client_address(request),
                at=timezone.now(),
            )
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return too_many(render(request, "cabinet/profile_password.html", {"form": form}), refusal)
        except WrongPassword as refusal:
            form.add_error("current", str(refusal))
        except PasswordRefused as refusal:
            form.add_error("password", refusal.problems)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, "Пароль изменён. На других устройствах войдите заново.")
            return redirect("profile")
    return render(request, "cabinet/profile_password.html", {"form": form})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def email_change(request: HttpRequest) -> HttpResponse:
    """A new e-mail; it counts once the link in the letter is opened."""
    user = _user(request)
    form = EmailChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new_email = form.cleaned_data["new_email"]
        try:
            request_email_change(
                user=user,
                password=form.cleaned_data["password"],
                new_email=new_email,
                address=client_address(request),
                at=timezone.now(),
            )
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return too_many(render(request, "cabinet/profile_email.html", {"form": form}), refusal)
        except WrongPassword as refusal:
            form.add_error("password", str(refusal))
        except EmailUnchanged as refusal:
            form.add_error("new_email", str(refusal))
        else:
            messages.success(
                request,
                f"Мы отправили письмо на {new_email}. E-mail изменится, когда вы откроете ссылку из письма.",
            )
            return redirect("profile")
    return render(request, "cabinet/profile_email.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm_email_change(request: HttpRequest, code: str) -> HttpResponse:
    """The link sent to the new e-mail: it may be opened on another device, without a session."""
    if request.method == "GET":
        return render(request, "cabinet/profile_email_confirm.html")
    try:
        confirm_new_email(text=code, address=client_address(request), at=timezone.now())
    except TooManyAttempts as refusal:
        page = {"wait": str(refusal)}
        return too_many(render(request, "cabinet/profile_email_confirm.html", page), refusal)
    except EmailTaken as refusal:
        return render(request, "cabinet/profile_email_confirm.html", {"taken": str(refusal)}, status=409)
    except CodeRefused:
        return render(request, "cabinet/profile_email_confirm.html", {"refused": True}, status=410)
    messages.success(request, "E-mail изменён. Теперь входите с новым адресом.")
    return redirect("profile" if isinstance(request.user, User) else "login")


def _specialist_profile(request: HttpRequest, user: User) -> HttpResponse:
    form = SpecialistForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        rename_user(user=user, name=form.cleaned_data["name"], at=timezone.now())
        messages.success(request, _SAVED)
        return redirect("profile")
    return render(request, "cabinet/profile_specialist.html", {"form": form})


def _profile_page(
    request: HttpRequest, applicant: Applicant, form: ProfileForm, **more: object
) -> HttpResponse:
    consents = applicant.user.consents.filter(subject="").select_related("text")
    identity = standing_of(applicant.user)
    page = {"form": form, "applicant": applicant, "consents": consents, "identity": identity}
    page |= {"offer": offers(applicant.kind), "party": party_of(request), **more}
    return render(request, "cabinet/profile.html", page)


def _with_answers(applicant: Applicant, form: ProfileForm, answers: Answers) -> ProfileForm:
    """The form with these answers, not yet judged; which version it is of stays as it was sent."""
    applicant.details = {**applicant.details, **answers}
    applicant.email_notices = bool(form.data.get("email_notices"))
    fresh = ProfileForm(applicant)
    fresh.initial["version"] = form.data.get("version")
    return fresh


def _stale_page(request: HttpRequest, form: ProfileForm, refusal: ProfileStale) -> HttpResponse:
    """What was typed stays; beside it stands what was saved meanwhile, and «Сохранить» now overwrites it."""
    current, typed = refusal.current, form.raw()
    differing = [
        {"label": question.label, "value": display(question, current.details.get(question.name, ""))}
        for question in form.questions
        if typed.get(question.name, "") != current.details.get(question.name, "")
    ]
    if current.email_notices != form.cleaned_data["email_notices"]:
        differing.append(
            {"label": str(form["email_notices"].label), "value": "Да" if current.email_notices else "Нет"}
        )
    fresh = ProfileForm(current, data={**form.data.dict(), "version": current.version})  # type: ignore[attr-defined]
    return _profile_page(request, current, fresh, stale=str(refusal), differing=differing)


def _user(request: HttpRequest) -> User:
    """The signed-in user: LoginRequiredMiddleware lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("this page is for signed-in users")
    return request.user
