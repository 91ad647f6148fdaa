"""The invoice on paper, and the payments it asks for as their QR codes."""

from collections.abc import Sequence

from kabinet.billing.models import Instalment, Invoice
from kabinet.billing.qr import payment_text, purpose_of, svg_of
from kabinet.core.money import rubles
from kabinet.printing import render

TEMPLATE = "billing/print_templates/invoice.typ"


def payment_of(invoice: Invoice, instalment: Instalment, *, kopecks: int, parts: int) -> str:
    """The text of the QR code by which `kopecks` of an instalment, one of `parts`, are paid."""
    part = "полностью" if parts == 1 else f"часть {instalment.number} из {parts}"
    purpose = purpose_of(
        number=invoice.number,
        issued_on=f"{invoice.issued_on:%d.%m.%Y}",
        part=part,
        kopecks=kopecks,
        vat=invoice.vat,
    )
    return payment_text(invoice.requisites, kopecks=kopecks, purpose=purpose)


def print_invoice(invoice: Invoice, instalments: Sequence[Instalment]) -> bytes:
    """The PDF of an invoice: requisites, schedule, and a QR code for each part that stands in it."""
    payee = invoice.requisites
    billed = [item for item in instalments if not item.deferred]
    total = sum(item.kopecks for item in billed)
    return render(
        TEMPLATE,
        {
            "title": f"Счёт № {invoice.number}",
            "dated_at": invoice.issued_on,
            "number": invoice.number,
            "issued_on": invoice.issued_on,
            "application": invoice.application.number,
            "address": invoice.application.object_address,
            "payer": invoice.payer,
            "payer_inn": invoice.payer_inn,
            "payee": payee.as_kept(),
            "total": rubles(total),
            "fee": rubles(invoice.fee),
            "deferred": rubles(invoice.fee - total) if total != invoice.fee else "",
            "vat": rubles(invoice.vat_in(total)) if invoice.vat else "",
            "vat_rate": invoice.vat,
            "instalments": [
                {
                    "number": item.number,
                    "sum": rubles(item.kopecks),
                    "due_on": item.due_on,
                    "words": item.words,
                    "paragraph": item.paragraph,
                    "deferred": item.deferred,
                }
                for item in instalments
            ],
            "codes": [
                {
                    "number": item.number,
                    "sum": rubles(item.kopecks),
                    "due_on": item.due_on,
                    "svg": svg_of(payment_of(invoice, item, kopecks=item.kopecks, parts=len(instalments))),
                }
                for item in billed
            ],
        },
    )
