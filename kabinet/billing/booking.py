"""Booking a bank statement: document by document, each with what follows in one short transaction.

Whoever was killed in the midst of it left every document booked or not: another goes on with the rest. Each
payment is taken once, however often and in whatever overlapping files it comes.
"""

import hashlib
import logging
from collections import Counter
from dataclasses import replace
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.tasks import task
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.applications.models import Application
from kabinet.billing.exchange import Exchange, identities
from kabinet.billing.models import BookedDocument, Payment, Statement, UnreadDocument
from kabinet.billing.paying import confirm, settle
from kabinet.billing.statements import StatementMoved, read_statement
from kabinet.billing.verdicts import Allocation, DocumentVerdict, Listed, invoices_named, judge_some
from kabinet.core import journal
from kabinet.core.numbers import Sequence, next_in_sequence
from kabinet.core.values import storable
from kabinet.files.services import bytes_of

AT_ONCE = 30
"""Documents that whoever confirms a statement waits for; the worker books the rest."""
_BOOKED = (Allocation.MATCHED, Allocation.CONFIRMS)

logger = logging.getLogger(__name__)


@transaction.atomic
def confirm_statement(*, statement: Statement, by: User, at: datetime) -> None:
    """Say that a statement be booked; the worker does it. Raises StatementMoved when somebody has said so."""
    locked = Statement.objects.select_for_update().filter(pk=statement.pk, confirmed_at=None).first()
    if locked is None:
        raise StatementMoved
    locked.confirmed_at, locked.confirmed_by = at, by
    locked.save(update_fields=["confirmed_at", "confirmed_by"])
    book_confirmed.enqueue(str(statement.pk))


@task
def book_confirmed(statement: str) -> None:
    """Book what is left of a confirmed statement."""
    book(statement=UUID(statement), at=timezone.now())


def book(*, statement: UUID, at: datetime, most: int | None = None) -> Statement:
    """Book the documents of a confirmed statement that are not booked yet, at most so many; it is returned.

    Money that went out is taken only when it names an invoice or returns a payment. A document that cannot be
    read waits for a person with its lines. One whose invoice makes trouble waits for a person as a payment.
    Raises BytesUnfit when the kept file is no longer what was sent.
    """
    found = Statement.objects.select_related("file", "confirmed_by").get(pk=statement)
    if found.booked_at is not None or found.file is None or found.confirmed_by is None:
        return found
    exchange, account = read_statement(bytes_of(found.file))
    listed = list(identities(exchange.documents))
    among = frozenset(identity for _, identity, _ in listed)
    done = set(found.booked_documents.values_list("place", flat=True))
    left = [place for place in range(len(listed)) if place not in done]
    for place in islice(left, most):
        _book_document(found, place, listed[place], account, among, by=found.confirmed_by, at=at)
    if most is None or len(left) <= most:
        _finish(found, exchange, by=found.confirmed_by, at=at)
        found.refresh_from_db()
    return found


def _book_document(
    statement: Statement,
    place: int,
    listed: Listed,
    account: str,
    among: frozenset[str],
    *,
    by: User,
    at: datetime,
) -> None:
    try:
        _book_once(statement, place, listed, account, among, by=by, at=at, is_doubtful=False)
    except (OperationalError, InterfaceError, OSError):  # of the database or the disk, not of the document
        raise
    except Exception:
        logger.exception("Document %d of the statement %s is left to a person", place, statement.pk)
        _book_once(statement, place, listed, account, among, by=by, at=at, is_doubtful=True)


@transaction.atomic
def _book_once(
    statement: Statement,
    place: int,
    listed: Listed,
    account: str,
    among: frozenset[str],
    *,
    by: User,
    at: datetime,
    is_doubtful: bool,
) -> None:
    # Held until the end: two people who book one payment at once take it once.
    next_in_sequence(Sequence.STATEMENT)
    if statement.booked_documents.filter(place=place).exists():
        return
    named = {invoice.application_id for invoice in invoices_named([listed[0]]).values()}
    locked = Application.objects.select_for_update().filter(pk__in=named).order_by("pk")
    applications = {application.pk: application for application in locked}
    [verdict] = judge_some([listed], account, among=among)
    if is_doubtful and verdict.outcome in _BOOKED:
        why = f"при записи к счёту №\u00a0{verdict.invoice} случился сбой: отнесите платёж сами"
        verdict = replace(verdict, outcome=Allocation.UNMATCHED, invoice=None, recorded=None, why=why)
    payment = _write(verdict, statement, by=by, at=at)
    BookedDocument.objects.create(
        statement=statement, place=place, outcome=verdict.outcome.name, why=verdict.why[:300], payment=payment
    )
    if verdict.invoice is not None and verdict.outcome in _BOOKED:
        settle([applications[verdict.invoice.application_id]], by=by, at=at)


@transaction.atomic
def _finish(statement: Statement, exchange: Exchange, *, by: User, at: datetime) -> None:
    """Count what became of the documents, once."""
    locked = Statement.objects.select_for_update().get(pk=statement.pk)
    if locked.booked_at is not None:
        return
    counts = Counter(locked.booked_documents.values_list("outcome", flat=True))
    locked.matched = sum(counts[outcome.name] for outcome in _BOOKED)
    locked.unmatched = counts[Allocation.UNMATCHED.name]
    locked.known, locked.foreign = counts[Allocation.KNOWN.name], counts[Allocation.FOREIGN.name]
    locked.unread = _keep_unread(exchange, locked)
    locked.booked_at = at
    locked.save()
    journal.record(
        act="statement_loaded",
        subject=f"statement:{locked.pk}",
        by=by.pk,
        at=at,
        details={
            "file": locked.name,
            "sha256": locked.sha256,
            "matched": locked.matched,
            "unmatched": locked.unmatched,
            "known": locked.known,
            "foreign": locked.foreign,
            "unread": locked.unread,
        },
    )


def _write(verdict: DocumentVerdict, statement: Statement, *, by: User, at: datetime) -> Payment | None:
    """Write the payment of a verdict; the one that it is, also when it was known already."""
    if verdict.outcome is Allocation.FOREIGN:
        return None
    if verdict.outcome is Allocation.KNOWN:
        if verdict.recorded is not None:  # loaded when identities had no day of arrival
            Payment.objects.filter(pk=verdict.recorded.pk).update(identity=verdict.identity)
        return Payment.objects.filter(identity=verdict.identity).first()
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
        return verdict.recorded
    payment.save(force_insert=True)
    return payment


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
