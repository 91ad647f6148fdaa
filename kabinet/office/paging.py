"""What every queue of the office does: pages by place, counts that stop, a name looked for, an address made.

A queue is ordered by a term, then by the moment of arrival, then by the key. It is never paged by OFFSET and
never counted to the end: the page behind a place begins there by an index, whatever stands before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from kabinet.core.ids import read_id

PAGE_SIZE = 50
COUNTED = 999
"""The greatest number that a count tells; beyond it stands «999+»."""
SHORTEST_SEARCH = 2
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A place in a queue: behind the row with these values; `rank` is its term, or far ahead without one."""

    rank: date
    moment: datetime
    pk: UUID

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a place from an address; None when it is not one."""
        try:
            rank, moment, pk = text.split("_")
            place = cls(date.fromisoformat(rank), datetime.fromisoformat(moment), UUID(pk))
        except ValueError:
            return None
        return place if place.moment.tzinfo else None

    def __str__(self) -> str:
        """The place as it stands in an address."""
        return f"{self.rank.isoformat()}_{self.moment.isoformat()}_{self.pk}"


class PageOfRows[R: Model](NamedTuple):
    """The rows of one page, and the place behind which the next one begins (None when this is the last)."""

    rows: list[R]
    next_place: QueuePlace | None


def page_of[R: Model](
    found: QuerySet[R],
    *,
    rank: str,
    moment: str,
    after: QueuePlace | None,
    size: int = PAGE_SIZE,
    backwards: bool = False,
) -> PageOfRows[R]:
    """One page of a queue, in one query; `rank` and `moment` name a date and a datetime, never empty.

    `backwards`: the latest term and the latest moment first.
    """
    order = (rank, moment, "pk")
    if after:
        # Compared as a row: «rank > x OR (rank = x AND …)» would read everything before the place.
        behind = TupleLessThan if backwards else TupleGreaterThan
        found = found.filter(behind(tuple(map(F, order)), (after.rank, after.moment, after.pk)))
    ordered = found.order_by(*(f"-{name}" if backwards else name for name in order))
    listed = list(ordered[: size + 1])
    if len(listed) <= size:
        return PageOfRows(listed, None)
    last = listed[size - 1]
    return PageOfRows(listed[:size], QueuePlace(getattr(last, rank), getattr(last, moment), last.pk))


def count_of(found: QuerySet[Any]) -> str:
    """How many rows there are, as a tab says it: empty for none, «999+» for more than COUNTED."""
    return _told(found.order_by().values("pk")[: COUNTED + 1].count())


def counts_of(found: Mapping[str, QuerySet[Any]]) -> dict[str, str]:
    """The same of several lists by their names, asked of the database at once.

    Give them in the order of their index, or the database may choose to read the table for them.
    """
    questions: list[tuple[str, str]] = []
    values: list[Any] = []
    numbers = dict.fromkeys(found, 0)
    for name, rows in found.items():
        try:
            sql, params = rows.values("pk")[: COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        questions.append((name, f"(SELECT COUNT(*) FROM ({sql}) AS counted)"))  # noqa: S608 - Django's own SQL
        values += params
    if questions:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(question for _, question in questions), values)
            numbers |= zip((name for name, _ in questions), cursor.fetchone(), strict=True)
    return {name: _told(number) for name, number in numbers.items()}


def _told(number: int) -> str:
    if number > COUNTED:
        return f"{COUNTED}+"
    return str(number) if number else ""


def has_text(field: str, text: str) -> Q:
    """Rows whose `field` has the text in it, whatever the case of its letters."""
    # SQLite folds the case of Latin letters only: the usual spellings are looked for one by one.
    wanted = Q()
    for spelling in sorted({text, text.lower(), text.upper(), text.capitalize(), text.title()}):
        wanted |= Q(**{f"{field}__icontains": spelling})
    return wanted


def query_of(**parts: object) -> str:
    """The query of an address: the parts that are not empty, «?state=new&q=…»."""
    return "?" + urlencode({name: str(value) for name, value in parts.items() if value})


def date_in(query: Mapping[str, Any], name: str) -> date | None:
    """A date of an address («2026-11-25», as a browser's date field sends it); None when it is not one."""
    try:
        return date.fromisoformat(str(query.get(name, "")))
    except ValueError:
        return None


def id_in(query: Mapping[str, Any], name: str) -> UUID | None:
    """An identifier of an address; None when it is not one."""
    return read_id(query.get(name))
