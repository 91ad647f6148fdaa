"""«Подпись»: what the applicant signed, the power of attorney, the operator's own signatures."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.applications.models import Application
from kabinet.applications.papers.placed_signing import placed_or_none, sign_placed
from kabinet.applications.papers.signatories import (
    placed_signatures,
    signature_or_none,
    signatures_of,
    signed_file_or_none,
    simple_signatures_of,
)
from kabinet.core.errors import DomainError
from kabinet.office.access import OfficeRequest, duty_required, not_found, submitted_or_404
from kabinet.signatures.authority import decide_authority
from kabinet.signatures.models import Signature, Source
from kabinet.signatures.plugin import plugin_policy
from kabinet.signatures.reading import MAX_SIZE
from kabinet.signatures.responses import cms_response, copy_response, protocol_response
from kabinet.signatures.services import recheck_signature
from kabinet.signatures.shown import shown, shown_simple

ADDRESSES = {
    "cms_url": "office_signature_cms",
    "protocol_url": "office_signature_protocol",
    "copy_url": "office_signature_copy",
    "check_url": "office_signature_check",
    "file_url_name": "office_file",
}


class PlacedSigningForm(forms.Form):
    """A signature of a placed document: a file, or made in the browser."""

    signature = forms.FileField(
        label="Файл подписи",
        help_text="Отсоединённая подпись: файл .sig или .p7s, до 2\N{NO-BREAK SPACE}МБ",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".sig,.p7s,.sgn,.p7m,.pem,.der,.txt"}),
    )
    signed = forms.CharField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False

    def sent(self) -> tuple[bytes, str, Source] | None:
        """The signature, its file's name and how it came; None when nothing was sent."""
        file = self.cleaned_data.get("signature")
        if file:
            content = file.read() if file.size <= MAX_SIZE else bytes(MAX_SIZE + 1)
            return content, file.name, Source.UPLOAD
        made = self.cleaned_data.get("signed")
        return (made.encode(), "", Source.PLUGIN) if made else None


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_signatures(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show every signature of the application and what may still be signed."""
    return _show(request, submitted_or_404(pk))


def _show(
    request: OfficeRequest, application: Application, *, comment: str = "", refusal: str = ""
) -> HttpResponse:
    placed = [shown(one) for one in placed_signatures(application)]
    signed_files = {item.signature.document_id for item in placed}
    current = application.placed.current().select_related("file")
    context = {
        "application": application,
        "own": [shown(one) for one in signatures_of(application)],
        "simple": [shown_simple(one) for one in simple_signatures_of(application)],
        "placed": placed,
        "unsigned": [document for document in current if document.file_id not in signed_files],
        "comment": comment,
        "refusal": refusal,
        **ADDRESSES,
    }
    return render(request, "office/signatures.html", context, status=422 if refusal else 200)


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_signature_check(request: OfficeRequest, pk: UUID, signature_id: UUID) -> HttpResponse:
    """«Проверить ещё раз»."""
    signature = _signature(submitted_or_404(pk), signature_id)
    recheck_signature(signature=signature, by=request.user, at=timezone.now())
    messages.success(request, "Подпись проверена по спискам, действующим сейчас.")
    return redirect("office_signatures", pk=pk)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_signature_cms(_request: OfficeRequest, pk: UUID, signature_id: UUID) -> HttpResponseBase:
    """Give the file of the signature."""
    return cms_response(_signature(submitted_or_404(pk), signature_id))


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_signature_protocol(_request: OfficeRequest, pk: UUID, signature_id: UUID) -> HttpResponseBase:
    """Give the protocol of the check."""
    return protocol_response(_signature(submitted_or_404(pk), signature_id))


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_signature_copy(_request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give the printable copy of a signed document."""
    document = signed_file_or_none(submitted_or_404(pk), file_id) or not_found()
    return copy_response(document, document.signatures.all(), document.simple_signatures.all())


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_signature_authority(request: OfficeRequest, pk: UUID, signature_id: UUID) -> HttpResponse:
    """Decide about the power of attorney that came with the signature."""
    application = submitted_or_404(pk)
    power = getattr(_signature(application, signature_id), "power_of_attorney", None) or not_found()
    comment = request.POST.get("comment", "")
    try:
        decide_authority(
            power=power,
            accepted=request.POST.get("decision") == "accept",
            comment=comment,
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        return _show(request, application, comment=comment, refusal=str(refusal))
    messages.success(request, "Решение по доверенности записано, заявитель увидит его у своей подписи.")
    return redirect("office_signatures", pk=pk)


@csp_override(plugin_policy())
@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_sign_placed(request: OfficeRequest, pk: UUID, placed_id: UUID) -> HttpResponse:
    """Sign a placed document: by a file or in the browser."""
    application = submitted_or_404(pk)
    document = placed_or_none(application, placed_id) or not_found()
    form = PlacedSigningForm(request.POST, request.FILES) if request.method == "POST" else PlacedSigningForm()
    if request.method == "POST":
        sent = form.sent() if form.is_valid() else None
        if sent is None:
            form.add_error("signature", "Выберите файл подписи (.sig или .p7s).")
        else:
            upload, name, source = sent
            try:
                sign_placed(
                    document=document,
                    upload=upload,
                    upload_name=name,
                    source=source,
                    by=request.user,
                    at=timezone.now(),
                    address=client_address(request),
                )
            except DomainError as refusal:
                form.add_error("signature" if source == Source.UPLOAD else None, str(refusal))
            else:
                messages.success(request, f"Документ «{document.file.name}» подписан.")
                return redirect("office_signatures", pk=pk)
    context = {
        "application": application,
        "document": document,
        "form": form,
        "plugin_url": settings.CADESPLUGIN_URL,
    }
    return render(request, "office/sign_placed.html", context, status=422 if form.errors else 200)


def _signature(application: Application, signature_id: UUID) -> Signature:
    return signature_or_none(application, signature_id) or not_found()
