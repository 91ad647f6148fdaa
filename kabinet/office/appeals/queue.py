"""The queue of appeals: which of them, in what order, found by what, page by page.

Everything that chooses lives in the address, so a page can be bookmarked and sent to a colleague.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.appeals.models import Appeal, Appeals, Topic
from kabinet.appeals.states import State
from kabinet.applicants.models import ApplicantKind
from kabinet.core.values import storable
from kabinet.correspondence.models import Thread
from kabinet.office.paging import (
    LONGEST_SEARCH,
    SHORTEST_SEARCH,
    Place,
    counts_of,
    date_in,
    has_text,
    id_in,
    page_of,
    query_of,
)
from kabinet.office.terms import Term, term_of

type Narrow = Callable[[Appeals, User, date], Appeals]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the queue: its name in the address, its title, what it shows to whom on which day."""

    slug: str
    title: str
    shows: Narrow


TABS = (
    Tab("new", "Новые", lambda found, _who, _today: found.filter(state=State.SENT)),
    Tab("mine", "Мои", lambda found, who, _today: found.open().filter(specialist=who)),
    Tab("waiting", "Ждут заявителя", lambda found, _who, _today: found.filter(state=State.CLARIFYING)),
    Tab("late", "Просрочены", lambda found, _who, today: found.overdue(today)),
    Tab("all", "Все", lambda found, _who, _today: found),
)
_BY_SLUG = {tab.slug: tab for tab in TABS}
NEW, ALL = TABS[0], TABS[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of the queue is asked for; an empty filter lets everything through.

    A search or a filter looks everywhere unless a tab is named too. `since` and `until`: days of sending.
    """

    tab: Tab
    search: str = ""
    topic: str = ""
    applicant: str = ""
    specialist: UUID | None = None
    since: date | None = None
    until: date | None = None
    after: Place | None = None

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        """Read the choice from the query of an address; what cannot be read is passed over."""
        topic, applicant = str(query.get("topic", "")), str(query.get("applicant", ""))
        choice = cls(
            tab=NEW,
            search=" ".join(storable(str(query.get("q", ""))).split())[:LONGEST_SEARCH],
            topic=topic if topic.isdecimal() and len(topic) == 2 else "",
            applicant=applicant if applicant in ApplicantKind.values else "",
            specialist=id_in(query, "specialist"),
            since=date_in(query, "since"),
            until=date_in(query, "until"),
            after=Place.read(str(query.get("after", ""))),
        )
        usual = ALL if choice.search or choice.is_filtered else NEW
        return replace(choice, tab=_BY_SLUG.get(str(query.get("state", "")), usual))

    def query(self, *, tab: Tab | None = None, after: Place | None = None) -> str:
        """The query of the address of this choice, of another tab of it, or of its next page."""
        return query_of(
            state=(tab or self.tab).slug,
            q=self.search,
            topic=self.topic,
            applicant=self.applicant,
            specialist=self.specialist,
            since=self.since,
            until=self.until,
            after=after,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set."""
        return any((self.topic, self.applicant, self.specialist, self.since, self.until))

    @property
    def search_is_short(self) -> bool:
        """Whether the search is too short to be looked for."""
        return 0 < len(self.search) < SHORTEST_SEARCH and not self.search.isdecimal()


class Row(NamedTuple):
    """An appeal as the queue shows it; `unread` when no specialist has read what the author wrote."""

    appeal: Appeal
    term: Term | None
    unread: bool


class Page(NamedTuple):
    """One page of the queue, and the place behind which the next one begins (None when this is the last)."""

    rows: list[Row]
    next_place: Place | None


def rows_of(choice: Choice, *, viewer: User, today: date) -> Page:
    """The appeals of the choice by their term, then by the moment of sending. Two queries."""
    if choice.search_is_short:
        return Page([], None)
    found = (
        choice.tab.shows(Appeal.objects.all(), viewer, today)
        .filter(_chosen(choice))
        .select_related("topic", "specialist")
    )
    page = page_of(found, rank="due_rank", moment="sent_at", after=choice.after)
    threads = [one.thread_id for one in page.rows]
    unread = set(Thread.objects.filter(pk__in=threads, unread_by_operator=True).values_list("pk", flat=True))
    rows = [Row(one, term_of(one.due_on, today=today), one.thread_id in unread) for one in page.rows]
    return Page(rows, page.next_place)


def _chosen(choice: Choice) -> Q:
    wanted = Q()
    if choice.search:
        wanted &= Q(number__startswith=choice.search)
        if not choice.search.isdecimal():
            wanted |= has_text("applicant_name", choice.search)
    if choice.topic:
        wanted &= Q(topic__code=choice.topic)
    if choice.applicant:
        wanted &= Q(applicant_kind=choice.applicant)
    if choice.specialist:
        wanted &= Q(specialist=choice.specialist)
    if choice.since:
        wanted &= Q(sent_at__gte=_midnight(choice.since))
    if choice.until:
        wanted &= Q(sent_at__lt=_midnight(choice.until + timedelta(days=1)))
    return wanted


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def counts(*, viewer: User, today: date) -> dict[str, str]:
    """How many appeals stand in each tab but «Все», by its slug."""
    shown = {tab.slug: tab.shows(Appeal.objects.all(), viewer, today) for tab in TABS if tab is not ALL}
    return counts_of({slug: rows.order_by("due_rank", "sent_at", "pk") for slug, rows in shown.items()})


def filters_of(choice: Choice) -> list[dict[str, Any]]:
    """The filters that are chosen from a list, for office/queue_search.html. Two queries."""
    topics = [(one.code, f"{one.code} {one.title}") for one in Topic.objects.order_by("order", "code")]
    workers = [(str(one.pk), one.name or one.email) for one in people_of_appeals()]
    lists = (
        ("topic", "Тема", "Любая", topics, choice.topic),
        ("specialist", "Специалист", "Любой", workers, str(choice.specialist)),
        ("applicant", "Заявитель", "Любой", ApplicantKind.choices, choice.applicant),
    )
    return [
        {"name": name, "label": label, "any": everything, "options": options, "chosen": chosen}
        for name, label, everything, options, chosen in lists
    ]


def people_of_appeals() -> QuerySet[User]:
    """Those who work on appeals, by name."""
    working = Q(role=Role.SPECIALIST, handles_appeals=True) | Q(role=Role.HEAD)
    return User.objects.filter(working, is_active=True).order_by("name", "email")
