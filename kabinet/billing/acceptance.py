"""On which day a payment accepted the offer (861, пп. 103, 105; прил. 17, пп. 12, 21; ГК РФ, ст. 438, 443).

And whether the invoice still fits the offer. Days are those of the bank or the cash desk, whenever the
money was booked.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.states import Action, State
from kabinet.billing.models import Invoice, Payment
from kabinet.billing.standing import current_invoice
from kabinet.law.payments import Event


class _Period(NamedTuple):
    """One offer while it stood: until the day on which it was refused or recalled, if it was."""

    offer: StateChange
    ended_on: date | None


def accepted_on(application: Application) -> date | None:
    """The day on which a payment accepted the offer in force; None while none did."""
    offers = application.history.filter(action__in=(Action.OFFER, Action.REVISE))
    offer = offers.order_by("-at", "-id").first()
    return _accepted_in(application, _Period(offer, None)) if offer else None


def accepted_before_refusal_on(application: Application) -> date | None:
    """The day on which a payment accepted the offer that was refused or recalled later; None when none did.

    Money of the day of the refusal itself proves nothing: nobody knows which came first.
    """
    changes = list(application.history.order_by("at", "id"))
    places = [place for place, change in enumerate(changes) if change.to_state == State.REVISING_OFFER]
    if not places:
        return None
    ended = changes[places[-1]]
    offers = [change for change in changes[: places[-1]] if change.action in (Action.OFFER, Action.REVISE)]
    return _accepted_in(application, _Period(offers[-1], ended.on)) if offers else None


def money_came_on(application: Application) -> date | None:
    """The day of the last money when what came covers the first instalment; None when it does not."""
    invoice = current_invoice(application.pk)
    payments = list(Payment.objects.of(application))
    if invoice is None or sum(payment.kopecks for payment in payments) < _first_part(invoice):
        return None
    return payments[-1].paid_on if payments else None


def invoice_outdated_on(application: Application) -> date | None:
    """The day of the invoice in force when its first part has another term than the application; else None.

    So after its procurement was corrected. Parts by agreement or from a later event have terms of their own.
    """
    invoice = current_invoice(application.pk)
    first = invoice.instalments.first() if invoice else None
    if invoice is None or first is None or first.starts != Event.INVOICE.name:
        return None
    limit = application.law.limits[application.course.payment_limit]
    agrees = (first.term, first.unit) == (limit.length, limit.unit.name)
    return None if agrees else invoice.issued_on


def waiting_money(application: Application) -> int:
    """Kopecks that came for terms that were refused or placed anew: nobody accepted those by paying.

    0 while nothing of the kind came.
    """
    revised = application.state == State.REVISING_OFFER or (
        application.state == State.AWAITING_PAYMENT
        and application.history.filter(action=Action.REVISE).exists()
    )
    return max(Payment.objects.of(application).total(), 0) if revised else 0


def _accepted_in(application: Application, period: _Period) -> date | None:
    """The first day of the period at whose end the money covers the first instalment of the invoice in force.

    Money that came before the first offer accepts it on the day of the offer. An offer placed anew is
    accepted only by money that comes after that: what was paid earlier was not paid for these terms. Once
    accepted, an offer stays so: a refund or another invoice of a later day takes nothing back.
    """
    offer = period.offer
    payments = list(Payment.objects.of(application))
    invoices = list(
        application.invoices.select_related("replaced_by").prefetch_related("instalments").order_by("ordinal")
    )
    fresh = [payment.paid_on for payment in payments if _is_fresh(payment, offer)]
    starts = {offer.on, *(payment.paid_on for payment in payments), *(item.issued_on for item in invoices)}
    for day in sorted(day for day in starts if day >= offer.on):
        if period.ended_on is not None and day >= period.ended_on:
            return None
        if offer.action == Action.REVISE and not any(paid_on <= day for paid_on in fresh):
            continue
        wanted = _wanted(invoices, offer, day)
        came = sum(payment.kopecks for payment in payments if payment.paid_on <= day)
        if wanted is not None and came >= wanted:
            return day
    return None


def _is_fresh(payment: Payment, offer: StateChange) -> bool:
    return payment.kopecks > 0 and payment.paid_on >= offer.on and payment.recorded_at > offer.at


def _wanted(invoices: Sequence[Invoice], offer: StateChange, day: date) -> int | None:
    """The first instalment by the offer's invoices in force on the day; on a day of two, the smaller one."""
    return min((_first_part(item) for item in invoices if _in_force(item, offer, day)), default=None)


def _in_force(invoice: Invoice, offer: StateChange, day: date) -> bool:
    newer: Invoice | None = getattr(invoice, "replaced_by", None)
    if invoice.issued_on > day:
        return False
    return newer is None or (newer.issued_at > offer.at and newer.issued_on >= day)


def _first_part(invoice: Invoice) -> int:
    return invoice.instalments.all()[0].total
