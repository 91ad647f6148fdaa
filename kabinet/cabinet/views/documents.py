"""Files of the applicant's own applications: upload and removal in a draft, its printed form, download."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kabinet.applications.asked.steps import DOCUMENTS
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE
from kabinet.applications.content.permissions import find_own_file
from kabinet.applications.models import Application
from kabinet.applications.papers.placed import mark_seen
from kabinet.applications.papers.printed_form import print_draft
from kabinet.applications.submission.services import AlreadySubmitted, detach_file
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404, preparing
from kabinet.cabinet.wizard.desk import OWN
from kabinet.files.responses import file_response, pdf_response, thumbnail_response
from kabinet.filling.documents import attach_documents, slots
from kabinet.filling.saving import keep_posted


@require_POST
@preparing
def upload(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Attach files by themselves. A script gets the list of files or a refusal; a form, the step."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if kind not in DOCUMENTS_BY_CODE or not application.is_draft:
        raise Http404
    if request.htmx:
        refused = attach_documents(request, application, by=request.party.owner)
        if refused:
            told = " ".join(text for texts in refused.values() for text in texts)
            return HttpResponse(told, status=422, content_type="text/plain; charset=utf-8")
        return files_of(request, application, kind)
    refused = keep_posted(request, application, by=request.party.owner)
    for texts in refused.values():
        for text in texts:
            messages.error(request, text)
    return back_to(application, kind)


@require_POST
@preparing
def remove(request: HttpRequest, pk: UUID, attachment_id: UUID) -> HttpResponse:
    """Remove a file of the draft; whatever else stood in the form is kept first."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    attachment = get_object_or_404(application.attachments.select_related("file"), pk=attachment_id)
    try:
        keep_posted(request, application, by=request.party.owner)
        detach_file(attachment=attachment, at=timezone.now())
    except AlreadySubmitted as refusal:
        messages.error(request, str(refusal))
        return redirect("application", application.pk)
    if request.htmx:
        return files_of(request, application, attachment.kind)
    messages.success(request, f"Файл «{attachment.file.name}» удалён.")
    return back_to(application, attachment.kind)


@require_GET
@applicant_required
def download(request: HttpRequest, pk: UUID, file_id: UUID) -> FileResponse:
    """A file of the applicant's own application or of its correspondence; any other does not exist.

    «show» opens PDF and pictures in place. A document of the operator is marked as seen.
    """
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    file = find_own_file(application, file_id)
    if file is None:
        raise Http404
    placed = application.placed.filter(file=file).select_related("application").first()
    if placed is not None:
        mark_seen(document=placed, by=request.party.owner, at=timezone.now())
    return file_response(file, inline="show" in request.GET)


@require_GET
@applicant_required
def thumbnail(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """A small picture of such a file; a document of the operator is not seen by it."""
    request = cast("ApplicantRequest", request)
    file = find_own_file(mine_or_404(request, pk), file_id)
    if file is None:
        raise Http404
    return thumbnail_response(file, person=request.user.pk)


@require_GET
@applicant_required
def preview(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The form that a draft will be submitted on, marked as a draft; a submitted application has its own."""
    application = mine_or_404(request, pk)
    if not application.is_draft:
        return redirect("application", application.pk)
    pdf = print_draft(application=application, at=timezone.now())
    return pdf_response(pdf, f"Черновик {application.number}.pdf")


def files_of(request: ApplicantRequest, application: Application, kind: str) -> HttpResponse:
    """What a file changes on the last step: its list."""
    slot = next(slot for slot in slots(OWN, application) if slot.kind.code == kind)
    return render(request, "cabinet/wizard/document_files.html", {"slot": slot})


def back_to(application: Application, kind: str) -> HttpResponse:
    """Lead to the document of a kind on the last step."""
    step = reverse("wizard_step", args=[application.pk, DOCUMENTS])
    return redirect(f"{step}#{DOCUMENTS_BY_CODE[kind].name}")
