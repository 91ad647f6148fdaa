"""Loading bank statements: each payment once, however often and in whatever overlapping files it comes."""

import hashlib
from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.models import Application
from kabinet.billing.exchange import Exchange, read_exchange
from kabinet.billing.invoicing import PayeeUnknown
from kabinet.billing.models import Payment, Statement, UnreadDocument
from kabinet.billing.paying import PaymentReasonNeeded, confirm, settle
from kabinet.billing.verdicts import Allocation, DocumentVerdict, invoices_named, judge
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.money import rubles
from kabinet.core.numbers import Sequence, next_in_sequence
from kabinet.core.values import storable
from kabinet.law.errors import Malformed


class StatementRefused(DomainError):
    """The file is not a statement of the operator's account, or it is damaged."""


def read_statement(content: bytes) -> tuple[Exchange, str]:
    """Read a file and see that it is of the operator's account, which is returned with it.

    Raises StatementRefused and PayeeUnknown.
    """
    if settings.PAYEE is None:
        raise PayeeUnknown
    account: str = settings.PAYEE.account
    try:
        exchange = read_exchange(content)
    except Malformed as refusal:
        raise StatementRefused(str(refusal)) from None
    told_accounts = set(exchange.accounts) - {""}
    if told_accounts and account not in told_accounts:
        raise StatementRefused(
            f"Это выписка по счёту {', '.join(sorted(told_accounts))}, а оплата принимается на {account}. "
            "Файл не загружен."
        )
    return exchange, account


def load_statement(*, content: bytes, name: str, by: User, at: datetime) -> Statement:
    """Take the payments of a file that are not known yet, and match those that name an invoice.

    Money that went out is taken only when it names an invoice or returns a payment. A document that cannot be
    read waits for a person with its lines. The file is read before anything is locked.
    Raises StatementRefused and PayeeUnknown.
    """
    exchange, account = read_statement(content)
    sha256 = hashlib.sha256(content).hexdigest()
    return _load(exchange, account, sha256, name=name, by=by, at=at)


@transaction.atomic
def _load(exchange: Exchange, account: str, sha256: str, *, name: str, by: User, at: datetime) -> Statement:
    # Held until the end: two people who load one file at once take each payment once.
    next_in_sequence(Sequence.STATEMENT)
    statement = Statement(
        name=storable(name)[-255:],
        sha256=sha256,
        starts_on=exchange.starts_on,
        ends_on=exchange.ends_on,
        loaded_at=at,
        loaded_by=by,
        matched=0,
        unmatched=0,
        known=0,
        foreign=0,
        untold=_untold(exchange, account),
        is_whole=exchange.is_whole,
    )
    statement.save(force_insert=True)
    applications = _take(exchange, account, statement, by=by, at=at)
    statement.unread = _keep_unread(exchange, statement)
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
            "unread": statement.unread,
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
    named = {invoice.application_id for invoice in invoices_named(exchange).values()}
    locked = Application.objects.select_for_update().filter(pk__in=named).order_by("pk")
    applications = {application.pk: application for application in locked}
    counts: Counter[Allocation] = Counter()
    paid = set()
    for verdict in judge(exchange, account):
        counts[verdict.outcome] += 1
        _write(verdict, statement, by=by, at=at)
        if verdict.outcome in (Allocation.MATCHED, Allocation.CONFIRMS) and verdict.invoice is not None:
            paid.add(verdict.invoice.application_id)
    statement.matched = counts[Allocation.MATCHED] + counts[Allocation.CONFIRMS]
    statement.unmatched = counts[Allocation.UNMATCHED]
    statement.known, statement.foreign = counts[Allocation.KNOWN], counts[Allocation.FOREIGN]
    return [applications[pk] for pk in applications if pk in paid]


def _write(verdict: DocumentVerdict, statement: Statement, *, by: User, at: datetime) -> None:
    if verdict.outcome is Allocation.FOREIGN:
        return
    if verdict.outcome is Allocation.KNOWN:
        if verdict.recorded is not None:  # loaded when identities had no day of arrival
            Payment.objects.filter(pk=verdict.recorded.pk).update(identity=verdict.identity)
        return
    document = verdict.document
    other = document.payer if verdict.kopecks > 0 else document.payee
    payment = Payment(
        invoice=verdict.invoice,
        kopecks=verdict.kopecks,
        paid_on=document.moved_on,
        payer=storable(other.name)[:500],
        payer_inn=storable(other.inn)[:12],
        payer_account=storable(other.account)[:40],
        document_number=storable(document.number)[:40],
        purpose=storable(document.purpose)[:1000],
        statement=statement,
        identity=verdict.identity,
        resembles=verdict.resembles,
        recorded_at=at,
        recorded_by=by,
    )
    if verdict.outcome is Allocation.CONFIRMS and verdict.recorded is not None:
        confirm(verdict.recorded, by_statement=payment)
        return
    payment.save(force_insert=True)


def _keep_unread(exchange: Exchange, statement: Statement) -> int:
    """Keep what could not be read, once however often it comes; how many wait that did not before."""
    kept = 0
    for unread in exchange.unread:
        text = storable(unread.text)
        _, is_new = UnreadDocument.objects.get_or_create(
            digest=hashlib.sha256(text.encode()).hexdigest(),
            defaults={
                "statement": statement,
                "line": unread.line,
                "text": text,
                "reason": storable(unread.reason)[:300],
            },
        )
        kept += is_new
    return kept


@transaction.atomic
def settle_unread(*, document: UnreadDocument, done: str, by: User, at: datetime) -> None:
    """Say what was done about a document that could not be read; once. Raises PaymentReasonNeeded."""
    done = storable(done).strip()
    if not done:
        raise PaymentReasonNeeded
    locked = UnreadDocument.objects.select_for_update().get(pk=document.pk)
    if locked.settled:
        return
    locked.settled, locked.settled_at, locked.settled_by = done[:300], at, by
    locked.save()
    journal.record(
        act="unread_document_settled",
        subject=f"statement:{locked.statement_id}",
        by=by.pk,
        at=at,
        details={"line": locked.line, "done": locked.settled},
    )


def told(statement: Statement) -> str:
    """What became of a file, in a sentence."""
    parts = [
        f"отнесено к счетам\u00a0— {statement.matched}",
        f"требуют разбора\u00a0— {statement.unmatched}",
        f"были загружены раньше\u00a0— {statement.known}",
    ]
    text = f"Выписка загружена. Платежей: {', '.join(parts)}."
    if statement.unread:
        text += f" Не прочитано документов: {statement.unread}, они ниже — разберите их сами."
    if not statement.is_whole:
        text += " Внимание: в файле нет последней строки «КонецФайла», конец выписки мог не попасть в него."
    if statement.untold:
        text += (
            f" Внимание: итог банка отличается от суммы документов файла на {rubles(statement.untold)}. "
            "Проверьте, полностью ли выгружена выписка."
        )
    return text
