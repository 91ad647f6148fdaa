"""Loading bank statements: each payment once, however often and in whatever overlapping files it comes."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.models import Application
from kabinet.billing.exchange import Document, Exchange, identities, read_exchange
from kabinet.billing.invoicing import PayeeUnknown
from kabinet.billing.models import Invoice, Payment, Statement
from kabinet.billing.paying import confirm, settle
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.money import rubles
from kabinet.core.numbers import Sequence, invoice_numbers_in, next_in_sequence
from kabinet.core.values import storable
from kabinet.law.errors import Malformed

SAME_PAYMENT = timedelta(days=5)
"""How far the day that a person wrote down may be from the bank's for one payment."""


class StatementRefused(DomainError):
    """The file is not a statement of the operator's account, or it is damaged."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database holds of the payments of a file, read at once."""

    identities: frozenset[str | None]
    invoices: dict[str, Invoice]
    payers: frozenset[str]


@transaction.atomic
def load_statement(*, content: bytes, name: str, by: User, at: datetime) -> Statement:
    """Take the payments of a file that are not known yet, and match those that name an invoice.

    Money that went out is taken only when it names an invoice or returns a payment.
    Raises StatementRefused and PayeeUnknown.
    """
    if settings.PAYEE is None:
        raise PayeeUnknown
    account: str = settings.PAYEE.account
    try:
        exchange = read_exchange(content)
    except Malformed as refusal:
        raise StatementRefused(str(refusal)) from None
    told = set(exchange.accounts)
    if told and account not in told:
        raise StatementRefused(
            f"Это выписка по счёту {', '.join(sorted(told))}, а оплата принимается на {account}. "
            "Файл не загружен."
        )
    # Held until the end: two people who load one file at once take each payment once.
    next_in_sequence(Sequence.STATEMENT)
    statement = Statement(
        name=storable(name)[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        loaded_at=at,
        loaded_by=by,
        matched=0,
        unmatched=0,
        known=0,
        foreign=0,
        untold=_untold(exchange, account),
    )
    statement.save(force_insert=True)
    applications = _take(exchange, account, statement, by=by, at=at)
    statement.save()
    settle(applications, by=by, at=at)
    journal.record(
        act="statement_loaded",
        subject=f"statement:{statement.pk}",
        by=by.pk,
        at=at,
        details={
            "file": statement.name,
            "sha256": statement.sha256,
            "matched": statement.matched,
            "unmatched": statement.unmatched,
            "known": statement.known,
            "foreign": statement.foreign,
        },
    )
    return statement


def _untold(exchange: Exchange, account: str) -> int:
    """By how much the bank's own total of what came differs from the documents, kopecks."""
    if account not in exchange.received:
        return 0
    found = sum(item.kopecks for item in exchange.documents if account in item.payee.accounts)
    return exchange.received[account] - found


def _take(
    exchange: Exchange, account: str, statement: Statement, *, by: User, at: datetime
) -> list[Application]:
    """Take the documents of a file; the locked applications for which something was paid."""
    listed = list(identities(exchange.documents))
    known = _known(listed)
    applications = {
        application.pk: application
        for application in Application.objects.select_for_update()
        .filter(pk__in={invoice.application_id for invoice in known.invoices.values()})
        .order_by("pk")
    }
    counts: Counter[str] = Counter()
    paid = set()
    for document, identity in listed:
        outcome = _take_one(document, identity, account, statement, known, by=by, at=at)
        counts[outcome] += 1
        invoice = _invoice_of(document, known)
        if outcome == "matched" and invoice is not None:
            paid.add(invoice.application_id)
    statement.matched, statement.unmatched = counts["matched"], counts["unmatched"]
    statement.known, statement.foreign = counts["known"], counts["foreign"]
    return [applications[pk] for pk in applications if pk in paid]


def _known(listed: list[tuple[Document, str]]) -> _Known:
    numbers = {number for document, _ in listed for number in invoice_numbers_in(document.purpose)}
    found = Invoice.objects.filter(number__in=numbers).select_related("application")
    payers = {document.payee.inn for document, _ in listed if document.payee.inn}
    return _Known(
        identities=frozenset(
            Payment.objects.filter(identity__in=[identity for _, identity in listed]).values_list(
                "identity", flat=True
            )
        ),
        invoices={invoice.number: invoice for invoice in found},
        payers=frozenset(
            Payment.objects.filter(payer_inn__in=payers)
            .exclude(invoice=None)
            .values_list("payer_inn", flat=True)
        ),
    )


def _take_one(
    document: Document,
    identity: str,
    account: str,
    statement: Statement,
    known: _Known,
    *,
    by: User,
    at: datetime,
) -> str:
    """Take a document and say what became of it: matched, unmatched, known or foreign."""
    comes, goes = account in document.payee.accounts, account in document.payer.accounts
    if identity in known.identities:
        return "known"
    invoice = _invoice_of(document, known)
    returns = invoice is not None or (
        "возврат" in document.purpose.casefold() and document.payee.inn in known.payers
    )
    if comes == goes or (goes and not returns):
        return "foreign"
    other = document.payer if comes else document.payee
    payment = Payment(
        kopecks=document.kopecks if comes else -document.kopecks,
        paid_on=document.moved_on,
        payer=storable(other.name)[:500],
        payer_inn=storable(other.inn)[:12],
        payer_account=storable(other.account)[:40],
        document_number=storable(document.number)[:40],
        purpose=storable(document.purpose)[:1000],
        statement=statement,
        identity=identity,
        recorded_at=at,
        recorded_by=by,
    )
    if invoice is not None:
        alike = _recorded_alike(payment, invoice)
        same = [
            item for item in alike if item.document_number.lstrip("0") == payment.document_number.lstrip("0")
        ]
        if same:
            confirm(same[0], by_statement=payment)
            return "matched"
        # A payment like one that a person wrote down may be that one: a person tells.
        payment.invoice = None if alike else invoice
    payment.save(force_insert=True)
    return "matched" if payment.invoice_id else "unmatched"


def _invoice_of(document: Document, known: _Known) -> Invoice | None:
    """The invoice that the purpose names; None when it names none, an unknown one or several."""
    named = [known.invoices.get(number) for number in sorted(invoice_numbers_in(document.purpose))]
    owners = {invoice.application_id if invoice else None for invoice in named}
    return named[-1] if len(owners) == 1 else None


def _recorded_alike(payment: Payment, invoice: Invoice) -> list[Payment]:
    """What was recorded by hand for the application with the same sum about the same day."""
    return list(
        Payment.objects.of(invoice.application).filter(
            identity=None,
            kopecks=payment.kopecks,
            paid_on__range=(payment.paid_on - SAME_PAYMENT, payment.paid_on + SAME_PAYMENT),
        )
    )


def told(statement: Statement) -> str:
    """What became of a file, in a sentence."""
    parts = [
        f"отнесено к счетам\u00a0— {statement.matched}",
        f"требуют разбора\u00a0— {statement.unmatched}",
        f"были загружены раньше\u00a0— {statement.known}",
    ]
    text = f"Выписка загружена. Платежей: {', '.join(parts)}."
    if statement.untold:
        text += (
            f" Внимание: итог банка отличается от суммы документов файла на {rubles(statement.untold)}. "
            "Проверьте, полностью ли выгружена выписка."
        )
    return text
