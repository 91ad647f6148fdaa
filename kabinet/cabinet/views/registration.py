"""Registration by tabs, its letter and the confirming link."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.codes import CodeRefused
from kabinet.accounts.models import User
from kabinet.accounts.services import (
    claim_form,
    confirm_email,
    confirmed_by,
    release_form,
    resend_confirmation,
)
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.applicants.answers import profile_text
from kabinet.applicants.models import ApplicantKind
from kabinet.applicants.services import register_applicant
from kabinet.cabinet.begun import begun_in, form_address_of, login_address_of, told, with_begun
from kabinet.cabinet.entering import landing
from kabinet.cabinet.forms.applicant import RegistrationForm
from kabinet.cabinet.registrant import has_registered, is_registrant, note_registered, welcome
from kabinet.cabinet.views.login import CONFIRMED_EMAIL, WAITING_EMAIL, too_many
from kabinet.core.ids import new_id, read_id
from kabinet.filling.by_register import Offer, answer_press, offers

KINDS = {
    "person": ApplicantKind.PERSON,
    "entrepreneur": ApplicantKind.ENTREPRENEUR,
    "company": ApplicantKind.COMPANY,
}
CARRIED = "carried"
"""In the session: what the letter's link takes along, for a letter that is sent again."""


@login_not_required
def registration_start(_request: HttpRequest) -> HttpResponse:
    """Registration begins with the tab that most people need."""
    return redirect("registration", kind="person")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of one tab; the same answer whether the e-mail is new or has an account."""
    if kind not in KINDS:
        raise Http404
    if isinstance(request.user, User):
        return redirect(landing(request, request.user, ""))
    if request.method == "GET":
        return _form_page(request, kind, RegistrationForm(KINDS[kind]))
    form = RegistrationForm(KINDS[kind], data=request.POST)
    if form.restructured or "by_register" in request.POST:
        answers, offer = answer_press(request, form.kind, form.raw())
        return _form_page(request, kind, form.again(answers), offer=offer)
    try:
        done = _register(request, form)
    except TooManyAttempts as refusal:
        form.add_error(None, str(refusal))
        return too_many(_form_page(request, kind, form), refusal)
    if not done:
        return _form_page(request, kind, form)
    request.session[WAITING_EMAIL] = profile_text(form.answers, "email").strip().lower()
    request.session[CARRIED] = _carried(request)
    return redirect("registration_done")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def registration_done(request: HttpRequest) -> HttpResponse:
    """«Проверьте почту»; the button sends the letter again to who has just registered or signed in."""
    email = request.session.get(WAITING_EMAIL, "")
    if request.method == "GET":
        return render(request, "cabinet/registration_done.html", {"email": email})
    if not email:
        return redirect("login")
    try:
        resend_confirmation(
            email=email,
            address=client_address(request),
            carried=request.session.get(CARRIED, ""),
            at=timezone.now(),
        )
    except TooManyAttempts as refusal:
        page = {"email": email, "wait": str(refusal)}
        return too_many(render(request, "cabinet/registration_done.html", page), refusal)
    messages.success(request, "Письмо отправлено ещё раз. Если его нет, посмотрите в папке «Спам».")
    return redirect("registration_done")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """The link of the letter: at once in the browser that has registered, elsewhere by a button.

    Programs that open links in letters press no button and have no such session.
    """
    at = timezone.now()
    if isinstance(request.user, User) and confirmed_by(code, at=at) == request.user:
        messages.info(request, "E-mail уже подтверждён.")
        return redirect(landing(request, request.user, form_address_of(request)))
    if request.method == "GET" and not has_registered(request, code, at=at):
        return render(request, "cabinet/registration_confirm.html")
    again = confirmed_by(code, at=at) is not None
    try:
        user = confirm_email(text=code, address=client_address(request), at=at)
    except TooManyAttempts as refusal:
        page = {"wait": str(refusal)}
        return too_many(render(request, "cabinet/registration_confirm.html", page), refusal)
    except CodeRefused:
        return render(request, "cabinet/registration_confirm.html", {"refused": True}, status=410)
    if not again and is_registrant(request, user):
        return welcome(request, user, at=at)
    messages.success(
        request, "E-mail уже подтверждён. Войдите." if again else "E-mail подтверждён. Теперь войдите."
    )
    request.session[CONFIRMED_EMAIL] = user.login
    return redirect(login_address_of(request))


def _carried(request: HttpRequest) -> str:
    beginning = begun_in(request)
    return beginning.query if beginning else ""


def _register(request: HttpRequest, form: RegistrationForm) -> bool:
    """Whether the form is carried out, now or by a first click on the same button."""
    at, token = timezone.now(), _token(request)
    with transaction.atomic():
        if not claim_form(token=token, at=at):
            return True
        if form.is_valid():
            user = register_applicant(
                kind=form.kind,
                answers={**form.raw(), "email": form.cleaned_data["email"]},
                password=form.cleaned_data["password"],
                email_notices=form.cleaned_data["email_notices"],
                address=client_address(request),
                user_agent=request.headers.get("User-Agent", ""),
                carried=_carried(request),
                at=at,
            )
            note_registered(request, user)
            return True
        release_form(token=token)
    return False


def _token(request: HttpRequest) -> UUID:
    return read_id(request.POST.get("token")) or new_id()


def _form_page(
    request: HttpRequest, kind: str, form: RegistrationForm, *, offer: Offer | None = None
) -> HttpResponse:
    beginning = begun_in(request)
    tabs = [
        {
            "title": KINDS[slug].label,
            "url": with_begun(reverse("registration", args=[slug]), beginning),
            "current": slug == kind,
        }
        for slug in KINDS
    ]
    page = {
        "form": form,
        "tabs": tabs,
        "begun": told(beginning) if beginning else "",
        "offer": offer or offers(KINDS[kind]),
    }
    return render(request, "cabinet/registration.html", page)
