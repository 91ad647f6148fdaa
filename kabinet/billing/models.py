"""Invoices for the connection, what is paid by them, and the bank statements it was read from.

Money is in whole kopecks; a refund is a payment below zero.
"""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce

from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.states import State
from kabinet.billing.payee import Payee
from kabinet.core.ids import new_id
from kabinet.law.deadlines import Unit
from kabinet.law.payments import Event, InstalmentByLaw, vat_within


class Invoices(models.QuerySet["Invoice"]):
    """Phrases for reading invoices."""

    def current(self) -> Self:
        """Those that no later invoice replaces: one of an application at most."""
        return self.filter(replaced_by=None)

    def of(self, application: Application) -> Self:
        """Those of one application, the newest first."""
        return self.filter(application=application).order_by("-ordinal")

    def with_paid(self) -> Self:
        """With `paid`: what came for all invoices of the application."""
        paid = (
            Payment.objects.filter(invoice__application=models.OuterRef("application"))
            .order_by()
            .values("invoice__application")
            .annotate(total=models.Sum("kopecks"))
            .values("total")
        )
        return self.annotate(paid=Coalesce(models.Subquery(paid), 0, output_field=models.BigIntegerField()))

    def with_offer(self) -> Self:
        """With `offered_at`: when the application last began to await its payment."""
        offered = (
            StateChange.objects.filter(
                application=models.OuterRef("application"), to_state=State.AWAITING_PAYMENT
            )
            .order_by("-at", "-id")
            .values("at")[:1]
        )
        return self.annotate(offered_at=models.Subquery(offered))


class Invoice(models.Model):
    """An invoice for the whole fee (861, п. 103); `payee` keeps the requisites it was issued with.

    `owner` is the application's, once more, so that what one person owes is one range of an index.

    `vat` is the rate in per cent that the fee includes, 0 for none. `next_due_on` is the earliest day of what
    is not paid, empty when nothing has a day or another invoice replaces this one;
    kabinet.billing.paying.settle keeps it, so that debts are found by an index.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="invoices")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invoices")
    ordinal = models.PositiveIntegerField()
    number = models.CharField("Номер", max_length=40, unique=True)
    plan = models.CharField(max_length=20)
    fee = models.BigIntegerField("Плата, коп.")
    vat = models.PositiveIntegerField()
    payee = models.JSONField()
    payer = models.CharField(max_length=500)
    payer_inn = models.CharField(max_length=12, blank=True)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="invoice")
    next_due_on = models.DateField(null=True, blank=True)
    token = models.UUIDField(unique=True)

    objects = Invoices.as_manager()

    application_id: UUID
    paid: int
    """Kopecks; only after `with_paid`."""
    offered_at: datetime | None
    """Only after `with_offer`."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("application", "ordinal"), name="one_invoice_per_ordinal"),
            models.CheckConstraint(condition=models.Q(fee__gt=0), name="invoice_fee_above_zero"),
        )
        indexes = (
            models.Index(fields=("next_due_on", "id"), name="invoice_due"),
            models.Index(fields=("payer_inn",), name="invoice_by_inn"),
            models.Index(
                fields=("owner", "next_due_on", "id"),
                name="invoice_due_of_owner",
                condition=models.Q(next_due_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def requisites(self) -> Payee:
        """Where it is paid to."""
        return Payee(**self.payee)

    def vat_in(self, kopecks: int) -> int:
        """The tax inside a part of the fee, kopecks."""
        return vat_within(kopecks, self.vat)


class Stage(models.TextChoices):
    """Which letter on a term was sent: it comes, or it was missed."""

    SOON = "soon"
    MISSED = "missed"


class Instalment(models.Model):
    """A part of an invoice with its term; `due_on` is empty until the event it runs from has happened.

    `interest` is what a deferred one bears besides its share of the fee (861, пп. 12(2), 13(7)), kopecks.
    `starts` and `unit` are names of kabinet.law.payments.Event and kabinet.law.deadlines.Unit.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="instalments")
    number = models.PositiveIntegerField()
    kopecks = models.BigIntegerField()
    interest = models.BigIntegerField(default=0)
    starts = models.CharField(max_length=20, blank=True)
    term = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=10, blank=True)
    words = models.CharField(max_length=200, blank=True)
    paragraph = models.CharField(max_length=60)
    deferred = models.BooleanField(default=False)
    reminded = models.CharField(max_length=10, blank=True, choices=Stage.choices)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("invoice", "number"), name="one_instalment_per_number"),
            models.CheckConstraint(condition=models.Q(kopecks__gt=0), name="instalment_above_zero"),
        )

    @property
    def total(self) -> int:
        """What is to be paid, with interest, kopecks."""
        return self.kopecks + self.interest

    @property
    def by_law(self) -> InstalmentByLaw:
        """The instalment as kabinet.law.payments knows it; only one that runs from an event."""
        return InstalmentByLaw(
            self.number,
            self.kopecks,
            self.term,
            Unit[self.unit],
            Event[self.starts],
            self.paragraph,
            self.deferred,
        )


class Statement(models.Model):
    """A bank statement that was sent, kept as evidence, and what became of its payments once it is booked.

    `confirmed_at`: when somebody had looked at the verdicts and said that it be booked; `booked_at`: when
    its last document was. Those of former versions have no `file`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(
        "files.StoredFile", on_delete=models.PROTECT, related_name="bank_statement", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    booked_at = models.DateTimeField(null=True, blank=True)
    matched = models.PositiveIntegerField("Отнесено к счетам", default=0)
    unmatched = models.PositiveIntegerField("Требует разбора", default=0)
    known = models.PositiveIntegerField("Было загружено раньше", default=0)
    foreign = models.PositiveIntegerField("Расходные документы не по счетам", default=0)
    untold = models.BigIntegerField("Итог банка без суммы документов, коп.", default=0)
    unread = models.PositiveIntegerField("Не прочитано", default=0)
    is_whole = models.BooleanField("Файл с концом", default=True)

    class Meta:
        indexes = (
            models.Index(fields=("loaded_at",), name="statement_by_time"),
            models.Index(fields=("sha256",), name="statement_by_bytes"),
        )


class BookedDocument(models.Model):
    """What became of one document of a statement, by its place in the file, counted from 0.

    Written with its payment in one transaction: whoever goes on with a statement knows what is done.
    `outcome` is a name of kabinet.billing.verdicts.Allocation.
    """

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="booked_documents")
    place = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10)
    why = models.CharField(max_length=300, blank=True)
    payment = models.ForeignKey("Payment", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("statement", "place"), name="one_booking_per_document"),
        )


class UnreadDocument(models.Model):
    """A document of a statement that the portal could not read: it waits for a person with its lines.

    `digest` is that of its lines: loaded again, it is the same one. `settled` says what was done about it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="unread_documents")
    line = models.PositiveIntegerField()
    text = models.TextField()
    reason = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, unique=True)
    settled = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("statement", "line")
        indexes = (
            models.Index(fields=("statement",), condition=models.Q(settled=""), name="unread_waiting"),
            models.Index(
                fields=("settled_at", "id"), condition=~models.Q(settled=""), name="unread_document_settled"
            ),
        )


class Payments(models.QuerySet["Payment"]):
    """Phrases for reading payments."""

    def unmatched(self) -> Self:
        """Those that wait for a person to say which invoice they are for."""
        return self.filter(invoice=None, set_aside="")

    def put_aside(self) -> Self:
        """Those that a person said are for no invoice."""
        return self.filter(invoice=None).exclude(set_aside="")

    def of(self, application: Application) -> Self:
        """Those for any invoice of an application, the oldest first."""
        return self.filter(invoice__application=application).order_by("paid_on", "recorded_at", "id")

    def total(self) -> int:
        """Their sum, kopecks."""
        found: int | None = self.aggregate(total=models.Sum("kopecks"))["total"]
        return found or 0


class Payment(models.Model):
    """Money that came (above zero) or was returned (below), recorded by hand or read from a statement.

    `invoice` is empty until it is known what was paid; `set_aside` is the reason why it is none of ours.
    `identity` tells a payment of a statement from all others (kabinet.billing.exchange.identities);
    `resembles` is one loaded before that may be the same money: a person says.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, related_name="payments", null=True, blank=True
    )
    kopecks = models.BigIntegerField()
    paid_on = models.DateField()
    payer = models.CharField(max_length=500, blank=True)
    payer_inn = models.CharField(max_length=12, blank=True)
    payer_account = models.CharField(max_length=40, blank=True)
    document_number = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=1000, blank=True)
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="payments", null=True, blank=True
    )
    identity = models.CharField(max_length=64, unique=True, null=True, blank=True)
    resembles = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    set_aside = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.UUIDField(unique=True, null=True, blank=True)

    objects = Payments.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(kopecks=0), name="payment_not_zero"),
            models.CheckConstraint(
                condition=models.Q(invoice=None) | models.Q(set_aside=""), name="payment_matched_or_set_aside"
            ),
        )
        indexes = (
            models.Index(
                fields=("paid_on", "id"),
                condition=models.Q(invoice=None, set_aside=""),
                name="payment_unmatched",
            ),
            models.Index(
                fields=("paid_on", "id"),
                condition=models.Q(invoice=None) & ~models.Q(set_aside=""),
                name="payment_put_aside",
            ),
            models.Index(fields=("paid_on", "id"), name="payment_by_day"),
        )

    @property
    def is_refund(self) -> bool:
        """Whether the money went back."""
        return self.kopecks < 0

    @property
    def by_hand(self) -> bool:
        """Whether a person recorded it, and no statement has confirmed it."""
        return self.identity is None

    def as_told(self) -> dict[str, Any]:
        """What the journal keeps of it."""
        return {
            "payment": str(self.pk),
            "kopecks": self.kopecks,
            "paid_on": self.paid_on,
            "document": self.document_number,
            "payer": self.payer,
        }
