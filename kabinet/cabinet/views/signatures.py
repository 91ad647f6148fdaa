"""The signatures of one's own application, and the page on which anybody checks a printed copy."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kabinet.applications.models import Application
from kabinet.applications.papers.signatories import (
    placed_signatures,
    signature_or_none,
    signatures_of,
    signed_file_or_none,
    simple_signatures_of,
)
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404
from kabinet.files.models import StoredFile
from kabinet.signatures.models import Signature
from kabinet.signatures.responses import cms_response, copy_response, protocol_response
from kabinet.signatures.services import recheck_signature
from kabinet.signatures.shown import shown, shown_simple

ADDRESSES = {
    "cms_url": "signature_cms",
    "protocol_url": "signature_protocol",
    "copy_url": "signature_copy",
    "check_url": "signature_check",
    "file_url_name": "application_file",
}
"""The names of the addresses that components/signature.html asks for."""


@require_safe
@applicant_required
def own_signatures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every signature of the application and of what the operator placed for it."""
    application = mine_or_404(request, pk)
    context = {
        "application": application,
        "own": [shown(one) for one in signatures_of(application)],
        "simple": [shown_simple(one) for one in simple_signatures_of(application)],
        "placed": [shown(one) for one in placed_signatures(application)],
        **ADDRESSES,
    }
    return render(request, "cabinet/applications/signatures.html", context)


@require_POST
@applicant_required
def check(request: HttpRequest, pk: UUID, signature_id: UUID) -> HttpResponse:
    """«Проверить ещё раз»."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    signature = _signature(application, signature_id)
    recheck_signature(signature=signature, by=request.party.owner, at=timezone.now())
    messages.success(request, "Подпись проверена по спискам, действующим сейчас.")
    return redirect("signatures", application.pk)


@require_safe
@applicant_required
def cms(request: HttpRequest, pk: UUID, signature_id: UUID) -> HttpResponseBase:
    """The file of the signature."""
    return cms_response(_signature(mine_or_404(request, pk), signature_id))


@require_safe
@applicant_required
def protocol(request: HttpRequest, pk: UUID, signature_id: UUID) -> HttpResponseBase:
    """The protocol of the check."""
    return protocol_response(_signature(mine_or_404(request, pk), signature_id))


@require_safe
@applicant_required
def copy(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """The printable copy of a signed document."""
    application = mine_or_404(request, pk)
    document = signed_file_or_none(application, file_id)
    if document is None:
        raise Http404
    return copy_response(document, document.signatures.all(), document.simple_signatures.all())


def _signature(application: Application, signature_id: UUID) -> Signature:
    found = signature_or_none(application, signature_id)
    if found is None:
        raise Http404
    return found


@never_cache
@login_not_required
@require_safe
def signed_document(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """What the code of a printed copy leads to: number, date, checksum, verdicts; nobody's personal data."""
    document = (
        StoredFile.objects.filter(pk=file_id)
        .select_related("printed_form__application", "placed_document__application", "statement__application")
        .prefetch_related("signatures__checks", "simple_signatures")
        .first()
    )
    if document is None:
        raise Http404
    signatures: list[Any] = [shown(one) for one in document.signatures.all()]
    simple = [shown_simple(one) for one in document.simple_signatures.all()]
    context = {
        "title": _title(document),
        "document": document,
        "signatures": signatures,
        "simple": simple,
    }
    if not signatures and not simple:
        raise Http404
    return render(request, "cabinet/signed_document.html", context)


def _title(document: StoredFile) -> str:
    """What the document is, without the names that its file may carry."""
    form = getattr(document, "printed_form", None)
    if form is not None:
        return f"Заявка № {form.fields['number']}"
    statement = getattr(document, "statement", None)
    if statement is not None:
        return f"{statement.title}: заявка № {statement.application.number}"
    placed = getattr(document, "placed_document", None)
    if placed is None:
        raise Http404
    return f"{placed.get_kind_display()} к заявке № {placed.application.number}"
