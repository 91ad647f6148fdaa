"""«Подписать с ЭЦП и подать заявку»: the document to sign and the ways to sign it."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csp import csp_override

from kabinet.applicants.representation import representative_told
from kabinet.applications.content.columns import asked_answers
from kabinet.applications.models import Application, PrintedForm
from kabinet.applications.papers.signatories import frozen_form, may_sign_simply, submits_qualified
from kabinet.applications.submission.signing import (
    DocumentChanged,
    PowerNeeded,
    send_signing_code,
    submit_by_code,
    submit_signed,
)
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404
from kabinet.cabinet.forms.signing import CODE, PLUGIN, SEND_CODE, SigningForm
from kabinet.cabinet.signed import field_of, kept_signature, posted_power, visit_of
from kabinet.cabinet.wizard.desk import OWN
from kabinet.core.errors import DomainError
from kabinet.signatures.authority import AuthorityRefused
from kabinet.signatures.models import Source
from kabinet.signatures.plugin import plugin_policy
from kabinet.signatures.simple import CODE_LIFE, SigningCodeRefused
from kabinet.ui.wording import lasting


@csp_override(plugin_policy())
@applicant_required
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the frozen document and the ways to sign it; carry out the one that was pressed."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if not application.is_draft:
        return redirect("application_submitted", application.pk)
    document = frozen_form(application)
    if document is None:
        if request.method == "POST":
            messages.error(request, str(DocumentChanged()))
        return redirect(f"{OWN.check_url(application)}#submission")
    if request.method != "POST":
        form = SigningForm(initial={"consent": request.GET.get("consent") == "on"})
        return _show(request, application, document, form)
    form = SigningForm(request.POST, request.FILES)
    if form.way in {SEND_CODE, CODE} and not request.party.is_own:
        raise Http404  # the code proves one's own mailbox: nobody signs so for another (63-ФЗ, ст. 9)
    if not form.is_valid():
        return _show(request, application, document, form, status=422)
    return _carry_out(request, application, document, form)


def _carry_out(
    request: ApplicantRequest, application: Application, document: PrintedForm, form: SigningForm
) -> HttpResponse:
    kept = ""
    try:
        if form.way == SEND_CODE:
            send_signing_code(application=application, by=request.party.owner, at=timezone.now())
            messages.success(
                request, f"Код отправлен на {request.user.email}. Он действует {lasting(CODE_LIFE)}."
            )
            return _show(request, application, document, form, asks_code=True)
        if form.way == CODE:
            submit_by_code(
                application=application,
                text=form.cleaned_data["code"],
                by=request.party.owner,
                at=timezone.now(),
                visit=visit_of(request),
            )
        else:
            _submit_with_signature(request, application, form)
    except DomainError as refusal:
        application.refresh_from_db()
        if not application.is_draft:  # another tab, or the first of two clicks, has done it
            return redirect("application_submitted", application.pk)
        form.add_error(
            "code" if isinstance(refusal, SigningCodeRefused) else field_of(refusal, form), str(refusal)
        )
        if isinstance(refusal, PowerNeeded | AuthorityRefused):
            kept = kept_signature(form)
        return _show(request, application, document, form, kept=kept, status=422)
    return redirect("application_submitted", application.pk)


def _submit_with_signature(request: ApplicantRequest, application: Application, form: SigningForm) -> None:
    upload, name = form.signature_bytes()
    with posted_power(request, form) as power:
        submit_signed(
            application=application,
            upload=upload,
            upload_name=name,
            source=Source.PLUGIN if form.way == PLUGIN else Source.UPLOAD,
            power=power,
            by=request.party.owner,
            at=timezone.now(),
            visit=visit_of(request),
        )


def _show(
    request: ApplicantRequest,
    application: Application,
    document: PrintedForm,
    form: SigningForm,
    *,
    kept: str = "",
    asks_code: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "application": application,
        "document": document,
        "form": form,
        "kept": kept,
        "simple": request.party.is_own and may_sign_simply(application),
        "demanded": submits_qualified(application),
        "representative": representative_told(
            asked_answers(application.answers, application.applicant_kind, application.law)
        ),
        "asks_code": asks_code or form.data.get("way") == CODE,
        "asks_power": bool(kept) or bool(form.errors.get("power") or form.errors.get("power_signature")),
        "plugin_url": settings.CADESPLUGIN_URL,
    }
    return render(request, "cabinet/applications/sign.html", context, status=status)
