"""What a kind of case says of its queue; all the rest is alike for every kind."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import TextChoices

from kabinet.accounts.duties import Duty
from kabinet.cases.models import CaseQuerySet
from kabinet.office.people import People
from kabinet.office.terms import Term, term_of

type Pairs = Iterable[tuple[str, str]]
"""Values with the words that people read for them."""


@dataclass(frozen=True, slots=True)
class QueueTab[Q: CaseQuerySet[Any]]:
    """One tab of a queue: its name in the address, its title, what it shows of whose work on which day.

    `counted`: the order of the index that alone knows what the tab shows; its rows are counted in it. Without
    one it is the queue's own order; empty, nothing is counted. `alarming`: it had better be empty.
    """

    slug: str
    title: str
    shows: Callable[[Q, Collection[UUID], date], Q]
    counted: tuple[str, ...] | None = None
    alarming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter[Q: CaseQuerySet[Any]]:
    """One list to choose from: its name in the address, its label, what stands for «everything».

    `read` gives the value that an address holds, or nothing when it is none; `narrow`, the cases with it.
    """

    name: str
    label: str
    everything: str
    options: Callable[[People], Pairs]
    read: Callable[[str], str]
    narrow: Callable[[Q, str], Q]


class WhoseTurn(TextChoices):
    """Whose turn it is in a case, as the office says it."""

    OURS = "ours", "наш"
    THEIRS = "theirs", "заявителя"


class CaseQueue[Q: CaseQuerySet[Any]](ABC):
    """The queue of a kind of case: by the term, then by the moment of arrival, then by the key.

    The last of `tabs` is that of all. `moment`: the column of the arrival. `address`: the name of its page.
    `page`: its template, with the rows as the part «rows».
    """

    duty: ClassVar[Duty]
    address: ClassVar[str]
    page: ClassVar[str]
    moment: ClassVar[str]
    tabs: tuple[QueueTab[Q], ...]
    filters: tuple[QueueFilter[Q], ...]

    @abstractmethod
    def cases(self) -> Q:
        """Every case that stands in the queue."""

    @abstractmethod
    def usual_tab(self, *, search: str, filtered_by: Collection[str]) -> str:
        """The tab in which is looked when none is named; the filters by their names."""

    @abstractmethod
    def is_searchable(self, text: str) -> bool:
        """Whether the text is enough to look for."""

    @abstractmethod
    def find(self, found: Q, text: str) -> Q:
        """Those of `found` that a text, long enough, is about."""

    def named_exactly(self, text: str) -> Q | None:  # noqa: ARG002 - for kinds that know such numbers
        """The case that a number names, which is shown whatever else is chosen; None when it names none."""
        return None

    def for_page(self, found: Q) -> Q:
        """With what a page of rows needs of each."""
        return found

    def newest_first(self, chosen: Mapping[str, str]) -> bool:  # noqa: ARG002 - for kinds that turn it round
        """Whether the last ones matter most to who chose this."""
        return False

    def found_counted(self, tab: QueueTab[Q], chosen: Mapping[str, str]) -> tuple[str, ...]:  # noqa: ARG002
        """The order in which what the filters let through is counted, as that of a tab."""
        return ()

    def words_of(self, case: Any) -> Mapping[str, str]:  # noqa: ARG002 - for kinds whose rows say more
        """What a row says besides, ready to be read."""
        return {}

    @abstractmethod
    def turn_of(self, case: Any) -> WhoseTurn | None:
        """Who acts next; None when nobody does any more."""

    def term_of(self, case: Any, today: date) -> Term | None:
        """The term as a row shows it."""
        return term_of(case.due_on, today=today)

    @property
    def order(self) -> tuple[str, ...]:
        """By what the queue is ordered."""
        return ("due_rank", self.moment, "pk")
