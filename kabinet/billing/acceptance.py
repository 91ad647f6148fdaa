"""On which day a payment accepted the offer (861, п. 103, 105; прил. 17, п. 21; ГК РФ, ст. 438, 443)."""

from datetime import date, datetime

from kabinet.applications.models import Application
from kabinet.applications.states import Action, State
from kabinet.billing.models import Payment
from kabinet.billing.standing import current_invoice


def covered_on(application: Application) -> date | None:
    """The day since which the money that came covers the first instalment; None when it does not."""
    invoice = current_invoice(application.pk)
    if invoice is None:
        return None
    wanted = invoice.instalments.all()[0].total
    total, since = 0, None
    for kopecks, on in _payments(application):
        total += kopecks
        since = (since or on) if total >= wanted else None
    return since


def accepted_on(application: Application) -> date | None:
    """The day on which a payment accepted the offer in force; None while none did.

    Money that came before the first offer accepts it on the day of the offer. An offer placed anew is
    accepted only by money that comes after that: what was paid earlier was not paid for these terms.
    """
    covered = covered_on(application)
    offers = application.history.filter(action__in=(Action.OFFER, Action.REVISE))
    offer = offers.order_by("-at", "-id").first()
    if covered is None or offer is None:
        return None
    if offer.action == Action.OFFER:
        return max(covered, offer.on)
    fresh = _payments(application, recorded_after=offer.at)
    later = [on for kopecks, on in fresh if kopecks > 0 and on >= offer.on]
    return max(covered, later[0]) if later else None


def waiting_money(application: Application) -> int:
    """Kopecks that came for terms that were refused or placed anew: nobody accepted those by paying.

    0 while nothing of the kind came.
    """
    revised = application.state == State.REVISING_OFFER or (
        application.state == State.AWAITING_PAYMENT
        and application.history.filter(action=Action.REVISE).exists()
    )
    return max(Payment.objects.of(application).total(), 0) if revised else 0


def _payments(application: Application, *, recorded_after: datetime | None = None) -> list[tuple[int, date]]:
    found = Payment.objects.of(application)
    if recorded_after is not None:
        found = found.filter(recorded_at__gt=recorded_after)
    return list(found.order_by("paid_on", "recorded_at", "pk").values_list("kopecks", "paid_on"))
