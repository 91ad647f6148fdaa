"""«Скачать всё» on a card: the case as one archive, which is a reading of all of it."""

from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.accounts.duties import Duty
from kabinet.files.responses import archive_response
from kabinet.files.zipping import ArchiveRefused
from kabinet.office.access import OfficeRequest, duty_required, submitted_or_404
from kabinet.office.appeals.card import APPEAL_CARD
from kabinet.privacy.case_archive import (
    archive_of_appeal,
    archive_of_application,
    name_for_appeal,
    name_for_application,
)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_archive(request: OfficeRequest, pk: UUID) -> HttpResponseBase:
    """Everything of an application that its applicant may have too: no notes of the office."""
    application = submitted_or_404(pk)
    entries = archive_of_application(application, at=timezone.now())
    try:
        return archive_response(entries, name_for_application(application), of=request.user.pk)
    except ArchiveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("office_application", pk=pk)


@duty_required(Duty.APPEALS)
@require_safe
def office_appeal_archive(request: OfficeRequest, pk: UUID) -> HttpResponseBase:
    """The conversation of an appeal with its files."""
    appeal = APPEAL_CARD.find(pk)
    entries = archive_of_appeal(appeal, at=timezone.now())
    try:
        return archive_response(entries, name_for_appeal(appeal), of=request.user.pk)
    except ArchiveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("office_appeal", pk=pk)
