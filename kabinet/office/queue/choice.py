"""What of a queue is asked for: a tab, filters, a search, a place.

All of it lives in the address, so a page can be bookmarked and sent to a colleague.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from uuid import UUID

from django.utils import timezone

from kabinet.cases.models import CaseQuerySet
from kabinet.core.values import storable
from kabinet.office.paging import LONGEST_SEARCH, QueuePlace, date_in, query_of
from kabinet.office.queue.declaration import CaseQueue, QueueTab


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueChoice[Q: CaseQuerySet[Any]]:
    """What is asked for; an empty filter lets everything through.

    `chosen`: the filters that are set, by their names. `since` and `until`: days of arrival.
    """

    queue: CaseQueue[Q]
    tab: QueueTab[Q]
    search: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    after: QueuePlace | None = None

    @classmethod
    def read(cls, queue: CaseQueue[Q], query: Mapping[str, Any]) -> Self:
        """Read the choice from the query of an address; what cannot be read is passed over."""
        search = " ".join(storable(str(query.get("q", ""))).split())[:LONGEST_SEARCH]
        values = {one.name: one.read(str(query.get(one.name, ""))) for one in queue.filters}
        chosen = {name: value for name, value in values.items() if value}
        days = {name: date_in(query, name) for name in ("since", "until")}
        filtered_by = {*chosen, *(name for name, day in days.items() if day)}
        tabs = {tab.slug: tab for tab in queue.tabs}
        usual = tabs[queue.usual_tab(search=search, filtered_by=filtered_by)]
        return cls(
            queue=queue,
            tab=tabs.get(str(query.get("state", "")), usual),
            search=search,
            chosen=chosen,
            after=QueuePlace.read(str(query.get("after", ""))),
            **days,
        )

    def query(self, **changed: Any) -> str:
        """The query of the address of this choice with something changed; without `after`, from the start."""
        choice = replace(self, **{"after": None, **changed})
        return query_of(
            state=choice.tab.slug,
            q=choice.search,
            **{one.name: choice.chosen.get(one.name) for one in self.queue.filters},
            since=choice.since,
            until=choice.until,
            after=choice.after,
        )

    @property
    def here(self) -> str:
        """The query of just this, with its place."""
        return self.query(after=self.after)

    @property
    def without_since(self) -> str:
        """The address of the same, from whatever day."""
        return self.query(since=None)

    @property
    def without_until(self) -> str:
        """The address of the same, to whatever day."""
        return self.query(until=None)

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.chosen or self.since or self.until)

    @property
    def search_is_short(self) -> bool:
        """Whether the search is too short to be looked for."""
        return bool(self.search) and not self.queue.is_searchable(self.search)

    @property
    def newest_first(self) -> bool:
        """Whether the queue is read from its end."""
        return self.queue.newest_first(self.chosen)

    def found(self, *, whose: Collection[UUID], today: date) -> Q:
        """Every case of the choice; one that is named exactly is the only one, whatever else is chosen.

        `whose`: by their keys, whose work is one's own (accounts.standing_in.works_for).
        """
        exact = self.queue.named_exactly(self.search) if self.search else None
        if exact is not None:
            return exact
        found = self._filtered(whose, today)
        if self.search_is_short:
            return found.none()
        return self.queue.find(found, self.search) if self.search else found

    def _filtered(self, whose: Collection[UUID], today: date) -> Q:
        found = self.tab.shows(self.queue.cases(), whose, today)
        for one in self.queue.filters:
            if value := self.chosen.get(one.name):
                found = one.narrow(found, value)
        # The moments of an edge day belong to it: a day begins at midnight of the portal's time zone.
        if self.since:
            found = found.filter(**{f"{self.queue.moment}__gte": _midnight(self.since)})
        if self.until:
            found = found.filter(**{f"{self.queue.moment}__lt": _midnight(self.until + timedelta(days=1))})
        return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
