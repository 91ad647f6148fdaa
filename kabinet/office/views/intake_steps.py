"""The seven steps of what came on paper: every button first keeps what was typed, then does what it says."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.applications.asked.steps import DOCUMENTS, STEPS, STEPS_BY_SLUG, Step
from kabinet.applications.content.completeness import Gap, missing
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE
from kabinet.applications.content.permissions import find_file
from kabinet.applications.content.summary import summarise
from kabinet.applications.models import Application
from kabinet.applications.papers.printed_form import print_draft
from kabinet.applications.submission.intake import held_back_by, register_from_paper
from kabinet.applications.submission.services import (
    AlreadySubmitted,
    AnswersTooLong,
    NotComplete,
    detach_file,
)
from kabinet.cases.days import DayOfReceiptRefused
from kabinet.files.responses import file_response, pdf_response, thumbnail_response
from kabinet.filling.documents import Refusals, attach_documents, slots
from kabinet.filling.going import lead_on, page_of_step
from kabinet.filling.saving import keep_posted, keep_step, posted_form, saved_by_itself
from kabinet.filling.stepper import shown_gaps
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.intake.desk import INTAKE, draft_or_404, entered_or_404
from kabinet.ui.forms import QuestionForm


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_intake_step(request: OfficeRequest, pk: UUID, slug: str) -> HttpResponse:
    """One step of a draft. `go` says what the pressed button does after everything is kept."""
    current = STEPS_BY_SLUG.get(slug) or not_found()
    application = entered_or_404(pk)
    if not application.is_draft:
        return redirect("office_application", pk=pk)
    if request.method != "POST":
        return _show_step(request, application, current)
    form = posted_form(request, application, current)
    try:
        application = keep_step(request, application, current, form, by=request.user)
        refused = attach_documents(request, application, by=request.user)
    except AlreadySubmitted:
        return redirect("office_application", pk=pk)
    except AnswersTooLong as refusal:
        form.add_error(None, str(refusal))
        return _show_step(request, application, current, form=form, status=422)
    if refused:
        return _show_step(request, application, current, refused=refused)
    return _go_on(request, application, current, form)


def _show_step(
    request: OfficeRequest,
    application: Application,
    current: Step,
    *,
    refused: Refusals | None = None,
    form: QuestionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    gaps = missing(application)
    context = page_of_step(INTAKE, application, current, gaps, form=form, refused=refused)
    context["applicant"] = application.owner.applicant
    if current is not STEPS[-1]:
        return render(request, "office/intake/step.html", context, status=status)
    context |= _lacking(application, gaps)
    context |= {"refused": "unready" in request.GET, "summary": summarise(application)}
    return render(request, "office/intake/last_step.html", context, status=status)


def _lacking(application: Application, gaps: list[Gap]) -> dict[str, Any]:
    """What must be mended before it is registered, and what is asked for afterwards."""
    held_back = held_back_by(application)
    must = {gap.name for gap in held_back}
    return {
        "unfit": shown_gaps(INTAKE, application, held_back),
        "later": shown_gaps(INTAKE, application, (gap for gap in gaps if gap.name not in must)),
    }


def _go_on(
    request: OfficeRequest, application: Application, current: Step, form: QuestionForm
) -> HttpResponse:
    go = request.POST.get("go") or ("register" if current is STEPS[-1] else "next")
    if go == "autosave":
        return saved_by_itself(application, form)
    if go == "register":
        return _register(request, application)
    if go == "preview":
        return redirect("office_intake_preview", pk=application.pk)
    if go == "save":
        messages.success(request, f"Черновик {application.number} сохранён: его видят все, кто ведёт заявки.")
        return redirect("office_intake")
    return lead_on(INTAKE, request, application, current, form, go=go)


def _register(request: OfficeRequest, application: Application) -> HttpResponse:
    try:
        registered = register_from_paper(
            application=application, by=request.user, at=timezone.now(), address=client_address(request)
        )
    except NotComplete:
        return redirect(f"{INTAKE.step_url(application, DOCUMENTS)}?unready=1#missing")
    except DayOfReceiptRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("office_intake_receipt", pk=application.pk)
    messages.success(request, f"Заявка внесена: её номер — {registered.number}.")
    return redirect("office_application", pk=registered.pk)


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_intake_upload(request: OfficeRequest, pk: UUID, kind: str) -> HttpResponse:
    """Attach files by themselves. A script gets the list of files or a refusal; a form, the step."""
    application = draft_or_404(pk)
    if kind not in DOCUMENTS_BY_CODE:
        not_found()
    if request.htmx:
        refused = attach_documents(request, application, by=request.user)
        if refused:
            told = " ".join(text for texts in refused.values() for text in texts)
            return HttpResponse(told, status=422, content_type="text/plain; charset=utf-8")
        return _files_of(request, application, kind)
    refused = keep_posted(request, application, by=request.user)
    for text in (text for texts in refused.values() for text in texts):
        messages.error(request, text)
    return _back_to(application, kind)


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_intake_remove(request: OfficeRequest, pk: UUID, attachment_id: UUID) -> HttpResponse:
    """Remove a file of the draft; whatever else stood in the form is kept first."""
    application = draft_or_404(pk)
    attachment = get_object_or_404(application.attachments.select_related("file"), pk=attachment_id)
    try:
        keep_posted(request, application, by=request.user)
        detach_file(attachment=attachment, at=timezone.now())
    except AlreadySubmitted as refusal:
        messages.error(request, str(refusal))
        return redirect("office_application", pk=pk)
    if request.htmx:
        return _files_of(request, application, attachment.kind)
    messages.success(request, f"Файл «{attachment.file.name}» удалён.")
    return _back_to(application, attachment.kind)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_intake_file(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a file of a draft."""
    file = find_file(draft_or_404(pk), file_id) or not_found()
    request.reading["sha256"] = file.sha256
    return file_response(file, inline="show" in request.GET)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_intake_thumbnail(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """A small picture of such a file."""
    file = find_file(draft_or_404(pk), file_id) or not_found()
    return thumbnail_response(file, person=request.user.pk)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_intake_preview(request: OfficeRequest, pk: UUID) -> HttpResponseBase:
    """The form of the Rules filled with what is entered, marked as a draft."""
    application = draft_or_404(pk)
    request.reading["number"] = application.number
    pdf = print_draft(application=application, at=timezone.now())
    return pdf_response(pdf, f"Черновик {application.number}.pdf")


def _files_of(request: OfficeRequest, application: Application, kind: str) -> HttpResponse:
    """What a file changes on the last step: its list, the summary, what is still missing."""
    slot = next((slot for slot in slots(INTAKE, application) if slot.kind.code == kind), None)
    context = {
        "desk": INTAKE,
        "slot": slot,
        "application": application,
        "block": next(block for block in summarise(application) if block.step == DOCUMENTS),
        **_lacking(application, missing(application)),
    }
    return render(request, "office/intake/document_changed.html", context)


def _back_to(application: Application, kind: str) -> HttpResponse:
    return redirect(f"{INTAKE.step_url(application, DOCUMENTS)}#{DOCUMENTS_BY_CODE[kind].name}")
