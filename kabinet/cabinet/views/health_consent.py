"""The written consent to data on health: reading it, printing it, signing it electronically."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.applications.asked.steps import DOCUMENTS
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE, HEALTH_CONSENT, documents_for
from kabinet.applications.models import Application
from kabinet.applications.papers.health_consent import (
    FILE_NAME,
    consent_fields,
    prepare_consent,
    print_consent,
    waiting_consent,
)
from kabinet.applications.submission.health_consent import ConsentChanged, sign_health_consent
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404
from kabinet.cabinet.forms.signing import OwnSignatureForm
from kabinet.core.errors import DomainError
from kabinet.files.responses import pdf_response
from kabinet.signatures.models import Source
from kabinet.signatures.plugin import plugin_policy

PREPARE = "prepare"


@csp_override(plugin_policy())
@require_http_methods(["GET", "HEAD", "POST"])
@applicant_required
def health_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the consent and the ways to sign it; make the document to sign; take its signature."""
    request = cast("ApplicantRequest", request)
    application = _asked_or_404(request, pk)
    if request.method != "POST":
        return _show(request, application, OwnSignatureForm())
    if request.POST.get("way") == PREPARE:
        try:
            prepare_consent(application=application, by=request.party.owner, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{request.path}#sign")
    form = OwnSignatureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, application, form, status=422)
    upload, name, source = form.sent()
    try:
        sign_health_consent(
            application=application,
            upload=upload,
            upload_name=name,
            source=source,
            by=request.party.owner,
            at=timezone.now(),
            address=client_address(request),
        )
    except ConsentChanged as refusal:
        messages.error(request, str(refusal))
        return redirect("health_consent", application.pk)
    except DomainError as refusal:
        form.add_error("signature" if source == Source.UPLOAD else None, str(refusal))
        return _show(request, application, form, status=422)
    messages.success(request, "Согласие подписано и приложено к заявке.")
    return redirect(_slot(application))


@require_safe
@applicant_required
def health_consent_pdf(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The document for signing by hand."""
    application = _asked_or_404(cast("ApplicantRequest", request), pk)
    return pdf_response(print_consent(application, at=timezone.now()), FILE_NAME)


def _asked_or_404(request: ApplicantRequest, pk: UUID) -> Application:
    """A draft of the person's own that asks for this consent."""
    application = mine_or_404(request, pk)
    asked = documents_for(application.answers, application.applicant_kind, application.law)
    if not application.is_draft or all(kind.code != HEALTH_CONSENT for kind in asked):
        raise Http404
    return application


def _show(
    request: ApplicantRequest, application: Application, form: OwnSignatureForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "application": application,
        "said": consent_fields(application),
        "paper": waiting_consent(application),
        "attached": application.attachments.filter(kind=HEALTH_CONSENT).exists(),
        "form": form,
        "plugin_url": settings.CADESPLUGIN_URL,
        "back_url": _slot(application),
    }
    return render(request, "cabinet/applications/health_consent.html", context, status=status)


def _slot(application: Application) -> str:
    step = reverse("wizard_step", args=[application.pk, DOCUMENTS])
    return f"{step}#{DOCUMENTS_BY_CODE[HEALTH_CONSENT].name}"
