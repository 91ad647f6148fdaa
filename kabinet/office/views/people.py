"""«Сотрудники»: the operator's people, for the administrator."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.codes import LIFETIMES
from kabinet.accounts.duties import Duty
from kabinet.accounts.models import OneTimeCode, User
from kabinet.accounts.people import (
    PostRefused,
    block_person,
    change_person,
    invite_person,
    resend_invitation,
    unblock_person,
)
from kabinet.accounts.second_factor import reset_factor
from kabinet.accounts.services import EmailTaken
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.compose import token_of
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.people import name_of
from kabinet.office.staff.forms import InvitationForm, PersonForm, initial_of
from kabinet.office.staff.kept import kept_by
from kabinet.office.staff.services import account_standing, people_page, post_of, staff
from kabinet.ui.wording import lasting

_ACTS = {
    "resend": (resend_invitation, "Приглашение отправлено ещё раз. Прежняя ссылка больше не действует."),
    "block": (block_person, "Учётная запись заблокирована, открытые сеансы завершены."),
    "unblock": (unblock_person, "Учётная запись разблокирована: пароль и второй фактор прежние."),
    "reset_factor": (
        reset_factor,
        "Второй фактор сброшен: при следующем входе сотрудник настроит его заново.",
    ),
}


@duty_required(Duty.LEADING, Duty.ADMINISTRATION)
@require_safe
def office_people(request: OfficeRequest) -> HttpResponse:
    """List the people by name; their accounts are the administrator's, their work is the head's too."""
    page = people_page(after=read_id(request.GET.get("after", "")), today=timezone.localdate())
    administers = Duty.ADMINISTRATION in request.user.duties
    context = {"rows": page.rows, "next_after": page.next_after, "administers": administers}
    return render(request, "office/people.html", context)


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_person_invite(request: OfficeRequest) -> HttpResponse:
    """Open an account and send the invitation."""
    form = InvitationForm(request.POST if request.method == "POST" else None, initial={"role": "specialist"})
    token = token_of(request) if request.method == "POST" else new_id()
    if form.is_bound and form.is_valid():
        try:
            person = invite_person(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                post=form.post,
                token=token,
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except EmailTaken as refusal:
            form.add_error("email", str(refusal))
        except PostRefused as refusal:
            form.add_error("work", str(refusal))
        else:
            lasts = lasting(LIFETIMES[OneTimeCode.Purpose.INVITE])
            messages.success(request, f"Приглашение отправлено на {person.email}. Ссылка действует {lasts}.")
            return redirect("office_people")
    status = 422 if form.is_bound else 200
    return render(request, "office/person_invite.html", {"form": form, "token": token}, status=status)


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_person(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show a person; change the post, invite again, block, reset the second factor."""
    person = staff().filter(pk=pk).first() or not_found()
    if request.method != "POST":
        return _page(request, person, PersonForm(initial=initial_of(person)))
    act = request.POST.get("act", "")
    if act in _ACTS:
        return _carry_out(request, person, act)
    form = PersonForm(request.POST)
    if form.is_valid():
        try:
            change_person(
                person=person,
                name=form.cleaned_data["name"],
                post=form.post,
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except PostRefused as refusal:
            form.add_error("work", str(refusal))
        except DomainError as refusal:
            form.add_error("role", str(refusal))
        else:
            messages.success(request, "Сохранено.")
            _tell_what_is_left(request, staff().get(pk=person.pk))
            return redirect("office_people" if person.pk != request.user.pk else "profile")
    return _page(request, person, form, status=422)


def _carry_out(request: OfficeRequest, person: User, act: str) -> HttpResponse:
    write, told = _ACTS[act]
    try:
        write(person=person, by=request.user, address=client_address(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
        _tell_what_is_left(request, staff().get(pk=person.pk))
    return redirect("office_person", pk=person.pk)


def _tell_what_is_left(request: OfficeRequest, person: User) -> None:
    """Warn of open cases of somebody who works on them no more."""
    kept = kept_by(person)
    duties = person.duties if person.is_active else frozenset()
    if not kept.duties <= duties:
        messages.warning(
            request,
            f"За сотрудником {name_of(person)} остались открытые дела: {kept}. "
            "Передайте их коллеге на странице «Дела сотрудника».",
        )


def _page(request: OfficeRequest, person: User, form: PersonForm, *, status: int = 200) -> HttpResponse:
    context = {
        "person": person,
        "post": post_of(person),
        "standing": account_standing(person),
        "form": form,
        "own": person.pk == request.user.pk,
        "kept": kept_by(person),
    }
    return render(request, "office/person.html", context, status=status)
