"""The card of an application, and the files that are read from it."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.applicants.powers import scan_of
from kabinet.applications.content.permissions import find_file
from kabinet.applications.models import Application
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.files.responses import file_response, is_shown, thumbnail_response
from kabinet.office.access import OfficeRequest, duty_required, not_found, submitted_or_404
from kabinet.office.applications.card import APPLICATION_CARD, file_of
from kabinet.office.card.answering import answer_from
from kabinet.office.card.showing import open_card

VIEWER = "office/preview.html#viewer"


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_application(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show the card or carry out what was sent from it."""
    application = submitted_or_404(pk)
    if request.method == "POST":
        return answer_from(APPLICATION_CARD, request, application)
    return open_card(APPLICATION_CARD, request, application)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_file(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a file of an application or of its conversation; «show» opens PDF and pictures in place."""
    application = submitted_or_404(pk)
    file = _file(application, file_id) or not_found()
    request.reading["sha256"] = file.sha256
    return file_response(file, inline="show" in request.GET)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_thumbnail(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """A small picture of such a file."""
    file = _file(submitted_or_404(pk), file_id) or not_found()
    return thumbnail_response(file, person=request.user.pk)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_preview(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """Show a PDF or a picture in place: on the card by a script, on a page of its own without one."""
    application = submitted_or_404(pk)
    file = _file(application, file_id)
    if file is None or not is_shown(file):
        not_found()
    context = {
        "application": application,
        "file": file_of(application, file),
        "is_picture": file.content_type != PDF.content_type,
    }
    asked_by_script = bool(request.htmx)
    response = render(request, VIEWER if asked_by_script else "office/preview.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _file(application: Application, file_id: UUID) -> StoredFile | None:
    """A file of the application, or a power by which somebody acts for its owner: the office reads both."""
    return find_file(application, file_id) or scan_of(application.owner_id, file_id)
