"""Invoices that are not paid in time, and from when an application may be annulled for that.

Since № 1246 of 20.08.2025 paragraph 106 says nothing of annulment; operators do it, so the number of working
days is a setting, and a specialist decides after a reminder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.billing.invoicing import ENDED
from kabinet.billing.models import Invoice
from kabinet.billing.standing import InstalmentStatus, Standing, stand
from kabinet.core.calendar import overrides
from kabinet.law.working_days import NO_OVERRIDES, Overrides, add_working_days


@dataclass(frozen=True, slots=True)
class Overdue:
    """An invoice with something overdue; `annul_from` is the first day of a decision to annul, if ever.

    Only an offer that awaits its first payment is annulled for that: afterwards there is a contract.
    """

    standing: Standing
    annul_from: date | None

    @property
    def invoice(self) -> Invoice:
        """The invoice itself."""
        return self.standing.invoice

    @property
    def since(self) -> date | None:
        """The last day of the first instalment that is overdue."""
        return next(
            (line.instalment.due_on for line in self.standing.lines if line.status is InstalmentStatus.LATE),
            None,
        )

    @property
    def application(self) -> Application:
        """Whose invoice it is."""
        return self.invoice.application


def overdue_invoices(on: date) -> list[Overdue]:
    """The invoices in force with something that should have been paid before `on`. Three queries."""
    return overdue_of(with_debt(on), on=on)


def overdue_of(invoices: Iterable[Invoice], *, on: date) -> list[Overdue]:
    """How those of `with_debt` stand."""
    days = overrides()
    return [_overdue(invoice, on, days) for invoice in invoices]


def _overdue(invoice: Invoice, on: date, days: Overrides) -> Overdue:
    standing = stand(invoice, invoice.instalments.all(), invoice.paid, on=on)
    waits = invoice.application.state == State.AWAITING_PAYMENT and not standing.first_is_paid
    offered_on = timezone.localdate(invoice.offered_at) if invoice.offered_at else invoice.issued_on
    return Overdue(standing, annul_from(offered_on, days=days) if waits else None)


def with_debt(on: date) -> "QuerySet[Invoice]":
    """The invoices in force whose payments do not cover what was due before `on`, the oldest debt first."""
    return (
        Invoice.objects.filter(next_due_on__lt=on)
        .exclude(application__state__in=ENDED)
        .with_paid()
        .with_offer()
        .select_related("application", "application__owner")
        .prefetch_related("instalments")
        .order_by("next_due_on", "pk")
    )


def annul_from(offered_on: date, *, days: Overrides = NO_OVERRIDES) -> date | None:
    """The first day on which an unpaid offer may be annulled; None when the setting says never.

    The same day as kabinet.applications.course.guards tell.
    """
    if settings.UNPAID_ANNUL_AFTER == "off":
        return None
    last = add_working_days(offered_on, int(settings.UNPAID_ANNUL_AFTER), overrides=days)
    return add_working_days(last, 1, overrides=days)
