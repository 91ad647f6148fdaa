"""The queue of applications: which of them, in what order, found by what, page by page.

Everything that chooses lives in the address, so a page can be bookmarked and sent to a colleague.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Self, cast
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.db.models.functions import Coalesce

from kabinet.applications.models import Application
from kabinet.applications.states import State
from kabinet.core.values import spaced, storable
from kabinet.correspondence.models import Message
from kabinet.office.terms import Term, term_of

PAGE_SIZE = 50
SHORTEST_SEARCH = 2
LONGEST_SEARCH = 100
_NO_TERM = Value(date.max, output_field=DateField())
"""Where applications without a term stand: behind all that have one."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the queue: its name in the address, its title, and the states it shows (none means all)."""

    slug: str
    title: str
    states: tuple[State, ...]


TABS = (
    Tab("new", "Новые", (State.SUBMITTED,)),
    Tab("checking", "На проверке", (State.CHECKING,)),
    Tab("waiting", "Ожидают заявителя", (State.AWAITING_DOCUMENTS,)),
    Tab("accepted", "В работе", (State.ACCEPTED,)),
    Tab("all", "Все", ()),
)
_BY_SLUG = {tab.slug: tab for tab in TABS}
NEW, ALL = TABS[0], TABS[-1]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue: behind the application with these values; `rank` is its term or far ahead."""

    rank: date
    submitted_at: datetime
    pk: UUID

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a place from an address; None when it is not one."""
        try:
            rank, submitted_at, pk = text.split("_")
            place = cls(date.fromisoformat(rank), datetime.fromisoformat(submitted_at), UUID(pk))
        except ValueError:
            return None
        return place if place.submitted_at.tzinfo else None

    def __str__(self) -> str:
        """The place as it stands in an address."""
        return f"{self.rank.isoformat()}_{self.submitted_at.isoformat()}_{self.pk}"


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the queue is asked for. A search looks everywhere unless a tab is named too."""

    tab: Tab
    search: str
    after: Place | None

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        """Read the choice from the query of an address; what cannot be read is passed over."""
        search = " ".join(storable(str(query.get("q", ""))).split())[:LONGEST_SEARCH]
        tab = _BY_SLUG.get(str(query.get("state", "")), ALL if search else NEW)
        return cls(tab=tab, search=search, after=Place.read(str(query.get("after", ""))))

    def query(self, *, tab: Tab | None = None, after: Place | None = None) -> str:
        """The query of the address of this choice, of another tab of it, or of its next page."""
        parts = {"state": (tab or self.tab).slug, "q": self.search, "after": str(after) if after else ""}
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    @property
    def search_is_short(self) -> bool:
        """Whether the search is too short to be looked for."""
        return 0 < len(self.search) < SHORTEST_SEARCH and not self.search.isdecimal()


class Row(NamedTuple):
    """An application as the queue shows it; `unread` when no specialist has read what the applicant wrote."""

    application: Application
    power: str
    term: Term | None
    unread: bool


class Page(NamedTuple):
    """One page of the queue, and the place behind which the next one begins (None when this is the last)."""

    rows: list[Row]
    next_place: Place | None


def page_of(choice: Choice, *, today: date) -> Page:
    """The applications of the choice by their term, then by the moment of submission. One query."""
    if choice.search_is_short:
        return Page([], None)
    found = _searched(Application.objects.submitted(), choice.search)
    if choice.tab.states:
        found = found.filter(state__in=choice.tab.states)
    unread = Message.objects.filter(thread=OuterRef("thread"), from_operator=False, read_at=None)
    ranked = found.annotate(rank=Coalesce("due_on", _NO_TERM), has_unread=Exists(unread))
    if choice.after:
        # Compared as a row: «due > x OR (due = x AND …)» would read everything before the place.
        place = (choice.after.rank, choice.after.submitted_at, choice.after.pk)
        ranked = ranked.filter(TupleGreaterThan((F("rank"), F("submitted_at"), F("pk")), place))
    ordered = ranked.select_related("specialist").defer("answers").order_by("rank", "submitted_at", "pk")
    listed = list(ordered[: PAGE_SIZE + 1])
    rows = [
        Row(item, _kilowatts(item.total_power), term_of(item.due_on, today=today), item.has_unread)
        for item in listed[:PAGE_SIZE]
    ]
    if len(listed) <= PAGE_SIZE:
        return Page(rows, None)
    last = listed[PAGE_SIZE - 1]
    return Page(rows, Place(last.rank, cast("datetime", last.submitted_at), last.pk))


def waiting_counts(*, today: date) -> dict[str, Any]:
    """How many applications stand in each open state (by slug of the tab), and `late`: past their term."""
    open_states = [state for tab in TABS for state in tab.states]
    counts = {tab.slug: Count("pk", filter=Q(state__in=tab.states)) for tab in TABS if tab.states}
    late = Count("pk", filter=Q(due_on__lt=today))
    return Application.objects.submitted().filter(state__in=open_states).aggregate(**counts, late=late)


def _kilowatts(power: Decimal | None) -> str:
    return "" if power is None else f"{spaced(power)}\N{NO-BREAK SPACE}кВт"


def _searched(applications: QuerySet[Application], search: str) -> QuerySet[Application]:
    if not search:
        return applications
    if search.isdecimal():
        return applications.filter(Q(number__startswith=search) | Q(applicant_inn__startswith=search))
    wanted = Q(number__startswith=search) | Q(number__startswith=search.upper())
    # SQLite folds the case of Latin letters only: the usual spellings of a name are looked for one by one.
    for spelling in {search, search.lower(), search.upper(), search.capitalize(), search.title()}:
        wanted |= Q(applicant_name__icontains=spelling)
    return applications.filter(wanted)
