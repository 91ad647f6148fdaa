"""«Проверьте заявку»: the end of the last step, where the application is looked over and submitted."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.applicants.representation import representative_told
from kabinet.applications.asked.steps import STEPS_BY_SLUG
from kabinet.applications.content.columns import asked_answers
from kabinet.applications.content.completeness import missing
from kabinet.applications.models import Application
from kabinet.applications.papers.signatories import submits_qualified
from kabinet.applications.submission.services import NotComplete, SignatureDemanded, submit_application
from kabinet.applications.submission.signing import prepare_document
from kabinet.cabinet.access import ApplicantRequest, mine_or_404, preparing, refuse
from kabinet.cabinet.wizard.desk import OWN
from kabinet.cabinet.wizard.forms import SubmitForm
from kabinet.cabinet.wizard.views import already_submitted, known_answers
from kabinet.files.services import FileRefused
from kabinet.filling.check import page_of_check
from kabinet.filling.going import neighbouring_url, pressed


@require_http_methods(["GET", "HEAD", "POST"])
@preparing
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole application before its submission; `go` says which button was pressed."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if not application.is_draft:
        return already_submitted(request, application)
    if request.method != "POST":
        return _show(request, application)
    go = pressed(request, main="sign" if submits_qualified(application) else "submit")
    if go in STEPS_BY_SLUG:
        return redirect(OWN.step_url(application, go))
    does = _BUTTONS.get(go, _submit)
    if does in (_submit, _sign) and not request.party.acts:
        return refuse(request, request.party)
    return does(request, application)


def _show(
    request: ApplicantRequest, application: Application, submit_form: SubmitForm | None = None
) -> HttpResponse:
    known = known_answers(request, application)
    context = page_of_check(OWN, application, missing(application), known) | {
        "acts": request.party.acts,
        "demanded": submits_qualified(application),
        "representative": representative_told(
            asked_answers(application.answers, application.applicant_kind, application.law)
        ),
        "refused": request.method == "GET" and "unready" in request.GET,
        "submit_form": submit_form or SubmitForm(initial={"consent": request.POST.get("consent")}),
    }
    return render(request, "cabinet/wizard/check.html", context)


def _submit(request: ApplicantRequest, application: Application) -> HttpResponse:
    form = SubmitForm(request.POST)
    if form.asks_another_code:
        return _show(request, application, form)
    if missing(application):
        return _show_missing(application)
    if not form.is_valid():
        return _show(request, application, form)
    try:
        submit_application(
            application=application,
            by=request.party.owner,
            at=timezone.now(),
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    except NotComplete:
        return _show_missing(application)
    except SignatureDemanded as refusal:
        messages.error(request, str(refusal))
        return redirect(OWN.check_url(application))
    return redirect("application_submitted", application.pk)


def _sign(request: ApplicantRequest, application: Application) -> HttpResponse:
    """Freeze the document and lead to the page on which it is signed; the picture's code is not asked."""
    form = SubmitForm(request.POST)
    if "consent" in form.errors:
        form.errors.pop("code", None)
        return _show(request, application, form)
    try:
        prepare_document(application=application, by=request.party.owner, at=timezone.now())
    except NotComplete:
        return _show_missing(application)
    except FileRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(OWN.check_url(application))
    return redirect(f"{reverse('application_sign', args=[application.pk])}?consent=on")


def _show_missing(application: Application) -> HttpResponse:
    """Lead to the list of what is missing, which says it: a message would outlive what it is about."""
    return redirect(f"{OWN.check_url(application)}?unready=1#missing")


def _preview(_request: ApplicantRequest, application: Application) -> HttpResponse:
    return redirect("application_preview", application.pk)


def _back(_request: ApplicantRequest, application: Application) -> HttpResponse:
    return redirect(neighbouring_url(OWN, application, None, -1))


def _save(request: ApplicantRequest, application: Application) -> HttpResponse:
    messages.success(
        request, f"Черновик {application.number} сохранён. Продолжить можно с любого устройства."
    )
    return redirect("applications")


_BUTTONS = {"submit": _submit, "sign": _sign, "preview": _preview, "back": _back, "save": _save}
