"""«Люди заявителя»: who acts for it, invitations, handing a company's cabinet over; the invitation."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.services import WrongPassword, check_current
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.applicants.members import (
    AccountExists,
    Invitation,
    InvitationOfAnother,
    InvitationRefused,
    MemberRefused,
    accept_membership,
    end_membership,
    former_people,
    has_account,
    invitation_of,
    invite_member,
    join_by_invitation,
    people_of,
)
from kabinet.applicants.models import ApplicantKind, Membership
from kabinet.applicants.powers import PowerRefused
from kabinet.cabinet.access import ApplicantRequest, act_for, managing
from kabinet.cabinet.entering import enter
from kabinet.cabinet.forms.people import HandingOverForm, JoiningForm, MemberForm
from kabinet.cabinet.views.login import too_many
from kabinet.core.ids import read_id


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@managing
def people(request: HttpRequest) -> HttpResponse:
    """List them; POST «end»: this one may act no more, or the invitation is taken back."""
    request = cast("ApplicantRequest", request)
    at = timezone.now()
    rows = people_of(request.party.owner.pk, at=at)
    if request.method == "POST":
        ended = next((row for row in rows if row.pk == read_id(request.POST.get("end"))), None)
        if ended is not None:
            end_membership(membership=ended, by=request.user, address=client_address(request), at=at)
            done = "Полномочия прекращены" if ended.accepted_at else "Приглашение отозвано"
            messages.success(request, f"{done}: {ended.name}.")
        return redirect("people")
    applicant = request.party.applicant
    context = {
        "party": request.party,
        "rows": rows,
        "former": former_people(request.party.owner.pk),
        "today": timezone.localdate(at),
        "ending": next((row for row in rows if row.pk == read_id(request.GET.get("end"))), None),
        "hands_over": applicant.kind == ApplicantKind.COMPANY,
        "login": applicant.user.login,
    }
    return render(request, "cabinet/people/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@managing
def people_invite(request: HttpRequest) -> HttpResponse:
    """Ask whom, and send the invitation."""
    request = cast("ApplicantRequest", request)
    form = MemberForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _invited(request, form):
        return _after(request, form.invitation)
    context = {"form": form, "party": request.party}
    return render(request, "cabinet/people/invite.html", context, status=422 if form.is_bound else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@managing
def people_hand_over(request: HttpRequest) -> HttpResponse:
    """Offer the cabinet of a company to another person; it goes over when that person accepts."""
    request = cast("ApplicantRequest", request)
    if request.party.applicant.kind != ApplicantKind.COMPANY:
        raise Http404
    form = HandingOverForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            check_current(request.user, form.cleaned_data["password"], timezone.now())
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
            return too_many(_handing_page(request, form), refusal)
        except WrongPassword as refusal:
            form.add_error("password", str(refusal))
        else:
            if _invited(request, form):
                return redirect("people")
    return _handing_page(request, form)


def _handing_page(request: ApplicantRequest, form: HandingOverForm) -> HttpResponse:
    context = {"form": form, "party": request.party}
    return render(request, "cabinet/people/hand_over.html", context, status=422 if form.is_bound else 200)


def _after(request: ApplicantRequest, told: Invitation) -> HttpResponse:
    """The scan of a power is given on the page of the person; there is nothing to give without a power."""
    rows = people_of(request.party.owner.pk, at=timezone.now())
    email = told.email.strip().lower()
    made = next((row for row in rows if told.power and row.email == email and not row.accepted_at), None)
    return redirect("people_power", made.pk) if made else redirect("people")


def _invited(request: ApplicantRequest, form: MemberForm | HandingOverForm) -> bool:
    try:
        invite_member(
            applicant=request.party.applicant,
            invitation=form.invitation,
            token=form.cleaned_data["token"],
            by=request.user,
            address=client_address(request),
            at=timezone.now(),
        )
    except (MemberRefused, PowerRefused) as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
        return False
    messages.success(request, f"Приглашение отправлено: {form.cleaned_data['email']}.")
    return True


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def member_invitation(request: HttpRequest, code: str) -> HttpResponse:
    """The link of the letter: whoever has an account signs in and accepts, others open one here."""
    try:
        invited = invitation_of(text=code, at=timezone.now())
        if isinstance(request.user, User):
            return _accept(request, request.user, invited, code)
        if has_account(invited.email):
            return render(request, "cabinet/people/invitation.html", {"invited": invited})
        return _join(request, invited, code)
    except InvitationRefused as refusal:
        return render(request, "cabinet/people/invitation.html", {"refused": str(refusal)}, status=410)


def _accept(request: HttpRequest, user: User, invited: Membership, code: str) -> HttpResponse:
    page = {"invited": invited, "person": user, "another": ""}
    if user.login != invited.email:
        page["another"] = str(InvitationOfAnother(invited.email))
        return render(request, "cabinet/people/invitation.html", page)
    if request.method != "POST":
        return render(request, "cabinet/people/invitation.html", page)
    try:
        accepted = accept_membership(text=code, by=user, address=client_address(request), at=timezone.now())
    except MemberRefused as refusal:
        page["another"] = str(refusal)
        return render(request, "cabinet/people/invitation.html", page, status=409)
    act_for(request, accepted)
    messages.success(request, f"Готово: вы действуете за {accepted.applicant.name}.")
    return redirect("home")


def _join(request: HttpRequest, invited: Membership, code: str) -> HttpResponse:
    at = timezone.now()
    account = User(email=invited.email, name=invited.name)
    form = JoiningForm(
        request.POST if request.method == "POST" else None, user=account, initial={"name": invited.name}
    )
    page = {"invited": invited, "form": form}
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "cabinet/people/invitation.html", page, status=status)
    try:
        joined = join_by_invitation(
            text=code,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
            at=at,
        )
    except PasswordRefused as refusal:
        form.add_error("password", refusal.problems)
        return render(request, "cabinet/people/invitation.html", page, status=422)
    except AccountExists:
        return redirect(request.path)
    return enter(request, joined, wanted="", at=at)
