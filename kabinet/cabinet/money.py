"""The money of an application as its applicant sees it: what is due with its code, what was paid and when."""

from datetime import date
from typing import NamedTuple

from kabinet.applications.models import Application
from kabinet.billing.document import payment_of
from kabinet.billing.models import Payment
from kabinet.billing.qr import data_uri_of
from kabinet.billing.standing import Standing, current_invoice, stand


class Money(NamedTuple):
    """How the invoice in force stands, the payments for all invoices, and the QR code of what is next."""

    standing: Standing
    payments: list[Payment]
    code: str


def money_of(application: Application, *, today: date) -> Money | None:
    """The money of an application; None when no invoice was issued. Three queries, one without an invoice."""
    invoice = current_invoice(application.pk)
    if invoice is None:
        return None
    payments = list(Payment.objects.of(application))
    paid = sum(payment.kopecks for payment in payments)
    standing = stand(invoice, invoice.instalments.all(), paid, on=today)
    return Money(standing, payments, code_of(standing))


def code_of(standing: Standing) -> str:
    """The picture of the payment that is next, as the address of an image; empty when everything is paid."""
    line = standing.next
    if line is None:
        return ""
    parts = len(standing.lines)
    return data_uri_of(payment_of(standing.invoice, line.instalment, kopecks=line.left, parts=parts))
