"""A queue as it is read: rows page by page, how many stand in each tab."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from kabinet.accounts.models import User
from kabinet.cases.models import Case, CaseQuerySet
from kabinet.correspondence.services import AwaitedAnswer, waiting
from kabinet.office.paging import PAGE_SIZE, QueuePlace, counts_of, page_of
from kabinet.office.people import People, name_in
from kabinet.office.queue.choice import QueueChoice
from kabinet.office.queue.declaration import WhoseTurn
from kabinet.office.terms import Term

FOUND = "found"


class QueueRow(NamedTuple):
    """A case as the queue shows it; `waits` when what the applicant wrote has no answer yet.

    `stands_in`: it is one's own work only while its specialist is away. `words`: what its kind says besides.
    """

    case: Case
    term: Term | None
    specialist: str
    stands_in: bool
    waits: AwaitedAnswer | None
    words: Mapping[str, str]
    turn: WhoseTurn | None


class QueuePage(NamedTuple):
    """One page of a queue, and the place behind which the next one begins (None when this is the last)."""

    rows: list[QueueRow]
    next_place: QueuePlace | None


def page_of_queue[Q: CaseQuerySet[Any]](
    found: Q,
    choice: QueueChoice[Q],
    *,
    who: User,
    whose: Collection[UUID],
    people: People,
    today: date,
    size: int = PAGE_SIZE,
) -> QueuePage:
    """A page of what the choice has found, by the term, then by the moment of arrival. Two queries."""
    queue = choice.queue
    page = page_of(
        queue.for_page(found),
        rank="due_rank",
        moment=queue.moment,
        after=choice.after,
        size=size,
        backwards=choice.newest_first,
    )
    waits = waiting([row.thread_id for row in page.rows], reader=who)
    rows = [
        QueueRow(
            case=row,
            term=queue.term_of(row, today),
            specialist=name_in(people, row.specialist_id),
            stands_in=row.specialist_id != who.pk and row.specialist_id in whose,
            waits=waits.get(row.thread_id),
            words=queue.words_of(row),
            turn=queue.turn_of(row),
        )
        for row in page.rows
    ]
    return QueuePage(rows, page.next_place)


def counts[Q: CaseQuerySet[Any]](
    found: Q, choice: QueueChoice[Q], *, whose: Collection[UUID], today: date
) -> Mapping[str, str]:
    """How many stand in each tab, by its slug, and how many the filters let through (FOUND). One query.

    What was searched for is not counted: that would find all of it, not only the first page.
    """
    queue = choice.queue
    lists = {}
    for tab in queue.tabs:
        order = queue.order if tab.counted is None else tab.counted
        if order:
            lists[tab.slug] = tab.shows(queue.cases(), whose, today).order_by(*order)
    order = queue.found_counted(choice.tab, choice.chosen)
    if order and choice.is_filtered and not choice.search:
        lists[FOUND] = found.order_by(*order)
    return counts_of(lists)
