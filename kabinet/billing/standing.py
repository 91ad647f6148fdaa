"""How an invoice stands: what of it is paid, what is next, what is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from kabinet.applications.models import Application
from kabinet.billing.models import Instalment, Invoice, Payment


class InstalmentStatus(StrEnum):
    """Where an instalment stands, as people read it."""

    PAID = "оплачено"
    LATE = "просрочено"
    NEXT = "к оплате"
    LATER = "позже"


TONES = {
    InstalmentStatus.PAID: "success",
    InstalmentStatus.LATE: "error",
    InstalmentStatus.NEXT: "warning",
    InstalmentStatus.LATER: "neutral",
}


@dataclass(frozen=True, slots=True)
class BillLine:
    """An instalment with the kopecks that cover it."""

    instalment: Instalment
    paid: int
    status: InstalmentStatus

    @property
    def left(self) -> int:
        """Kopecks still to pay."""
        return self.instalment.total - self.paid

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.status is InstalmentStatus.LATE

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return TONES[self.status]


@dataclass(frozen=True, slots=True)
class Standing:
    """An invoice on a day; `paid` counts every invoice of the application, a replaced one too."""

    invoice: Invoice
    lines: tuple[BillLine, ...]
    paid: int

    @property
    def next(self) -> BillLine | None:
        """The instalment to pay now: the first one that is not covered."""
        return next((line for line in self.lines if line.left), None)

    @property
    def next_due_on(self) -> date | None:
        """The earliest day of what is not paid; None when nothing that is not paid has a day."""
        return min(
            (line.instalment.due_on for line in self.lines if line.left and line.instalment.due_on),
            default=None,
        )

    @property
    def bears_interest(self) -> BillLine | None:
        """The instalment whose interest may be set now: the next one, when it is deferred and has its day."""
        line = self.next
        return line if line and line.instalment.deferred and line.instalment.due_on else None

    @property
    def first_is_paid(self) -> bool:
        """Whether the first instalment is covered, by which the contract is concluded (861, пп. 103, 105)."""
        return not self.lines[0].left

    @property
    def left(self) -> int:
        """Kopecks still to pay; 0 when everything is."""
        return sum(line.left for line in self.lines)

    @property
    def excess(self) -> int:
        """Kopecks paid beyond everything that is asked for."""
        return max(self.paid - sum(line.instalment.total for line in self.lines), 0)

    @property
    def late(self) -> int:
        """Kopecks that are overdue."""
        return sum(line.left for line in self.lines if line.status is InstalmentStatus.LATE)


def standing_of(invoice: Invoice, *, on: date) -> Standing:
    """How the current invoice of an application stands; what was paid by replaced invoices counts."""
    paid = Payment.objects.of(invoice.application).total()
    return stand(invoice, invoice.instalments.all(), paid, on=on)


def stand(invoice: Invoice, instalments: Iterable[Instalment], paid: int, *, on: date) -> Standing:
    """Cover the instalments by `paid` kopecks in their order; refunds above what was paid cover nothing."""
    lines, remaining, found_next = [], max(paid, 0), False
    for instalment in instalments:
        covered = min(remaining, instalment.total)
        remaining -= covered
        if covered == instalment.total:
            status = InstalmentStatus.PAID
        elif instalment.due_on and instalment.due_on < on:
            status = InstalmentStatus.LATE
        else:
            status = InstalmentStatus.LATER if found_next else InstalmentStatus.NEXT
        found_next = found_next or covered < instalment.total
        lines.append(BillLine(instalment, covered, status))
    return Standing(invoice, tuple(lines), paid)


def current_invoice(application_id: UUID) -> Invoice | None:
    """The invoice of an application that is in force; None when none was issued."""
    return (
        Invoice.objects.current()
        .filter(application_id=application_id)
        .select_related("application", "file", "replaces")
        .prefetch_related("instalments")
        .first()
    )


def bill_of(application: Application, *, today: date) -> Standing | None:
    """How the invoice in force of an application stands; None when none was issued."""
    invoice = current_invoice(application.pk)
    return standing_of(invoice, on=today) if invoice else None
