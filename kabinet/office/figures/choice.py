"""Which figures are asked for: a period of whole months, a kind of connection, a band of power."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Q
from django.urls import reverse

from kabinet.applications.asked.questions.request import REASONS
from kabinet.law.applicability import Band
from kabinet.office.applications.queue import TEMPORARY
from kabinet.office.figures.recount import next_month
from kabinet.office.paging import query_of

MONTHS = 12
"""The months of a period when none is asked for."""
MOST_MONTHS = 36
"""The longest period: the last months of one that is longer."""
KINDS = (*REASONS, (TEMPORARY, "Временное присоединение"))
BANDS = tuple((band.value, f"{band.value}\N{NO-BREAK SPACE}кВт") for band in Band)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChoice:
    """From one month to another, by their first days; an empty filter lets everything through."""

    since: date
    until: date
    kind: str = ""
    band: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any], *, counted: Sequence[date], today: date) -> Self:
        """Read it from an address; what cannot be read is passed over. `counted`: the months there are."""
        newest = max(counted, default=today.replace(day=1))
        until = max(min(_month(query, "until") or newest, newest), min(counted, default=newest))
        since = min(_month(query, "since") or _earlier(until, MONTHS - 1), until)
        kind, band = str(query.get("kind", "")), str(query.get("band", ""))
        return cls(
            since=max(since, _earlier(until, MOST_MONTHS - 1), min(counted, default=until)),
            until=until,
            kind=kind if kind in dict(KINDS) else "",
            band=band if band in dict(BANDS) else "",
        )

    @property
    def is_filtered(self) -> bool:
        """Whether applications of some kind or band alone are counted."""
        return bool(self.kind or self.band)

    @property
    def months(self) -> list[date]:
        """The first days of the months, the last one first."""
        found = [self.since]
        while (after := next_month(found[-1])) <= self.until:
            found.append(after)
        return found[::-1]

    def query(self, **more: Any) -> str:
        """The query of the address of this choice."""
        parts = {"since": f"{self.since:%Y-%m}", "until": f"{self.until:%Y-%m}"}
        return query_of(**parts, kind=self.kind, band=self.band, **more)

    @property
    def lets_through(self) -> Q:
        """The figures of the applications that the filters let through; of all when there is none."""
        found = Q(pk__isnull=False)
        if self.kind:
            found &= Q(kind="" if self.kind == TEMPORARY else self.kind)
        return found & Q(band=self.band) if self.band else found

    def queue(self, **parts: Any) -> str:
        """The address of the queue with the same filters and what is given."""
        return reverse("office_queue") + query_of(**parts, kind=self.kind, band=self.band)

    def came_in(self, first: date, last: date) -> dict[str, date]:
        """The filters by arrival of the queues: from one month to another, both of them whole."""
        return {"since": first, "until": next_month(last) - timedelta(days=1)}


def _month(query: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(f"{query.get(name, '')}-01")
    except ValueError:
        return None


def _earlier(first: date, months: int) -> date:
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
