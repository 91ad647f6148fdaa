"""The queue of applications: in what order, found by what, page by page."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kabinet.accounts.models import User
from kabinet.applications.asked.questions.request import REASONS
from kabinet.applications.content.search import number_in, search
from kabinet.applications.models import Application, Applications
from kabinet.core.values import spaced
from kabinet.correspondence.models import Message
from kabinet.office.paging import Place, counts_of
from kabinet.office.paging import page_of as page_by_place
from kabinet.office.people import People, name_in
from kabinet.office.queue.choice import BY_TERM, TABS, Choice
from kabinet.office.terms import Term, term_of

FOUND = "found"
_KINDS = {
    **dict(REASONS),
    "": "Временное присоединение",
    "ИС": "Изменение схемы",
    "ПМ": "Перераспределение мощности",
    "МГ": "Микрогенерация",
}
"""The kinds of connection, short enough for a column."""


class Row(NamedTuple):
    """An application as the queue shows it; `unread` when no specialist has read what the applicant wrote."""

    application: Application
    kind: str
    power: str
    term: Term | None
    specialist: str
    unread: bool


class QueuePage(NamedTuple):
    """One page of the queue, and the place behind which the next one begins (None when this is the last)."""

    rows: list[Row]
    next_place: Place | None


def page_of(found: Applications, choice: Choice, *, people: People, today: date) -> QueuePage:
    """A page of what `searched` has found, by the term, then by the moment of submission. Two queries."""
    page = page_by_place(
        found.defer("answers"),
        rank=BY_TERM[0],
        moment=BY_TERM[1],
        after=choice.after,
        backwards=choice.newest_first,
    )
    threads = [row.thread_id for row in page.rows if row.thread_id]
    unread = Message.objects.unread_counts(threads, reader_is_operator=True) if threads else {}
    rows = [
        Row(
            application=row,
            kind=kind_of(row),
            power=power_of(row),
            term=term_of(row.due_on, today=today),
            specialist=name_in(people, row.specialist_id),
            unread=row.thread_id in unread,
        )
        for row in page.rows
    ]
    return QueuePage(rows, page.next_place)


def searched(choice: Choice, *, who: User, today: date) -> Applications:
    """Every application of the choice; a number that exists is the only one, whatever else is chosen."""
    number = number_in(choice.search)
    if number is not None:
        exact = Application.objects.queued().filter(sequence=number)
        if exact.exists():
            return exact
    found = choice.filtered(who=who, today=today)
    return search(found, choice.search) if choice.search else found


def counts(found: Applications, choice: Choice, *, who: User, today: date) -> dict[str, str]:
    """How many stand in each tab, by its slug, and how many the filters let through (FOUND). One query.

    What was searched for is not counted: that would find all of it, not only the first page.
    """
    lists = {
        tab.slug: tab.shows(Application.objects.queued(), who, today).order_by(*tab.counted) for tab in TABS
    }
    if choice.is_filtered and not choice.search:
        lists[FOUND] = found.order_by(*choice.counted)
    return counts_of(lists)


def kind_of(application: Application) -> str:
    """The kind of connection, in a word or two."""
    return _KINDS.get(application.reason, "")


def power_of(application: Application) -> str:
    """The whole power with its unit."""
    power: Decimal | None = application.total_power
    return "" if power is None else f"{spaced(power)}\N{NO-BREAK SPACE}кВт"
