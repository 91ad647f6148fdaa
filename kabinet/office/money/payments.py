"""What the office lists of payments and debts, page by page."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from kabinet.accounts.models import User
from kabinet.billing.models import Invoice, Payment, UnreadDocument
from kabinet.billing.overdue import Overdue, overdue_of, with_debt
from kabinet.billing.paying import settings_aside
from kabinet.billing.suggestions import Suggestion, suggest
from kabinet.core.numbers import application_sequences_in, invoice_numbers_in
from kabinet.office.money.matching import pick_of
from kabinet.office.people import name_in

PAGE_SIZE = 30


class PlaceByDay(NamedTuple):
    """A place in a list ordered by a day or a moment and an id: behind the row with these."""

    on: date
    pk: UUID

    def __str__(self) -> str:
        """The place as it stands in an address."""
        return f"{self.on.isoformat()}_{self.pk}"


def read_place(text: str) -> PlaceByDay | None:
    """Read a place of a list by days from an address; None when it is not one."""
    on, _, pk = text.partition("_")
    try:
        return PlaceByDay(date.fromisoformat(on), UUID(pk))
    except ValueError:
        return None


def read_moment(text: str) -> PlaceByDay | None:
    """Read a place of a list by moments from an address; None when it is not one."""
    at, _, pk = text.partition("_")
    try:
        return PlaceByDay(datetime.fromisoformat(at).astimezone(UTC), UUID(pk))
    except (ValueError, OverflowError):
        return None


class UnmatchedRow(NamedTuple):
    """A payment that waits for a person, with the likeliest invoice; `pick`: what ticking it sends."""

    payment: Payment
    suggestion: Suggestion | None
    pick: str


def unmatched_page(after: PlaceByDay | None) -> tuple[list[UnmatchedRow], PlaceByDay | None]:
    """A page of unmatched payments, the oldest first, and the place behind which the next one begins."""
    found = Payment.objects.unmatched().select_related("resembles").order_by("paid_on", "pk")
    if after:
        found = found.filter(TupleGreaterThan((F("paid_on"), F("pk")), after))
    listed = list(found[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    suggestions = suggest(shown)
    likeliest = {payment: next(iter(suggestions[payment]), None) for payment in shown}
    rows = [UnmatchedRow(payment, found, pick_of(payment, found)) for payment, found in likeliest.items()]
    return rows, PlaceByDay(shown[-1].paid_on, shown[-1].pk) if len(listed) > PAGE_SIZE else None


class SetAsideRow(NamedTuple):
    """A payment that is for no invoice; `by` and `at` are empty when the journal does not tell."""

    payment: Payment
    by: str
    at: datetime | None


def set_aside_page(after: PlaceByDay | None) -> tuple[list[SetAsideRow], PlaceByDay | None]:
    """A page of payments that were set aside, the newest first, and the place of the next one."""
    found = Payment.objects.put_aside().order_by("-paid_on", "-pk")
    if after:
        found = found.filter(TupleLessThan((F("paid_on"), F("pk")), after))
    listed = list(found[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    place = PlaceByDay(shown[-1].paid_on, shown[-1].pk) if len(listed) > PAGE_SIZE else None
    return who_set_aside(shown), place


def who_set_aside(payments: Sequence[Payment]) -> list[SetAsideRow]:
    """These payments with whoever set them aside. Two queries for any number of them."""
    told = settings_aside(payments)
    people = User.objects.in_bulk({entry.actor for entry in told.values() if entry.actor})
    rows = []
    for payment in payments:
        entry = told.get(payment.pk)
        by = name_in(people, entry.actor) if entry else ""
        rows.append(SetAsideRow(payment, by, entry.at if entry else None))
    return rows


def settled_page(after: PlaceByDay | None) -> tuple[list[UnreadDocument], PlaceByDay | None]:
    """A page of unread documents about which something was done, the latest first, and the next place."""
    found = UnreadDocument.objects.exclude(settled="").order_by("-settled_at", "-pk")
    if after:
        found = found.filter(TupleLessThan((F("settled_at"), F("pk")), after))
    listed = list(found.select_related("statement", "settled_by")[: PAGE_SIZE + 1])
    last = listed[PAGE_SIZE - 1] if len(listed) > PAGE_SIZE else None
    return listed[:PAGE_SIZE], PlaceByDay(last.settled_at, last.pk) if last and last.settled_at else None


def debt_page(after: PlaceByDay | None, *, today: date) -> tuple[list[Overdue], PlaceByDay | None]:
    """A page of invoices with something overdue, the oldest debt first, and the place of the next one."""
    found = with_debt(today)
    if after:
        found = found.filter(TupleGreaterThan((F("next_due_on"), F("pk")), after))
    listed = list(found[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    last = shown[-1] if len(listed) > PAGE_SIZE else None
    place = PlaceByDay(last.next_due_on, last.pk) if last and last.next_due_on else None
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
