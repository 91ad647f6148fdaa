"""«Принять обращение»: from whom it came, how, what it says, how it is to be answered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.appeals.intake import take_appeal
from kabinet.appeals.transitions import ENGINE
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import remove_unsent, take_written
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.intake.accepting import APPEAL
from kabinet.office.intake.appeal_form import AppealIntakeForm
from kabinet.office.intake.desk import applicant_or_404
from kabinet.office.people import letter_told
from kabinet.office.views.intake_people import code_page, details_page, enter_page, find_page, shown
from kabinet.ui.wording import ru_date

_POSTED = require_http_methods(["GET", "HEAD", "POST"])


@duty_required(Duty.APPEALS)
@require_safe
def office_appeal_intake(request: OfficeRequest) -> HttpResponse:
    """Find the applicant by a number, or go on to entering one."""
    return find_page(request, APPEAL)


@duty_required(Duty.APPEALS)
@_POSTED
def office_appeal_applicant(request: OfficeRequest, kind: str) -> HttpResponse:
    """Enter an applicant who has no login."""
    return enter_page(request, APPEAL, kind)


@duty_required(Duty.APPEALS)
@_POSTED
def office_appeal_details(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Correct what was entered of an applicant who has no login yet."""
    return details_page(request, APPEAL, pk)


@duty_required(Duty.APPEALS)
@_POSTED
def office_appeal_code(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """A code with which the applicant opens a cabinet."""
    return code_page(request, APPEAL, pk)


@duty_required(Duty.APPEALS)
@_POSTED
def office_appeal_receive(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Register an appeal of this applicant, once for one opened page; after a refusal all typed stays."""
    applicant = applicant_or_404(pk)
    context: dict[str, Any] = {"accepting": APPEAL, "applicant": shown(applicant), "kept": []}
    if request.method != "POST":
        context |= {"form": AppealIntakeForm(applicant), "token": new_id()}
        return render(request, "office/intake/appeal.html", context)
    form = AppealIntakeForm(applicant, request.POST, request.FILES)
    written = take_written(request, form, by=request.user)
    if not form.errors:
        try:
            appeal = take_appeal(
                applicant=applicant,
                topic=form.cleaned_data["topic"],
                application=form.cleaned_data["application"],
                arrival=form.arrival,
                contacts=form.contacts,
                text=written.text,
                files=written.files,
                by=request.user,
                at=timezone.now(),
                token=written.token,
            )
        except DomainError as refusal:
            form.add_error(form.field_of(refusal), str(refusal))
        else:
            remove_unsent(written.files)
            until = f", ответ до {ru_date(appeal.due_on)}" if appeal.due_on else ""
            letter = letter_told(reached=ENGINE.reaches(appeal))
            messages.success(request, f"Обращение {appeal.number} зарегистрировано{until}. {letter}")
            return redirect("office_appeal", pk=appeal.pk)
    context |= {"form": form, "token": written.token, "kept": written.files}
    return render(request, "office/intake/appeal.html", context, status=422)
