"""The register of payments: all of a period, matched and not, with their sums, and as a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import IO, Any, Final, NamedTuple, Self

from django.db.models import Count, F, Q, Sum, TextChoices
from django.db.models.fields.tuple_lookups import TupleLessThan

from kabinet.billing.models import Payment, Payments
from kabinet.billing.suggestions import Suggestion, suggest
from kabinet.core.errors import DomainError
from kabinet.core.values import spaced, storable
from kabinet.office.money.payments import PAGE_SIZE, PlaceByDay, read_place
from kabinet.office.paging import LONGEST_SEARCH, date_in, has_text, query_of
from kabinet.office.sheets import Column, sheet_of

MOST_ROWS: Final = 100_000
_PAGE: Final = 2_000
_COLUMNS: Final = (
    Column("День платежа", 13),
    Column("Сумма, ₽", 16),
    Column("Плательщик", 40),
    Column("ИНН", 14),
    Column("Номер документа", 18),
    Column("Назначение платежа", 60),
    Column("Разбор", 18),
    Column("Счёт", 18),
    Column("Заявка", 26),
    Column("Почему отложен", 40),
    Column("Откуда", 12),
)


class Sorted(TextChoices):
    """What became of a payment, as the register tells it."""

    MATCHED = "matched", "Разнесены"
    WAITS = "waits", "Не разобраны"
    ASIDE = "aside", "Отложены"


_WHICH: Final[Mapping[str, Q]] = {
    Sorted.MATCHED: ~Q(invoice=None),
    Sorted.WAITS: Q(invoice=None, set_aside=""),
    Sorted.ASIDE: Q(invoice=None) & ~Q(set_aside=""),
}


class RegisterTooLong(DomainError):
    """There are more payments than one file takes."""

    def __init__(self) -> None:
        super().__init__(
            f"За этот период больше {spaced(MOST_ROWS)} платежей. Выберите период короче, скачайте по частям."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChoice:
    """What of the register is asked for: days of payment, both included, what became of it, words."""

    since: date
    until: date
    fate: str = ""
    search: str = ""
    after: PlaceByDay | None = None

    @classmethod
    def read(cls, query: Mapping[str, Any], *, today: date) -> Self:
        """Read the choice from the query of an address; without days, this month until today."""
        until = date_in(query, "until") or today
        since = date_in(query, "since") or until.replace(day=1)
        fate = str(query.get("fate", ""))
        return cls(
            since=min(since, until),
            until=max(since, until),
            fate=fate if fate in _WHICH else "",
            search=" ".join(storable(str(query.get("q", ""))).split())[:LONGEST_SEARCH],
            after=read_place(str(query.get("after", ""))),
        )

    def query(self, **changed: Any) -> str:
        """The query of the address of this choice with something changed; without `after`, from the start."""
        one = replace(self, **{"after": None, **changed})
        return query_of(since=one.since, until=one.until, fate=one.fate, q=one.search, after=one.after)

    def period(self) -> Payments:
        """Every payment of the days that the words fit."""
        found = Payment.objects.filter(paid_on__gte=self.since, paid_on__lte=self.until)
        if not self.search:
            return found
        words = has_text("payer", self.search) | has_text("purpose", self.search)
        exact = Q(document_number=self.search) | Q(payer_inn=self.search) | Q(invoice__number=self.search)
        return found.filter(words | exact)

    def found(self) -> Payments:
        """What is asked for."""
        return self.period().filter(_WHICH[self.fate]) if self.fate else self.period()


class Total(NamedTuple):
    """How many payments there are and their sum in kopecks."""

    number: int
    kopecks: int


def totals(choice: RegisterChoice) -> dict[str, Total]:
    """The totals of the period by what became of the payments, and of all («»). One query."""
    asked: dict[str, Any] = {}
    for name, which in {"": Q(), **_WHICH}.items():
        asked[f"count_{name}"] = Count("pk", filter=which)
        asked[f"sum_{name}"] = Sum("kopecks", filter=which)
    told = choice.period().aggregate(**asked)
    return {name: Total(told[f"count_{name}"], told[f"sum_{name}"] or 0) for name in ("", *_WHICH)}


class RegisterRow(NamedTuple):
    """A payment of the register, with the likeliest invoice of one that waits."""

    payment: Payment
    suggestion: Suggestion | None


def register_page(choice: RegisterChoice) -> tuple[list[RegisterRow], PlaceByDay | None]:
    """A page of the register, the latest first, and the place behind which the next one begins."""
    payments, place = _page(choice.found(), choice.after, PAGE_SIZE)
    waiting = [one for one in payments if one.invoice_id is None and not one.set_aside]
    suggestions = suggest(waiting)
    rows = [RegisterRow(one, next(iter(suggestions.get(one, ())), None)) for one in payments]
    return rows, place


def export_register(choice: RegisterChoice) -> tuple[IO[bytes], int]:
    """The register as an XLSX file with the number of its rows. Raises RegisterTooLong."""
    if choice.found().order_by().values("pk")[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise RegisterTooLong
    return sheet_of("Платежи", _COLUMNS, map(_cells, _every(choice.found())), frozen=2)


def _every(found: Payments) -> Iterator[Payment]:
    place = None
    while True:
        payments, place = _page(found, place, _PAGE)
        yield from payments
        if place is None:
            return


def _page(found: Payments, after: PlaceByDay | None, size: int) -> tuple[list[Payment], PlaceByDay | None]:
    if after:
        found = found.filter(TupleLessThan((F("paid_on"), F("pk")), after))
    ordered = found.select_related("invoice__application").order_by("-paid_on", "-pk")
    listed = list(ordered[: size + 1])
    shown = listed[:size]
    return shown, PlaceByDay(shown[-1].paid_on, shown[-1].pk) if len(listed) > size else None


def _cells(payment: Payment) -> tuple[Any, ...]:
    invoice = payment.invoice
    return (
        payment.paid_on,
        payment.kopecks / 100,
        payment.payer,
        payment.payer_inn,
        payment.document_number,
        payment.purpose,
        "разнесён" if invoice else "отложен" if payment.set_aside else "не разобран",
        invoice.number if invoice else "",
        invoice.application.number if invoice else "",
        payment.set_aside,
        "вручную" if payment.by_hand else "выписка",
    )
