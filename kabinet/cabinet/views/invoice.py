"""The applicant's invoice: the schedule, what is paid, and the QR code of the next payment."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.billing.standing import current_invoice
from kabinet.cabinet.access import applicant_required, mine_or_404
from kabinet.cabinet.money import money_of
from kabinet.files.responses import file_response


@require_safe
@applicant_required
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The invoice in force with what is to be paid now."""
    application = mine_or_404(request, pk)
    money = money_of(application, today=timezone.localdate())
    if money is None:
        raise Http404
    standing = money.standing
    context = {
        "application": application,
        "invoice": standing.invoice,
        "standing": standing,
        "payments": money.payments,
        "code": money.code,
        "has_deferred": any(line.instalment.deferred for line in standing.lines),
    }
    return render(request, "cabinet/applications/invoice.html", context)


@require_safe
@applicant_required
def pdf(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The PDF of the invoice in force."""
    invoice = current_invoice(mine_or_404(request, pk).pk)
    if invoice is None:
        raise Http404
    return file_response(invoice.file, inline="show" in request.GET)
