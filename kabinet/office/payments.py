"""What the office lists of payments and debts, page by page."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan

from kabinet.billing.models import Invoice, Payment
from kabinet.billing.overdue import Overdue, overdue_of, with_debt
from kabinet.billing.suggestions import Suggestion, suggest
from kabinet.core.numbers import application_sequences_in, invoice_numbers_in

PAGE_SIZE = 30


class Place(NamedTuple):
    """A place in a list ordered by a day and an id: behind the row with these."""

    on: date
    pk: UUID

    def __str__(self) -> str:
        """The place as it stands in an address."""
        return f"{self.on.isoformat()}_{self.pk}"


def read_place(text: str) -> Place | None:
    """Read a place from an address; None when it is not one."""
    on, _, pk = text.partition("_")
    try:
        return Place(date.fromisoformat(on), UUID(pk))
    except ValueError:
        return None


class UnmatchedRow(NamedTuple):
    """A payment that waits for a person, with the likeliest invoice."""

    payment: Payment
    suggestion: Suggestion | None


def unmatched_page(after: Place | None) -> tuple[list[UnmatchedRow], Place | None]:
    """A page of unmatched payments, the oldest first, and the place behind which the next one begins."""
    found = Payment.objects.unmatched().order_by("paid_on", "pk")
    if after:
        found = found.filter(TupleGreaterThan((F("paid_on"), F("pk")), after))
    listed = list(found[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    suggestions = suggest(shown)
    rows = [UnmatchedRow(payment, next(iter(suggestions[payment]), None)) for payment in shown]
    return rows, Place(shown[-1].paid_on, shown[-1].pk) if len(listed) > PAGE_SIZE else None


def debt_page(after: Place | None, *, today: date) -> tuple[list[Overdue], Place | None]:
    """A page of invoices with something overdue, the oldest debt first, and the place of the next one."""
    found = with_debt(today)
    if after:
        found = found.filter(TupleGreaterThan((F("next_due_on"), F("pk")), after))
    listed = list(found[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    last = shown[-1] if len(listed) > PAGE_SIZE else None
    place = Place(last.next_due_on, last.pk) if last and last.next_due_on else None
    return overdue_of(shown, on=today), place


def find_invoice(text: str) -> Invoice | None:
    """The invoice in force that a typed number of an invoice or of an application means."""
    current = Invoice.objects.current()
    for number in invoice_numbers_in(text):
        found = Invoice.objects.filter(number=number).first()
        return current.filter(application=found.application_id).first() if found else None
    for sequence in application_sequences_in(text):
        return current.filter(application__sequence=sequence).first()
    return None
