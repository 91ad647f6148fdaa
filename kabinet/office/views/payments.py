"""Payments of all applications: statements of the bank, what nobody knows the invoice of, debts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.accounts.duties import Duty
from kabinet.billing.models import Invoice, Payment, Statement, UnreadDocument
from kabinet.billing.paying import (
    PaymentMoved,
    PaymentReasonNeeded,
    match_payment,
    merge_payment,
    redate_payment,
    set_payment_aside,
    unmatch_payment,
)
from kabinet.billing.statements import settle_unread
from kabinet.billing.suggestions import suggest
from kabinet.core.errors import DomainError
from kabinet.core.ids import read_id
from kabinet.law.counting import counted
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.money.forms import MatchForm, PaidOnForm, ReasonForm, StatementForm, UnreadForm
from kabinet.office.money.matching import match_several
from kabinet.office.money.payments import (
    PAGE_SIZE,
    debt_page,
    find_invoice,
    read_moment,
    read_place,
    set_aside_page,
    settled_page,
    unmatched_page,
    who_set_aside,
)
from kabinet.office.paging import query_of
from kabinet.ui.wording import ru_date

LATEST_STATEMENTS = 5
MOST_UNREAD = 50


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_payments(request: OfficeRequest) -> HttpResponse:
    """The unmatched payments, the form for a statement and the latest ones loaded."""
    return show_payments(request, StatementForm())


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_unread_document(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Say what was done about a document of a statement that could not be read."""
    document = UnreadDocument.objects.filter(pk=pk).select_related("statement").first() or not_found()
    if request.method != "POST":
        return redirect("office_payments")
    if document.settled:
        messages.info(request, f"Этот документ уже разобран: «{document.settled}».")
        return redirect("office_payments")
    form = UnreadForm(request.POST, document=document)
    if form.is_valid():
        try:
            done = form.cleaned_data["done"]
            settle_unread(document=document, done=done, by=request.user, at=timezone.now())
        except PaymentReasonNeeded as refusal:
            form.add_error("done", str(refusal))
    if form.errors:
        return show_payments(request, StatementForm(), refused=form, status=422)
    messages.success(request, "Документ разобран: он теперь во вкладке «Отложены».")
    return redirect("office_payments")


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_payments_match(request: OfficeRequest) -> HttpResponse:
    """Match the ticked payments to the invoices that were suggested for them."""
    picks = request.POST.getlist("pick")
    if not picks:
        messages.error(request, "Отметьте в таблице хотя бы один платёж.")
    matched = match_several(picks[:PAGE_SIZE], by=request.user, at=timezone.now())
    if matched.done:
        told = counted(matched.done, "платёж", "платежа", "платежей")
        messages.success(request, f"Отнесено к счетам: {told}.")
    for refusal in matched.refused:
        messages.warning(request, refusal)
    if picks and not matched.done and not matched.refused:
        messages.info(request, "Ничего не изменилось: отмеченные платежи уже у этих счетов.")
    return redirect("office_payments")


def show_payments(
    request: HttpRequest, form: StatementForm, *, refused: UnreadForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of payments, with a form as it was refused."""
    after = read_place(request.GET.get("after", ""))
    rows, place = unmatched_page(after)
    context = {
        "form": form,
        "refused": refused,
        "rows": rows,
        "may_match": any(row.pick for row in rows),
        "after": after,
        "more": f"?after={place}" if place else "",
        "unread": _unread_forms(refused),
        "statements": Statement.objects.select_related("loaded_by").order_by("-loaded_at")[
            :LATEST_STATEMENTS
        ],
    }
    return render(request, "office/payments.html", context, status=status)


def _unread_forms(refused: UnreadForm | None) -> list[UnreadForm]:
    """A form for each document that waits; `refused` with what was typed, first when it waits behind many."""
    waiting = UnreadDocument.objects.filter(settled="").select_related("statement")[:MOST_UNREAD]
    forms = [UnreadForm(document=document) for document in waiting]
    if refused is None:
        return forms
    shown = [refused if form.document == refused.document else form for form in forms]
    return shown if refused in shown else [refused, *shown]


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_payments_set_aside(request: OfficeRequest) -> HttpResponse:
    """The payments that are for no invoice, and the unread documents about which something was done."""
    after, document = read_place(request.GET.get("after", "")), read_moment(request.GET.get("document", ""))
    rows, place = set_aside_page(after)
    documents, next_document = settled_page(document)
    context = {
        "rows": rows,
        "more": query_of(after=place, document=document) if place else "",
        "documents": documents,
        "more_documents": query_of(after=after, document=next_document) if next_document else "",
        "is_behind": after or document,
    }
    return render(request, "office/set_aside.html", context)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_debts(request: OfficeRequest) -> HttpResponse:
    """The invoices with something overdue."""
    today, after = timezone.localdate(), read_place(request.GET.get("after", ""))
    rows, place = debt_page(after, today=today)
    context = {"rows": rows, "after": after, "more": f"?after={place}" if place else "", "today": today}
    return render(request, "office/debts.html", context)


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_payment(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """One payment: say which invoice it is for, put it aside, or take that back."""
    payment = (
        Payment.objects.filter(pk=pk)
        .select_related("invoice__application", "statement", "recorded_by", "resembles")
        .first()
    ) or not_found()
    match, reason = MatchForm(), ReasonForm()
    if request.method != "POST":
        return _show_payment(request, payment, match, reason)
    act, at, by = request.POST.get("act", ""), timezone.now(), request.user
    if act == "merge" and "confirmed" not in request.POST:
        context = {"payment": payment, "recorded": _recorded(request)}
        return render(request, "office/confirm_merge.html", context)
    if act == "redate":
        return _redate(request, payment)
    match, reason = MatchForm(request.POST), ReasonForm(request.POST)
    reason.full_clean()
    why = reason.cleaned_data.get("reason", "") if reason.is_valid() else ""
    try:
        if act == "unmatch":
            unmatch_payment(payment=payment, reason=why, by=by, at=at)
            done = "Платёж снова ждёт разбора."
        elif act == "set_aside":
            set_payment_aside(payment=payment, reason=why, by=by, at=at)
            done = "Платёж отложен: он не относится к счетам. Вернуть его можно из вкладки «Отложены»."
        elif act == "merge":
            merge_payment(payment=payment, recorded=_recorded(request), by=by, at=at)
            done = "Платёж, записанный вручную, подтверждён выпиской."
        else:
            invoice = _invoice(request, match)
            if invoice is None:
                return _show_payment(request, payment, match, ReasonForm(), status=422)
            match_payment(payment=payment, invoice=invoice, by=by, at=at)
            done = f"Платёж отнесён к счёту № {invoice.number}."
    except DomainError as refusal:
        form = reason if act in ("unmatch", "set_aside") else match
        form.add_error("reason" if isinstance(refusal, PaymentReasonNeeded) else None, str(refusal))
        payment.refresh_from_db()
        status = 409 if isinstance(refusal, PaymentMoved) else 422
        return _show_payment(request, payment, match, reason, status=status)
    messages.success(request, done)
    return redirect("office_payments")


def _redate(request: OfficeRequest, payment: Payment) -> HttpResponse:
    """Correct the day of a payment; the contract and its terms follow."""
    form, before = PaidOnForm(request.POST, auto_id="redate_%s"), payment.paid_on
    if form.is_valid():
        day, why = form.cleaned_data["paid_on"], form.cleaned_data["reason"]
        try:
            redate_payment(payment=payment, paid_on=day, reason=why, by=request.user, at=timezone.now())
        except DomainError as refusal:
            field = "reason" if isinstance(refusal, PaymentReasonNeeded) else "paid_on"
            form.add_error(field, str(refusal))
        else:
            other = f", а не {ru_date(before)}" if day != before else ""
            told = f"День платежа исправлен: {ru_date(day)}{other}. Сроки посчитаны заново."
            messages.success(request, told)
            return redirect("office_payment", pk=payment.pk)
    return _show_payment(request, payment, MatchForm(), ReasonForm(), redated=form, status=422)


def _invoice(request: HttpRequest, form: MatchForm) -> Invoice | None:
    """The invoice that was chosen among the suggestions or typed; None with the reason in the form."""
    chosen = request.POST.get("invoice", "")
    if chosen:
        return Invoice.objects.filter(number=chosen).first() or not_found()
    typed = form.cleaned_data.get("number", "") if form.is_valid() else ""
    found = find_invoice(typed)
    if found is None:
        form.add_error("number", "Такого счёта нет. Проверьте номер: он стоит в счёте, например 4894ТП-1.")
    return found


def _recorded(request: HttpRequest) -> Payment:
    pk = read_id(request.POST.get("recorded")) or not_found()
    return Payment.objects.filter(pk=pk).exclude(invoice=None).first() or not_found()


def _show_payment(
    request: HttpRequest,
    payment: Payment,
    match: MatchForm,
    reason: ReasonForm,
    *,
    redated: PaidOnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    waits = payment.invoice_id is None and not payment.set_aside
    [told] = who_set_aside([payment])
    context = {
        "payment": payment,
        "waits": waits,
        "told": told,
        "suggestions": suggest([payment])[payment] if waits else [],
        "match": match,
        "reason": reason,
        "redated": redated or PaidOnForm(auto_id="redate_%s"),
    }
    return render(request, "office/payment.html", context, status=status)
