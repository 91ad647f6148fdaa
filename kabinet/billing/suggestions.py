"""What an unmatched payment may be for: suggested to a person, never decided."""

from collections.abc import Sequence
from typing import NamedTuple

from kabinet.billing.models import Invoice, Payment
from kabinet.billing.standing import stand
from kabinet.core.numbers import application_sequences_in, invoice_numbers_in

MOST = 5
"""Suggestions for one payment; beyond these a person finds the invoice by its number."""


class Suggestion(NamedTuple):
    """An invoice and why it may be meant; `recorded` is a payment by hand that this one may confirm."""

    invoice: Invoice
    why: str
    recorded: Payment | None


def suggest(payments: Sequence[Payment]) -> dict[Payment, list[Suggestion]]:
    """The suggestions for each payment, the likeliest first. Three queries for any number of payments."""
    numbers = {number for payment in payments for number in invoice_numbers_in(payment.purpose)}
    sequences = {found for payment in payments for found in application_sequences_in(payment.purpose)}
    taxpayers = {payment.payer_inn for payment in payments if payment.payer_inn}
    # Three questions, each answered by its index: «one or another» over joined tables would read them whole.
    named = Invoice.objects.filter(number__in=numbers).values("application")
    meant = (
        Invoice.objects.filter(application__in=named)
        .values("pk")
        .union(
            Invoice.objects.filter(application__sequence__in=sequences).values("pk"),
            Invoice.objects.filter(payer_inn__in=taxpayers).values("pk"),
        )
    )
    invoices = list(
        Invoice.objects.current()
        .with_paid()
        .filter(pk__in=meant)
        .select_related("application")
        .prefetch_related("instalments")
        .order_by("-issued_on", "pk")[: MOST * max(len(payments), 1)]
    )
    by_hand = list(
        Payment.objects.filter(
            identity=None, invoice__application__in={invoice.application_id for invoice in invoices}
        ).select_related("invoice")
    )
    return {payment: _of(payment, invoices, by_hand) for payment in payments}


def _of(payment: Payment, invoices: Sequence[Invoice], by_hand: Sequence[Payment]) -> list[Suggestion]:
    ranked = []
    for invoice in invoices:
        found = _reason(payment, invoice)
        if found is not None:
            recorded = next(
                (
                    item
                    for item in by_hand
                    if item.kopecks == payment.kopecks
                    and item.pk != payment.pk
                    and item.invoice is not None
                    and item.invoice.application_id == invoice.application_id
                ),
                None,
            )
            ranked.append((found[0], Suggestion(invoice, found[1], recorded)))
    return [suggestion for _, suggestion in sorted(ranked, key=lambda item: item[0])[:MOST]]


def _reason(payment: Payment, invoice: Invoice) -> tuple[int, str] | None:
    """How likely (0 is the likeliest) and why the invoice is meant; None when nothing speaks for it."""
    application = invoice.application
    if any(
        int(number.partition("ТП")[0]) == application.sequence
        for number in invoice_numbers_in(payment.purpose)
    ):
        return 0, "номер счёта в назначении платежа"
    if application.sequence in application_sequences_in(payment.purpose):
        return 1, "номер заявки в назначении платежа"
    if payment.payer_inn and payment.payer_inn == invoice.payer_inn:
        lines = stand(invoice, invoice.instalments.all(), invoice.paid, on=invoice.issued_on).lines
        sums = {line.left for line in lines} | {sum(line.left for line in lines)}
        return (2, "ИНН плательщика и сумма") if payment.kopecks in sums else (3, "ИНН плательщика")
    return None
