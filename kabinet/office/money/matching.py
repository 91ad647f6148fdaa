"""Matching several payments at once, each to the invoice that was suggested for it and seen by a person."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from kabinet.accounts.models import User
from kabinet.billing.models import Invoice, Payment
from kabinet.billing.paying import match_payment
from kabinet.billing.suggestions import Suggestion
from kabinet.core.errors import DomainError
from kabinet.core.ids import read_id
from kabinet.core.money import rubles
from kabinet.ui.wording import ru_date


class MatchedSeveral(NamedTuple):
    """How many were matched, and why the others were not."""

    done: int
    refused: list[str]


def pick_of(payment: Payment, suggestion: Suggestion | None) -> str:
    """What ticking a payment sends: itself and the invoice; empty where a person has to look closer.

    Money that may be one recorded by hand or loaded before would be counted twice; a refund is looked at too.
    """
    if suggestion is None or suggestion.recorded or payment.resembles_id or payment.is_refund:
        return ""
    return f"{payment.pk}_{suggestion.invoice.number}"


def match_several(picks: Iterable[str], *, by: User, at: datetime) -> MatchedSeveral:
    """Match each ticked payment (`pick_of`) in a transaction of its own; what is so already is passed."""
    done, refused = 0, []
    for pick in dict.fromkeys(picks):
        key, _, number = pick.partition("_")
        pk = read_id(key)
        payment = Payment.objects.filter(pk=pk).select_related("invoice").first() if pk else None
        if payment is None or (payment.invoice and payment.invoice.number == number):
            continue
        refusal = _refusal(payment, number, by=by, at=at)
        if refusal:
            which = f"{ru_date(payment.paid_on)}, {rubles(payment.kopecks)}, {payment.payer}"
            refused.append(f"{which}: {refusal}")
        else:
            done += 1
    return MatchedSeveral(done, refused)


def _refusal(payment: Payment, number: str, *, by: User, at: datetime) -> str:
    """Match one payment; why it could not be, or nothing."""
    invoice = Invoice.objects.current().filter(number=number).select_related("application").first()
    if invoice is None:
        return f"счёт № {number} больше не действует."
    try:
        match_payment(payment=payment, invoice=invoice, by=by, at=at)
    except DomainError as refusal:
        return str(refusal)
    return ""
