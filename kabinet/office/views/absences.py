"""«Отсутствия»: when a person is away and who stands in; one's own, and anybody's for the head."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.absences import (
    AbsenceRefused,
    absences_of,
    correct_absence,
    may_be_away,
    may_set,
    set_absence,
    take_back_absence,
)
from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.accounts.models import Absence, User
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import token_of
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.people import name_of, operators_people
from kabinet.office.staff.absence_form import AbsenceForm
from kabinet.office.staff.services import staff


@duty_required(Duty.APPLICATIONS, Duty.APPEALS, Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_absences(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show a person's absences, to colleagues without what is said of them; set another one."""
    person = staff().filter(pk=pk).first() or not_found()
    people = operators_people()
    if request.method != "POST":
        return _list(request, person, AbsenceForm(person=person, people=people), token=new_id())
    form, token = AbsenceForm(request.POST, person=person, people=people), token_of(request)
    if form.is_valid():
        try:
            made = set_absence(
                person=person,
                told=form.told,
                token=token,
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except AbsenceRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, f"Записано. Замещает {made.substitute_name}: письмо отправлено.")
            _tell_whom_they_stand_in_for(request, made)
            return redirect("office_absences", pk=person.pk)
    return _list(request, person, form, token=token, status=422)


@duty_required(Duty.APPLICATIONS, Duty.APPEALS, Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_absence(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Correct an absence or take it back, with a reason."""
    absence = Absence.objects.select_related("person", "substitute").filter(pk=pk).first() or not_found()
    people = operators_people()
    posted = request.POST if request.method == "POST" else None
    form = AbsenceForm(posted, person=absence.person, people=people, former=absence)
    token = token_of(request) if posted else new_id()
    if posted is not None:
        try:
            if _carry_out(request, absence, form, token):
                return redirect("office_absences", pk=absence.person_id)
        except AbsenceRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    context = {"absence": absence, "form": form, "token": token}
    context["may_set"] = may_set(request.user, absence.person)
    return render(request, "office/absence.html", context, status=422 if posted is not None else 200)


def _carry_out(request: OfficeRequest, absence: Absence, form: AbsenceForm, token: UUID) -> bool:
    """Do what was pressed; whether it was done. Raises AbsenceRefused."""
    address, at = client_address(request), timezone.now()
    if not form.is_valid():
        return False
    why = form.cleaned_data["why"]
    if request.POST.get("act") == "take_back":
        take_back_absence(absence=absence, why=why, by=request.user, address=address, at=at)
        messages.success(request, "Отсутствие отменено: запись осталась в истории с причиной.")
        return True
    made = correct_absence(
        absence=absence, told=form.told, why=why, token=token, by=request.user,
        address=address, at=at,
    )  # fmt: skip
    messages.success(request, f"Исправлено. Замещает {made.substitute_name}: письмо отправлено.")
    _tell_whom_they_stand_in_for(request, made)
    return True


def _tell_whom_they_stand_in_for(request: OfficeRequest, made: Absence) -> None:
    """Warn that whoever goes away stands in for somebody on those days."""
    others = Absence.objects.filter(
        substitute=made.person_id, void_at=None, first__lte=made.last, last__gte=made.first
    )
    names = ", ".join(one.person_name for one in others.select_related("person").order_by("first"))
    if names:
        messages.warning(
            request,
            f"В эти дни {name_of(made.person)} сам(а) замещает: {names}. Эти дела тоже перейдут на время к "
            f"{made.substitute_name}.",
        )


def _list(
    request: OfficeRequest, person: User, form: AbsenceForm, *, token: UUID, status: int = 200
) -> HttpResponse:
    context = {
        "person": person,
        "own": person.pk == request.user.pk,
        "administers": Duty.ADMINISTRATION in request.user.duties,
        "may_set": may_set(request.user, person),
        "may_be_away": may_be_away(person) and person.is_active,
        "form": form,
        "token": token,
        "absences": absences_of(person),
        "today": timezone.localdate(),
    }
    return render(request, "office/absences.html", context, status=status)
