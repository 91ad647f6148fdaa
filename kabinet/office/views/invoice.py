"""«Счёт и оплата» of an application: issuing an invoice, recording payments, seeing what is paid and late."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.applications.course.conditions import are_settable, minds_procurement
from kabinet.applications.course.deadlines import contract_day
from kabinet.applications.models import Application
from kabinet.billing.case_days import days_of_events
from kabinet.billing.individual_project import project_terms
from kabinet.billing.invoicing import (
    InvoiceChanged,
    fingerprint,
    issue_invoice,
    plans_for,
    schedule_of,
    start_terms,
)
from kabinet.billing.models import Instalment, Invoice, Payment
from kabinet.billing.paying import charge_interest, record_payment
from kabinet.billing.standing import current_invoice, standing_of
from kabinet.core.dates import clean_past_date
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.core.money import rubles
from kabinet.correspondence.compose import token_of
from kabinet.files.responses import file_response
from kabinet.law.errors import Malformed
from kabinet.law.payments import LONGEST_DEFERRAL, Event
from kabinet.office.access import OfficeRequest, duty_required, not_found, submitted_or_404
from kabinet.office.applications.reasons import act_on
from kabinet.office.card.decisions import asked_why
from kabinet.office.money.forms import InterestForm, IssueForm, PaymentForm
from kabinet.ui.wording import ru_date


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_invoice(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show the invoice with what is paid, or the form of a new one; carry out what was sent from either."""
    application = submitted_or_404(pk)
    invoice = current_invoice(application.pk)
    replacing = invoice is not None and "replace" in request.GET
    if request.method != "POST":
        if invoice is not None and not replacing:
            return _show(request, invoice)
        return _show_form(request, application, _issue_form(application, invoice), replaces=invoice)
    act = request.POST.get("act", "")
    if act in ("preview", "issue"):
        return _issue(request, application, invoice, issues=act == "issue")
    if invoice is None:
        return redirect("office_invoice", pk=pk)
    acts = {"start": _start, "interest": _charge}
    return acts.get(act, _record)(request, invoice)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_invoice_pdf(request: OfficeRequest, pk: UUID) -> HttpResponseBase:
    """Give the PDF of the invoice in force, or of the one whose ordinal is `of`."""
    application = submitted_or_404(pk)
    ordinal = request.GET.get("of", "")
    invoices = Invoice.objects.of(application).select_related("file")
    if ordinal.isdecimal() and len(ordinal) < 10:
        invoices = invoices.filter(ordinal=int(ordinal))
    invoice = invoices.first() or not_found()
    request.reading |= {"file_id": str(invoice.file_id), "sha256": invoice.file.sha256}
    return file_response(invoice.file, inline="show" in request.GET)


# --- Issuing -----------------------------------------------------------------------------------


def _issue_form(application: Application, current: Invoice | None, data: Any = None) -> IssueForm:
    plans = plans_for(application)
    initial = {
        "plan": current.plan if current and current.plan in plans else plans[0],
        "contract_on": ru_date(signed) if (signed := contract_day(application)) else "",
        "fee": rubles(current.fee).removesuffix("\u00a0₽") if current else "",
        "quarters": LONGEST_DEFERRAL,
    }
    return IssueForm(data, application=application, plans=plans, initial=initial)


def _issue(
    request: OfficeRequest, application: Application, current: Invoice | None, *, issues: bool
) -> HttpResponse:
    """Show the schedule first; issue only the one that was seen."""
    form = _issue_form(application, current, request.POST)
    token, at = token_of(request), timezone.now()
    if not form.is_valid():
        return _show_form(request, application, form, token=token, replaces=current, status=422)
    try:
        preview = schedule_of(form.terms(), application, on=timezone.localdate(at))
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _show_form(request, application, form, token=token, replaces=current, status=422)
    if not issues or request.POST.get("seen") != fingerprint(preview):
        if issues:
            messages.info(request, "График изменился: проверьте его и выставьте счёт.")
        return _show_form(request, application, form, token=token, replaces=current, preview=preview)
    seen_invoice = request.POST.get("replaces", "")
    try:
        with transaction.atomic():
            act_on(
                application,
                why=request.POST.get("why", ""),
                by=request.user,
                at=at,
                token=token,
                address=client_address(request),
            )
            invoice = issue_invoice(
                application=application,
                terms=form.terms(),
                replaces=current if current and str(current.pk) == seen_invoice else None,
                token=token,
                by=request.user,
                at=at,
            )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        status = 409 if isinstance(refusal, InvoiceChanged) else 422
        return _show_form(
            request, application, form, token=token, replaces=current, preview=preview, status=status
        )
    messages.success(request, f"Счёт № {invoice.number} выставлен.")
    return redirect("office_invoice", pk=application.pk)


def _show_form(
    request: OfficeRequest,
    application: Application,
    form: IssueForm,
    *,
    token: UUID | None = None,
    replaces: Invoice | None = None,
    preview: list[Instalment] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        **asked_why(request, application),
        "application": application,
        "minds_procurement": minds_procurement(application),
        "first_term": application.law.words(application.course.payment_limit),
        "conditions_settable": are_settable(application),
        "form": form,
        "token": token or new_id(),
        "replaces": replaces,
        "preview": preview,
        "seen": fingerprint(preview) if preview else "",
        "total": sum(item.kopecks for item in preview or ()),
    }
    return render(request, "office/invoice_form.html", context, status=status)


# --- The invoice in force ----------------------------------------------------------------------


def _record(request: OfficeRequest, invoice: Invoice) -> HttpResponse:
    at, token = timezone.now(), token_of(request)
    form = PaymentForm(request.POST, invoice=invoice, today=timezone.localdate(at))
    if form.is_valid():
        try:
            payment = record_payment(
                invoice=invoice,
                kopecks=form.signed_kopecks(),
                paid_on=form.cleaned_data["paid_on"],
                payer=form.cleaned_data["payer"],
                document_number=form.cleaned_data["document_number"],
                token=token,
                by=request.user,
                at=at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _show(request, invoice, form, token=token, status=422)
    what = "Возврат" if payment.is_refund else "Платёж"
    messages.success(request, f"{what} записан: {rubles(abs(payment.kopecks))}.")
    return redirect("office_invoice", pk=invoice.application_id)


def _start(request: OfficeRequest, invoice: Invoice) -> HttpResponse:
    """Set the day of an event that terms run from."""
    try:
        start_terms(
            invoice=invoice,
            event=Event[request.POST.get("event", "")],
            on=clean_past_date(request.POST.get("on", "")),
            by=request.user,
            at=timezone.now(),
        )
    except KeyError:
        not_found()
    except (Malformed, DomainError) as refusal:
        return _show(request, invoice, wrong_day=str(refusal), status=422)
    messages.success(request, "Сроки платежей рассчитаны.")
    return redirect("office_invoice", pk=invoice.application_id)


def _charge(request: OfficeRequest, invoice: Invoice) -> HttpResponse:
    """Set the interest of the next deferred part."""
    form = InterestForm(request.POST)
    if form.is_valid():
        try:
            charge_interest(
                invoice=invoice, kopecks=form.cleaned_data["interest"], by=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    if form.errors:
        return _show(request, invoice, interest=form, status=422)
    messages.success(request, "Проценты добавлены к ближайшей части.")
    return redirect("office_invoice", pk=invoice.application_id)


def _show(
    request: OfficeRequest,
    invoice: Invoice,
    form: PaymentForm | None = None,
    *,
    token: UUID | None = None,
    interest: InterestForm | None = None,
    wrong_day: str = "",
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    standing = standing_of(invoice, on=today)
    events = dict.fromkeys(line.instalment.starts for line in standing.lines)
    asked = [name for name in events if name and name != Event.INVOICE.name]
    known = days_of_events(invoice.application) if asked else {}
    context = {
        "application": invoice.application,
        "invoice": invoice,
        "standing": standing,
        "payments": Payment.objects.of(invoice.application).select_related("invoice"),
        "earlier": Invoice.objects.of(invoice.application).exclude(pk=invoice.pk),
        "events": [(name, Event[name].value) for name in asked if Event[name] not in known],
        "known_days": [(Event[name].value, known[Event[name]]) for name in asked if Event[name] in known],
        "project_terms": project_terms(invoice),
        "interest": interest or InterestForm(),
        "wrong_day": wrong_day,
        "typed_event": request.POST.get("event", "") if wrong_day else "",
        "typed_day": request.POST.get("on", "") if wrong_day else "",
        "form": form or PaymentForm(invoice=invoice, today=today),
        "token": token or new_id(),
    }
    return render(request, "office/invoice.html", context, status=status)
