"""Recording payments and saying which invoice they are for.

What follows for the contract is asked of kabinet.billing.acceptance.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.course.transitions import follow_facts, lock
from kabinet.applications.models import Application
from kabinet.billing.case_days import date_instalments
from kabinet.billing.days import refuse_before_submission
from kabinet.billing.models import Invoice, Payment
from kabinet.billing.standing import current_invoice, standing_of
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.models import JournalEntry

_SET_ASIDE = "payment_set_aside"


class PaymentRepeated(DomainError):
    """The same payment is recorded already."""

    def __init__(self) -> None:
        super().__init__(
            "Такой платёж по этой заявке уже записан: с тем же днём, номером документа и суммой. "
            "Второй раз он не записан."
        )


class PaymentImpossible(DomainError):
    """The payment cannot be as it is told."""


class PaymentMoved(DomainError):
    """Somebody dealt with the payment meanwhile."""

    def __init__(self) -> None:
        super().__init__("Этот платёж уже разобран в другом окне. Посмотрите, куда он отнесён.")


class PaymentReasonNeeded(DomainError):
    """An act that others will have to understand has no reason."""

    def __init__(self) -> None:
        super().__init__("Напишите причину: по ней потом поймут, что произошло с деньгами.")


@transaction.atomic
def record_payment(
    *,
    invoice: Invoice,
    kopecks: int,
    paid_on: date,
    payer: str,
    document_number: str,
    token: UUID,
    by: User,
    at: datetime,
) -> Payment:
    """Record a payment that a person has seen, below zero for a refund; a repeated `token` changes nothing.

    Raises PaymentImpossible, PaymentRepeated and DayBeforeSubmission.
    """
    application = lock(invoice.application)
    known = Payment.objects.filter(token=token).first()
    if known is not None:
        return known
    if paid_on > timezone.localdate(at):
        raise PaymentImpossible("Этот день ещё не наступил: укажите день, когда деньги поступили на счёт.")
    refuse_before_submission(application, paid_on)
    recorded = Payment.objects.of(application)
    if recorded.filter(paid_on=paid_on, document_number=document_number, kopecks=kopecks).exists():
        raise PaymentRepeated
    if kopecks < 0 and recorded.total() + kopecks < 0:
        raise PaymentImpossible("Возвращено больше, чем поступило по этой заявке: проверьте сумму.")
    payment = Payment(
        invoice=invoice,
        kopecks=kopecks,
        paid_on=paid_on,
        payer=payer,
        payer_inn=invoice.payer_inn,
        document_number=document_number,
        recorded_at=at,
        recorded_by=by,
        token=token,
    )
    payment.save(force_insert=True)
    _journal("payment_recorded", payment, invoice, by=by, at=at)
    settle([application], by=by, at=at)
    return payment


@transaction.atomic
def match_payment(*, payment: Payment, invoice: Invoice, by: User, at: datetime) -> None:
    """Say which invoice an unmatched payment is for. Raises PaymentMoved when it is unmatched no more."""
    application = lock(invoice.application)
    locked = _unmatched(payment)
    locked.invoice = invoice
    locked.save(update_fields=["invoice"])
    _journal("payment_matched", locked, invoice, by=by, at=at)
    settle([application], by=by, at=at)


@transaction.atomic
def merge_payment(*, payment: Payment, recorded: Payment, by: User, at: datetime) -> None:
    """Say that an unmatched payment of a statement is one recorded by hand: the statement confirms it.

    Raises PaymentMoved when either is not what it was, PaymentImpossible when the sums differ.
    """
    if recorded.invoice is None:
        raise PaymentMoved
    application = lock(recorded.invoice.application)
    locked = _unmatched(payment)
    kept = Payment.objects.select_for_update().filter(pk=recorded.pk, identity=None).first()
    if kept is None or kept.invoice is None or locked.identity is None:
        raise PaymentMoved
    if kept.kopecks != locked.kopecks:
        raise PaymentImpossible("Суммы этих платежей различаются: это разные платежи.")
    told = locked.as_told()
    locked.delete()
    confirm(kept, by_statement=locked)
    _journal("payment_confirmed", kept, kept.invoice, by=by, at=at, more={"merged": told})
    settle([application], by=by, at=at)


def confirm(recorded: Payment, *, by_statement: Payment) -> None:
    """Let a payment recorded by hand take over what the statement tells of it."""
    for name in (
        "paid_on",
        "payer",
        "payer_inn",
        "payer_account",
        "document_number",
        "purpose",
        "statement",
        "identity",
    ):
        setattr(recorded, name, getattr(by_statement, name))
    recorded.save()


@transaction.atomic
def unmatch_payment(*, payment: Payment, reason: str, by: User, at: datetime) -> None:
    """Take a payment back from its invoice, or from those set aside, into the unmatched ones.

    A contract that it concluded stays concluded. Raises PaymentReasonNeeded, and PaymentMoved when it is
    unmatched.
    """
    if not reason.strip():
        raise PaymentReasonNeeded
    application = lock(payment.invoice.application) if payment.invoice else None
    locked = Payment.objects.select_for_update(of=("self",)).filter(pk=payment.pk).first()
    if (
        locked is None
        or locked.invoice_id != payment.invoice_id
        or (locked.invoice is None and not locked.set_aside)
    ):
        raise PaymentMoved
    invoice, before = locked.invoice, locked.set_aside
    locked.invoice, locked.set_aside = None, ""
    locked.save(update_fields=["invoice", "set_aside"])
    if application is not None:
        settle([application], by=by, at=at)
    more = {"reason": reason.strip(), "was_set_aside": before}
    _journal("payment_unmatched", locked, invoice, by=by, at=at, more=more)


@transaction.atomic
def redate_payment(*, payment: Payment, paid_on: date, reason: str, by: User, at: datetime) -> None:
    """Correct the day of a payment that a person recorded; the journal keeps the former one. Once.

    The contract that it concluded moves with it (прил. 17, п. 21). Raises PaymentReasonNeeded, PaymentMoved
    for a payment of a statement or of no invoice, PaymentImpossible and DayBeforeSubmission.
    """
    if not reason.strip():
        raise PaymentReasonNeeded
    if payment.invoice is None:
        raise PaymentMoved
    application = lock(payment.invoice.application)
    locked = Payment.objects.select_for_update(of=("self",)).filter(pk=payment.pk, statement=None).first()
    if locked is None or locked.invoice_id != payment.invoice_id:
        raise PaymentMoved
    if paid_on > timezone.localdate(at):
        raise PaymentImpossible("Этот день ещё не наступил: укажите день, когда деньги поступили на счёт.")
    if paid_on == locked.paid_on:
        return
    refuse_before_submission(application, paid_on)
    before, locked.paid_on = locked.paid_on, paid_on
    locked.save(update_fields=["paid_on"])
    more = {"reason": reason.strip(), "before": before}
    _journal("payment_redated", locked, locked.invoice, by=by, at=at, more=more)
    settle([application], by=by, at=at)


@transaction.atomic
def set_payment_aside(*, payment: Payment, reason: str, by: User, at: datetime) -> None:
    """Say that an unmatched payment is for no invoice. Raises PaymentReasonNeeded and PaymentMoved."""
    if not reason.strip():
        raise PaymentReasonNeeded
    locked = _unmatched(payment)
    locked.set_aside = reason.strip()
    locked.save(update_fields=["set_aside"])
    _journal(_SET_ASIDE, locked, None, by=by, at=at, more={"reason": locked.set_aside})


def settings_aside(payments: Sequence[Payment]) -> dict[UUID, JournalEntry]:
    """Who set each of these payments aside, and when: the latest entries of the journal, in one query."""
    subjects = {_subject(payment): payment.pk for payment in payments if payment.set_aside}
    entries = JournalEntry.objects.filter(act=_SET_ASIDE, subject__in=subjects).order_by("id")
    return {subjects[entry.subject]: entry for entry in entries}


class InterestImpossible(DomainError):
    """No instalment bears interest now."""

    def __init__(self) -> None:
        super().__init__(
            "Проценты начисляются к ближайшей неоплаченной части рассрочки, когда известен её срок. "
            "Сейчас такой части нет."
        )


@transaction.atomic
def charge_interest(*, invoice: Invoice, kopecks: int, by: User, at: datetime) -> None:
    """Set the interest of the next deferred instalment (861, пп. 12(2), 13(7)). Raises InterestImpossible.

    The operator's accountants compute it: the key rate of the Bank of Russia of each day plus 4 points on the
    remaining debt.
    """
    application = lock(invoice.application)
    line = standing_of(invoice, on=timezone.localdate(at)).bears_interest
    if line is None:
        raise InterestImpossible
    line.instalment.interest = kopecks
    line.instalment.save(update_fields=["interest"])
    settle([application], by=by, at=at)
    journal.record(
        act="invoice_interest_charged",
        subject=f"application:{invoice.application_id}",
        by=by.pk,
        at=at,
        details={"number": invoice.number, "part": line.instalment.number, "kopecks": kopecks},
    )


def settle(applications: Iterable[Application], *, by: User, at: datetime) -> None:
    """Draw the consequences of what changed in the bills of locked applications.

    What is due next is noted on the invoice; the table of transitions asks whether the offer is accepted.
    """
    for application in applications:
        if note_next_term(application, at):
            follow_facts(application, by=by, at=at)


def note_next_term(application: Application, at: datetime) -> bool:
    """Date the parts of a locked application's bill by its facts, and keep what is due next, for the lists.

    False when there is no bill.
    """
    invoice = current_invoice(application.pk)
    if invoice is None:
        return False
    date_instalments(invoice, application)
    standing = standing_of(invoice, on=timezone.localdate(at))
    Invoice.objects.filter(pk=invoice.pk).update(next_due_on=standing.next_due_on)
    return True


def _unmatched(payment: Payment) -> Payment:
    found = Payment.objects.select_for_update(of=("self",)).unmatched().filter(pk=payment.pk).first()
    if found is None:
        raise PaymentMoved
    return found


def _journal(
    act: str,
    payment: Payment,
    invoice: Invoice | None,
    *,
    by: User,
    at: datetime,
    more: Mapping[str, object] | None = None,
) -> None:
    details = {**payment.as_told(), **(more or {})}
    subject = _subject(payment)
    if invoice is not None:
        details["invoice"] = invoice.number
        subject = f"application:{invoice.application_id}"
    journal.record(act=act, subject=subject, by=by.pk, at=at, details=details)


def _subject(payment: Payment) -> str:
    return f"payment:{payment.pk}"
