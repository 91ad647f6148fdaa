"""The applicant's invoice: the schedule, what is paid, and the QR code of the next payment."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.billing.document import payment_of
from kabinet.billing.models import Invoice, Payment
from kabinet.billing.qr import data_uri_of
from kabinet.billing.standing import current_invoice, standing_of
from kabinet.cabinet.access import applicant_required, mine_or_404
from kabinet.files.responses import file_response


@require_safe
@applicant_required
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The invoice in force with what is to be paid now."""
    invoice = _invoice_or_404(request, pk)
    standing = standing_of(invoice, on=timezone.localdate())
    code = ""
    if standing.next:
        line = standing.next
        parts = len(standing.lines)
        code = data_uri_of(payment_of(invoice, line.instalment, kopecks=line.left, parts=parts))
    context = {
        "application": invoice.application,
        "invoice": invoice,
        "standing": standing,
        "payments": Payment.objects.of(invoice.application),
        "code": code,
        "has_deferred": any(line.instalment.deferred for line in standing.lines),
    }
    return render(request, "cabinet/applications/invoice.html", context)


@require_safe
@applicant_required
def pdf(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The PDF of the invoice in force."""
    return file_response(_invoice_or_404(request, pk).file, inline="show" in request.GET)


def _invoice_or_404(request: HttpRequest, pk: UUID) -> Invoice:
    invoice = current_invoice(mine_or_404(request, pk).pk)
    if invoice is None:
        raise Http404
    return invoice
