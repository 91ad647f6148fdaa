"""«Документы и сроки» of an application: placing documents, the conditions, the timeline, the files."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.accounts.services import claim_form
from kabinet.applicants.members import has_cabinet
from kabinet.applications.course.conditions import ProcurementReasonNeeded, are_settable, set_conditions
from kabinet.applications.models import Application, PlacedDocument
from kabinet.applications.papers.placed import NewDocument, place_documents
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.compose import token_of
from kabinet.files.services import FileRefused, remove_file, store_file
from kabinet.office.access import OfficeRequest, duty_required, submitted_or_404
from kabinet.office.applications.reasons import act_on
from kabinet.office.card.decisions import asked_why
from kabinet.office.papers.documents import documents_page
from kabinet.office.papers.placing import ConditionsForm, PlacingForm, ReplaceForm, kinds_wanted
from kabinet.office.people import letter_told

type RefusedForms = dict[str, Form | PlacedDocument]
"""The form that was refused, by its name in the template."""


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_documents(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show the page, or carry out one of its forms."""
    application = submitted_or_404(pk)
    if request.method != "POST":
        return _show(request, application, {})
    act = {"place": _place, "replace": _replace, "conditions": _set_conditions}.get(
        request.POST.get("act", "")
    )
    refused = act(request, application) if act else None
    if refused is not None:
        return _show(request, submitted_or_404(pk), refused, status=422)
    return redirect("office_documents", pk)


def _place(request: OfficeRequest, application: Application) -> RefusedForms | None:
    form = PlacingForm(request.POST, request.FILES, needed=kinds_wanted(application))
    form.full_clean()
    documents = form.take(request, by=request.user)
    if form.errors:
        return {"placing": form}
    return None if _carry_out(request, form, application, documents) else {"placing": form}


def _replace(request: OfficeRequest, application: Application) -> RefusedForms | None:
    replaced = _placed(application, request.POST.get("replaces", ""))
    if replaced is None:
        messages.error(request, "Документ не найден: обновите страницу.")
        return None
    form = ReplaceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            file = store_file(upload=form.cleaned_data["file"], owner=request.user, at=timezone.now())
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            if _carry_out(request, form, application, [NewDocument(replaced.kind, file, replaced)]):
                return None
            remove_file(file=file)
    return {"replacing": form, "replaced": replaced}


def _carry_out(
    request: OfficeRequest, form: Form, application: Application, documents: list[NewDocument]
) -> bool:
    """Place once for one form; whether it went well. A refusal is said in the form."""
    at = timezone.now()
    if not claim_form(token=token_of(request), at=at):
        for document in documents:
            remove_file(file=document.file)
        return True
    try:
        with transaction.atomic():
            act_on(application, **_why(request, at))
            placed = place_documents(application=application, documents=documents, by=request.user, at=at)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    names = ", ".join(f"«{document.get_kind_display()}»" for document in placed)
    messages.success(request, f"Размещено: {names}. {letter_told(reached=has_cabinet(application.owner))}")
    return True


def _set_conditions(request: OfficeRequest, application: Application) -> RefusedForms | None:
    form = ConditionsForm(request.POST, application=application)
    if not form.is_valid():
        return {"conditions": form}
    at = timezone.now()
    try:
        with transaction.atomic():
            act_on(application, **_why(request, at))
            set_conditions(
                application=application,
                low_voltage=form.cleaned_data["low_voltage"] == "yes",
                works_limit=form.cleaned_data["works_limit"],
                procurement=known == "yes" if (known := form.cleaned_data.get("procurement")) else None,
                stages=form.cleaned_data.get("stages"),
                reason=form.cleaned_data.get("procurement_reason", ""),
                by=request.user,
                at=at,
            )
    except DomainError as refusal:
        form.add_error(
            "procurement_reason" if isinstance(refusal, ProcurementReasonNeeded) else None, str(refusal)
        )
        return {"conditions": form}
    messages.success(request, "Условия присоединения сохранены.")
    return None


def _why(request: OfficeRequest, at: datetime) -> dict[str, Any]:
    return {
        "why": request.POST.get("why", ""),
        "by": request.user,
        "at": at,
        "token": token_of(request),
        "address": client_address(request),
    }


def _show(
    request: OfficeRequest, application: Application, refused: RefusedForms, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        **documents_page(application, today=timezone.localdate()),
        **asked_why(request, application),
        "token": new_id(),
        "placing": PlacingForm(needed=kinds_wanted(application)),
        "replacing": ReplaceForm(),
        "conditions": ConditionsForm(application=application),
        "conditions_settable": are_settable(application),
        "refused": next((form for form in refused.values() if isinstance(form, Form)), None),
        **refused,
    }
    return render(request, "office/documents.html", context, status=status)


def _placed(application: Application, text: str) -> PlacedDocument | None:
    pk = read_id(text)
    return application.placed.filter(pk=pk).first() if pk else None
