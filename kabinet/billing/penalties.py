"""What the days of a delay cost by the Rules (861, п. 16 «в»): told to both sides, charged to nobody."""

from datetime import date
from typing import NamedTuple

from kabinet.applications.course.delays import Delay, delays_of
from kabinet.applications.models import Application
from kabinet.billing.standing import current_invoice
from kabinet.law.penalty import PARAGRAPH, PER_DAY_WORDS, penalty


class Penalty(NamedTuple):
    """A delay and its kopecks; None while the portal has no invoice that tells the fee."""

    delay: Delay
    kopecks: int | None
    per_day: str = PER_DAY_WORDS
    paragraph: str = PARAGRAPH


def penalties_of(application: Application, *, today: date) -> list[Penalty]:
    """The penalties for the delays that there are, of the whole fee by the invoice in force."""
    delays = delays_of(application, today=today)
    invoice = current_invoice(application.pk) if delays else None
    return [Penalty(delay, penalty(invoice.fee, delay.days) if invoice else None) for delay in delays]
