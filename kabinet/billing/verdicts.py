"""What becomes of each document of a bank statement: decided here, written by kabinet.billing.statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from kabinet.billing.exchange import Exchange, PaymentDocument, identities, plain_number
from kabinet.billing.models import Invoice, Payment
from kabinet.core.numbers import invoice_numbers_in

SAME_PAYMENT = timedelta(days=5)
"""How far the day that a person wrote down may be from the bank's for one payment."""


class Allocation(StrEnum):
    """What becomes of a document, as people read it."""

    MATCHED = "отнесён к счёту"
    CONFIRMS = "подтверждает записанный вручную"
    UNMATCHED = "ждёт разбора"
    KNOWN = "загружен раньше"
    FOREIGN = "не по счетам, пропущен"


@dataclass(frozen=True, slots=True)
class DocumentVerdict:
    """A document, its identity and what becomes of it.

    `kopecks` is below zero for money that went out. `recorded` is a payment by hand that the document
    confirms, or one with the former identity; `resembles` a loaded one that may be the same money; `why`
    says what a person is asked.
    """

    document: PaymentDocument
    identity: str
    outcome: Allocation
    kopecks: int
    invoice: Invoice | None = None
    recorded: Payment | None = None
    resembles: Payment | None = None
    why: str = ""


@dataclass(slots=True)
class _Known:
    """What the database holds about the payments of a file, read at once; `taken`: confirmed by this file."""

    identities: frozenset[str | None]
    former: dict[str | None, Payment]
    invoices: dict[str, Invoice]
    payers: frozenset[str]
    loaded: list[Payment]
    by_hand: list[Payment]
    taken: set[UUID] = field(default_factory=set)


type Listed = tuple[PaymentDocument, str, str]
"""A document with its identity and its former one (kabinet.billing.exchange.identities)."""


def invoices_named(documents: Iterable[PaymentDocument]) -> dict[str, Invoice]:
    """The invoices that the purposes of documents name, by their numbers."""
    numbers = {number for item in documents for number in invoice_numbers_in(item.purpose)}
    found = Invoice.objects.filter(number__in=numbers).select_related("application")
    return {invoice.number: invoice for invoice in found}


def judge(exchange: Exchange, account: str) -> Iterator[DocumentVerdict]:
    """Decide about each document of a file for the operator's `account`; nothing is written."""
    listed = list(identities(exchange.documents))
    yield from judge_some(listed, account, among=frozenset(identity for _, identity, _ in listed))


def judge_some(listed: Sequence[Listed], account: str, *, among: frozenset[str]) -> Iterator[DocumentVerdict]:
    """Decide about some documents of a file with the identities `among`: these are no doubles."""
    known = _known(listed, among)
    for document, identity, former in listed:
        yield _judged(document, identity, former, account, known)


def _known(listed: Sequence[Listed], among: frozenset[str]) -> _Known:
    present = {identity for _, identity, _ in listed}
    sums = {document.kopecks for document, _, _ in listed}
    invoices = invoices_named(document for document, _, _ in listed)
    payees = {document.payee.inn for document, _, _ in listed if document.payee.inn}
    payments = Payment.objects.all()
    return _Known(
        identities=frozenset(payments.filter(identity__in=present).values_list("identity", flat=True)),
        former={
            payment.identity: payment
            for payment in payments.filter(identity__in={former for _, _, former in listed})
        },
        invoices=invoices,
        payers=frozenset(
            payments.filter(payer_inn__in=payees).exclude(invoice=None).values_list("payer_inn", flat=True)
        ),
        loaded=[
            payment
            for payment in payments.filter(
                paid_on__in={document.moved_on for document, _, _ in listed},
                kopecks__in=sums | {-kopecks for kopecks in sums},
            ).exclude(identity=None)
            if payment.identity not in among
        ],
        by_hand=list(
            payments.filter(
                identity=None,
                invoice__application__in={invoice.application_id for invoice in invoices.values()},
            ).select_related("invoice")
        ),
    )


def _judged(
    document: PaymentDocument, identity: str, former: str, account: str, known: _Known
) -> DocumentVerdict:
    goes = account in document.payer.accounts
    is_untold = not (goes or document.payee.accounts)  # whose account: perhaps the operator's
    comes = is_untold or account in document.payee.accounts
    kopecks = document.kopecks if comes else -document.kopecks
    if identity in known.identities:
        return DocumentVerdict(document, identity, Allocation.KNOWN, kopecks)
    earlier = known.former.get(former)
    if earlier is not None and earlier.paid_on == document.moved_on:
        return DocumentVerdict(document, identity, Allocation.KNOWN, kopecks, recorded=earlier)
    invoice = _invoice_of(document, known)
    returns = invoice is not None or (
        "возврат" in document.purpose.casefold() and document.payee.inn in known.payers
    )
    if comes == goes or (goes and not returns):
        return DocumentVerdict(document, identity, Allocation.FOREIGN, kopecks)
    alike = _loaded_alike(document, kopecks, comes=comes, known=known)
    if alike is not None:
        why = "похож на платёж, загруженный раньше: тот же день и сумма, но банк написал их по-разному"
        return DocumentVerdict(document, identity, Allocation.UNMATCHED, kopecks, resembles=alike, why=why)
    if is_untold or invoice is None:
        why = "банк не написал счёт получателя" if is_untold else _why_no_invoice(document, known)
        return DocumentVerdict(document, identity, Allocation.UNMATCHED, kopecks, why=why)
    return _against_by_hand(document, identity, kopecks, invoice, known)


def _against_by_hand(
    document: PaymentDocument, identity: str, kopecks: int, invoice: Invoice, known: _Known
) -> DocumentVerdict:
    recorded = [
        payment
        for payment in known.by_hand
        if payment.pk not in known.taken
        and payment.invoice is not None
        and payment.invoice.application_id == invoice.application_id
        and payment.kopecks == kopecks
        and abs(payment.paid_on - document.moved_on) <= SAME_PAYMENT
    ]
    number = plain_number(document.number)
    same = next((item for item in recorded if plain_number(item.document_number) == number), None)
    if same is not None:
        known.taken.add(same.pk)
        return DocumentVerdict(
            document, identity, Allocation.CONFIRMS, kopecks, invoice=invoice, recorded=same
        )
    if recorded:
        # A payment like one that a person wrote down may be that one: a person tells.
        why = "такой же платёж уже записан вручную с другим номером документа"
        return DocumentVerdict(document, identity, Allocation.UNMATCHED, kopecks, why=why)
    return DocumentVerdict(document, identity, Allocation.MATCHED, kopecks, invoice=invoice)


def _invoice_of(document: PaymentDocument, known: _Known) -> Invoice | None:
    """The invoice that the purpose names; None when it names none, an unknown one or several."""
    named = [known.invoices.get(number) for number in sorted(invoice_numbers_in(document.purpose))]
    owners = {invoice.application_id if invoice else None for invoice in named}
    return named[-1] if len(owners) == 1 else None


def _why_no_invoice(document: PaymentDocument, known: _Known) -> str:
    """Why the purpose means no invoice: it names none, one that is not there, or those of several payers."""
    named = sorted(invoice_numbers_in(document.purpose), key=_in_order)
    absent = [number for number in named if number not in known.invoices]
    if not named:
        return "в назначении нет номера счёта"
    if len(named) == 1:
        return f"счёта {_numbers(named)} нет"
    if len(absent) == len(named):
        return f"счетов {_numbers(named)} нет"
    why = f"в назначении несколько счетов: {_numbers(named)}"
    if absent:
        why += f"; {'счёта' if len(absent) == 1 else 'счетов'} {_numbers(absent)} нет"
    return why


def _in_order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("ТП-"))


def _numbers(numbers: Sequence[str]) -> str:
    return ", ".join(f"№\u00a0{number}" for number in numbers)


def _loaded_alike(document: PaymentDocument, kopecks: int, *, comes: bool, known: _Known) -> Payment | None:
    """A payment of another file that may be this one: its day and sum, and its number or its payer."""
    other = document.payer if comes else document.payee
    number = plain_number(document.number)
    for payment in known.loaded:
        if payment.paid_on != document.moved_on or payment.kopecks != kopecks:
            continue
        same_number = plain_number(payment.document_number) == number
        same_payer = (other.account and other.account == payment.payer_account) or (
            other.inn and other.inn == payment.payer_inn
        )
        if same_number or (same_payer and not (number and plain_number(payment.document_number))):
            return payment
    return None
