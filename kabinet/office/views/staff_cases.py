"""«Дела сотрудника»: how many a person keeps, and giving all of them to another."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.accounts.standing_in import away_on
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import token_of
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.models import WorkHandover
from kabinet.office.people import name_of, operators_people
from kabinet.office.staff.forms import HandoverForm
from kabinet.office.staff.handing import (
    AT_ONCE,
    HandoverRefused,
    ask_handover,
    carry_out,
    given_so_far,
    handovers_of,
)
from kabinet.office.staff.kept import KeptCases, kept_by
from kabinet.office.staff.services import post_of, staff


@duty_required(Duty.LEADING, Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_person_cases(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show how many open cases a person keeps; give all of them to somebody else."""
    person = staff().filter(pk=pk).first() or not_found()
    kept = kept_by(person)
    away = away_on(timezone.localdate())
    make = partial(HandoverForm, giver=person, kept=kept, people=operators_people(), away=away)
    if request.method != "POST":
        form = make()
        return _page(request, person, kept, form, token=new_id())
    token = token_of(request)
    if (asked := WorkHandover.objects.filter(token=token).first()) is not None:
        return _done(request, asked)
    form = make(request.POST)
    if form.is_valid():
        try:
            asked = ask_handover(
                giver=person,
                taker=form.chosen,
                what=frozenset(Duty(name) for name in form.cleaned_data["what"]),
                note=form.cleaned_data["note"],
                token=token,
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except HandoverRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            carry_out(handover=asked.pk, at=timezone.now(), most=AT_ONCE)
            asked.refresh_from_db()
            return _done(request, asked)
    return _page(request, person, kept, form, token=token, status=422)


def _done(request: OfficeRequest, asked: WorkHandover) -> HttpResponse:
    """Say what has become of it so far, and lead to the person's page."""
    given, whom = given_so_far(asked), name_of(asked.taker)
    if asked.finished_at is None:
        told = f"Передано: {given}. Остальные дела передаёт портал: обычно это занимает минуту."
        messages.info(request, f"{told} Когда будут переданы все, {whom} получит одно письмо.")
    elif given:
        messages.success(request, f"Передано ({whom}): {given}. Об этом отправлено одно письмо.")
    else:
        messages.info(request, "Передавать было нечего: у сотрудника нет таких открытых дел.")
    return redirect("office_person_cases", pk=asked.giver_id)


def _page(
    request: OfficeRequest,
    person: User,
    kept: KeptCases,
    form: HandoverForm,
    *,
    token: UUID,
    status: int = 200,
) -> HttpResponse:
    context = {
        "person": person,
        "post": post_of(person),
        "kept": kept,
        "form": form,
        "token": token,
        "handovers": [(one, given_so_far(one)) for one in handovers_of(person)],
        "administers": Duty.ADMINISTRATION in request.user.duties,
    }
    return render(request, "office/person_cases.html", context, status=status)
