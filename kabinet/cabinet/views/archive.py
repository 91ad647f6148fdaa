"""«Скачать всё»: the archive of one's own case, piece by piece."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404, my_appeal_or_404
from kabinet.files.zipping import ArchiveEntry, ArchiveRefused, ArchiveStream
from kabinet.privacy.case_archive import archive_of_appeal, archive_of_application


@require_GET
@applicant_required
def application_archive(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Everything of a submitted application; a draft has its own page."""
    application = mine_or_404(request, pk)
    if application.is_draft:
        return redirect("application", application.pk)
    entries = archive_of_application(application, at=timezone.now())
    name = f"Заявка {application.number.partition('/')[0]}.zip"
    return _given(request, entries, name) or redirect("application", application.pk)


@require_GET
@applicant_required
def appeal_archive(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The conversation of an appeal with its files."""
    appeal = my_appeal_or_404(request, pk)
    entries = archive_of_appeal(appeal, at=timezone.now())
    name = f"Обращение {appeal.number.replace('/', '-')}.zip"
    return _given(request, entries, name) or redirect("appeal", appeal.pk)


def _given(request: HttpRequest, entries: Sequence[ArchiveEntry], name: str) -> StreamingHttpResponse | None:
    """The answer; None when it is refused, which the next page tells."""
    try:
        stream = ArchiveStream(entries, of=cast("ApplicantRequest", request).user.pk)
    except ArchiveRefused as refusal:
        messages.error(request, str(refusal))
        return None
    response = StreamingHttpResponse(stream, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
