"""«Принять заявку»: whom a paper is from, how and when it came, and the code that opens a cabinet."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.duties import Duty
from kabinet.applications.asked.steps import STEPS
from kabinet.applications.models import Application
from kabinet.applications.submission.deleting import RestoreTooLate, delete_draft, restore_draft
from kabinet.applications.submission.intake import change_receipt, start_intake
from kabinet.applications.submission.services import AlreadySubmitted
from kabinet.core.channels import Channel
from kabinet.correspondence.compose import token_of
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.intake.accepting import APPLICATION
from kabinet.office.intake.desk import INTAKE, applicant_or_404, draft_or_404
from kabinet.office.intake.forms import ReceiptForm
from kabinet.office.views.intake_people import code_page, details_page, enter_page, find_page, shown

MOST_DRAFTS = 200
_POSTED = require_http_methods(["GET", "HEAD", "POST"])


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake(request: OfficeRequest) -> HttpResponse:
    """Find the applicant by a number; below stands what is being entered. POST: a deleted one is back."""
    if request.method == "POST":
        return _restore(request)
    return find_page(request, APPLICATION, drafts=_drafts(), shows_drafts=True)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_applicant(request: OfficeRequest, kind: str) -> HttpResponse:
    """Enter an applicant who has no login."""
    return enter_page(request, APPLICATION, kind)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_details(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Correct what was entered of an applicant who has no login yet."""
    return details_page(request, APPLICATION, pk)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_receive(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """How and when the application of this applicant came; then the seven steps."""
    applicant = applicant_or_404(pk)
    token, initial = token_of(request), {"channel": Channel.OFFICE.value}
    form = ReceiptForm(
        request.POST if request.method == "POST" else None,
        initial=initial | {"received_on": f"{timezone.localdate():%d.%m.%Y}"},
    )
    if not form.is_valid():
        context = {"applicant": shown(applicant), "form": form, "token": token}
        status = 422 if form.is_bound else 200
        return render(request, "office/intake/receipt.html", context, status=status)
    channel, received_on = form.chosen
    draft = start_intake(
        draft_id=token,
        applicant=applicant,
        channel=channel,
        received_on=received_on,
        by=request.user,
        at=timezone.now(),
    )
    return redirect(INTAKE.step, pk=draft.pk, slug=STEPS[0].slug)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_receipt(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Correct how and when it came, or delete the draft."""
    draft = draft_or_404(pk)
    if request.method != "POST":
        form = ReceiptForm(initial={"channel": draft.channel, "received_on": f"{draft.received_on:%d.%m.%Y}"})
        return _receipt_page(request, draft, form)
    if request.POST.get("go") == "delete":
        delete_draft(application=draft, by=request.user, at=timezone.now())
        messages.success(request, f"Черновик {draft.number} удалён. Вернуть его можно из списка ниже.")
        return redirect("office_intake")
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, draft, form, status=422)
    channel, received_on = form.chosen
    try:
        draft = change_receipt(
            application=draft, channel=channel, received_on=received_on, by=request.user, at=timezone.now()
        )
    except AlreadySubmitted:
        return redirect("office_application", pk=draft.pk)
    return redirect(INTAKE.step, pk=draft.pk, slug=STEPS[0].slug)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_code(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """A code with which the applicant opens a cabinet."""
    return code_page(request, APPLICATION, pk)


def _receipt_page(
    request: OfficeRequest, draft: Application, form: ReceiptForm, *, status: int = 200
) -> HttpResponse:
    context = {"draft": draft, "applicant": shown(draft.owner.applicant), "form": form}
    return render(request, "office/intake/receipt.html", context, status=status)


def _restore(request: OfficeRequest) -> HttpResponse:
    found = Application.objects.being_entered().exclude(deleted_at=None)
    draft = found.filter(pk=token_of(request)).first()
    if draft is None:  # somebody has brought it back already
        return redirect("office_intake")
    try:
        restore_draft(application=draft, by=request.user, at=timezone.now())
    except RestoreTooLate as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Черновик {draft.number} восстановлен.")
    return redirect("office_intake")


def _drafts() -> list[Application]:
    """What is being entered, the latest first, with the deleted ones that may be restored."""
    found = Application.objects.being_entered().select_related("owner__applicant", "entered_by")
    return list(found.order_by("-created_at", "-id")[:MOST_DRAFTS])
