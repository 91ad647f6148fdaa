"""«Скачать всё»: the archive of one's own case, piece by piece."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404, my_appeal_or_404
from kabinet.files.responses import archive_response
from kabinet.files.zipping import ArchiveRefused
from kabinet.privacy.case_archive import (
    archive_of_appeal,
    archive_of_application,
    name_for_appeal,
    name_for_application,
)


@require_GET
@applicant_required
def application_archive(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Everything of a submitted application; a draft has its own page."""
    application = mine_or_404(request, pk)
    if application.is_draft:
        return redirect("application", application.pk)
    entries = archive_of_application(application, at=timezone.now())
    try:
        return archive_response(entries, name_for_application(application), of=_person(request))
    except ArchiveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("application", application.pk)


@require_GET
@applicant_required
def appeal_archive(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The conversation of an appeal with its files."""
    appeal = my_appeal_or_404(request, pk)
    entries = archive_of_appeal(appeal, at=timezone.now())
    try:
        return archive_response(entries, name_for_appeal(appeal), of=_person(request))
    except ArchiveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("appeal", appeal.pk)


def _person(request: HttpRequest) -> UUID:
    return cast("ApplicantRequest", request).user.pk
