"""What the office shows of a bank statement: each document and what becomes, or became, of it."""

from dataclasses import dataclass
from typing import Any

from kabinet.billing.exchange import Exchange, PaymentDocument, PaymentSide
from kabinet.billing.models import BookedDocument, Payment, Statement
from kabinet.billing.statements import read_statement
from kabinet.billing.verdicts import Allocation, judge
from kabinet.core.errors import DomainError
from kabinet.files.services import bytes_of

PAGE_SIZE = 100
_ORDER = (
    Allocation.UNMATCHED,
    Allocation.MATCHED,
    Allocation.CONFIRMS,
    Allocation.KNOWN,
    Allocation.FOREIGN,
)
"""What a person has to look at stands first."""
_TONES = {
    Allocation.UNMATCHED: "warning",
    Allocation.MATCHED: "success",
    Allocation.CONFIRMS: "success",
    Allocation.KNOWN: "neutral",
    Allocation.FOREIGN: "neutral",
}


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A document with its verdict; `payment` is what was booked for it, `resembles` a near double."""

    document: PaymentDocument
    other: PaymentSide
    kopecks: int
    outcome: Allocation
    invoice: str
    why: str
    resembles: Payment | None
    payment: Payment | None

    @property
    def tone(self) -> str:
        """The tone of the badge of its verdict."""
        return _TONES[self.outcome]


def shown_statement(statement: Statement, start: str) -> dict[str, Any]:
    """A page of the documents of a kept statement, those for a person first; what of it cannot be read.

    Before it is confirmed, the verdicts are those of the moment; after, what was written down.
    """
    if statement.file is None:
        return {}
    try:
        exchange, account = read_statement(bytes_of(statement.file))
    except DomainError as refusal:  # the operator's account is another one now, the file is damaged
        return {"unreadable": str(refusal)}
    rows = _booked(exchange, account, statement) if statement.confirmed_at else _judged(exchange, account)
    rows.sort(key=lambda row: _ORDER.index(row.outcome))
    begin = int(start) if start.isdecimal() and len(start) < 9 else 0
    return {
        "rows": rows[begin : begin + PAGE_SIZE],
        "begin": begin,
        "more": f"?from={begin + PAGE_SIZE}" if begin + PAGE_SIZE < len(rows) else "",
        "counts": [
            (outcome.value, sum(row.outcome is outcome for row in rows))
            for outcome in _ORDER
            if any(row.outcome is outcome for row in rows)
        ],
        "total": len(exchange.documents),
        "booked": len(rows),
        "unread": exchange.unread,
    }


def _judged(exchange: Exchange, account: str) -> list[StatementRow]:
    return [
        StatementRow(
            document=verdict.document,
            other=verdict.document.payer if verdict.kopecks > 0 else verdict.document.payee,
            kopecks=verdict.kopecks,
            outcome=verdict.outcome,
            invoice=verdict.invoice.number if verdict.invoice else "",
            why=verdict.why,
            resembles=verdict.resembles,
            payment=None,
        )
        for verdict in judge(exchange, account)
    ]


def _booked(exchange: Exchange, account: str, statement: Statement) -> list[StatementRow]:
    kept = BookedDocument.objects.filter(statement=statement).select_related(
        "payment__invoice", "payment__resembles"
    )
    return [_row(exchange.documents[one.place], one, account) for one in kept]


def _row(document: PaymentDocument, one: BookedDocument, account: str) -> StatementRow:
    goes = account in document.payer.accounts
    payment = one.payment
    return StatementRow(
        document=document,
        other=document.payee if goes else document.payer,
        kopecks=-document.kopecks if goes else document.kopecks,
        outcome=Allocation[one.outcome],
        invoice=payment.invoice.number if payment and payment.invoice else "",
        why=one.why,
        resembles=payment.resembles if payment else None,
        payment=payment,
    )
