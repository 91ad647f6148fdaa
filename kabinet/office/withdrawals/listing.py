"""Withdrawals of consents as the office lists them: what waits by its last day, what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db.models import QuerySet

from kabinet.appeals.models import Appeal
from kabinet.applicants.models import Withdrawal
from kabinet.applicants.purposes import PROCESSING
from kabinet.applicants.withdrawals import CONSEQUENCES
from kabinet.applications.models import Application
from kabinet.office.paging import QueuePlace, count_of, page_of, query_of
from kabinet.office.terms import Term, term_of
from kabinet.privacy.models import Destruction
from kabinet.ui.wording import ru_date

WAITING, EXECUTED = "waiting", "executed"


@dataclass(frozen=True, slots=True)
class WithdrawalChoice:
    """Which list is asked for, and behind which row it begins."""

    state: str
    after: QueuePlace | None

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> Self:
        """Read it from an address; what cannot be read is passed over."""
        state = EXECUTED if query.get("state") == EXECUTED else WAITING
        return cls(state, QueuePlace.read(str(query.get("after", ""))))


class WithdrawalRow(NamedTuple):
    """A withdrawal of the list; `term` is that of one which waits, `acts` who acts next on it."""

    withdrawal: Withdrawal
    title: str
    term: Term | None
    acts: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawalTab:
    """One of the two lists, as the tabs of a queue show it."""

    title: str
    query: str
    count: str
    current: bool
    alarming: bool = False


class WithdrawalsPage(NamedTuple):
    """The rows, and the query of the next page, «» for none."""

    rows: list[WithdrawalRow]
    more: str


def withdrawals_page(choice: WithdrawalChoice, *, today: date) -> WithdrawalsPage:
    """A page of the choice: what waits by its last day, what was done from the latest."""
    found, place = page_of(
        _lists()[choice.state].select_related("user", "executed_by"),
        rank="due_on",
        moment="at",
        after=choice.after,
        backwards=choice.state == EXECUTED,
    )
    more = query_of(state=choice.state, after=place) if place else ""
    acts = _who_acts(found)
    rows = [row_of(one, today=today)._replace(acts=acts.get(one.pk, "")) for one in found]
    return WithdrawalsPage(rows, more)


def _who_acts(found: Sequence[Withdrawal]) -> dict[UUID, str]:
    """Who acts next on each that waits: the specialist, or the portal, which destroys what it has."""
    users = {one.user_id for one in found if one.purpose == PROCESSING and one.executed_at is None}
    days = dict(Destruction.objects.planned().filter(user__in=users).values_list("user", "planned_on"))
    busy = set(Application.objects.submitted().open().filter(owner__in=users).values_list("owner", flat=True))
    busy |= set(Appeal.objects.open().filter(owner__in=users).values_list("owner", flat=True))

    def acts(one: Withdrawal) -> str:
        if one.purpose != PROCESSING:
            return "специалист"
        if one.user_id in busy:
            return "специалист: идут дела заявителя"
        day = days.get(one.user_id)
        return f"портал, {ru_date(day)}" if day else "портал назначит день"

    return {one.pk: acts(one) for one in found if one.executed_at is None}


def row_of(withdrawal: Withdrawal, *, today: date) -> WithdrawalRow:
    """A withdrawal in words."""
    waits = withdrawal.executed_at is None
    return WithdrawalRow(
        withdrawal,
        CONSEQUENCES[withdrawal.purpose].title,
        term_of(withdrawal.due_on, today=today) if waits else None,
    )


def tabs_of(choice: WithdrawalChoice) -> list[WithdrawalTab]:
    """The two lists; only what waits is counted."""
    waiting = count_of(_lists()[WAITING])
    return [
        WithdrawalTab("Ждут исполнения", query_of(state=WAITING), waiting, choice.state == WAITING),
        WithdrawalTab("Исполнены", query_of(state=EXECUTED), "", choice.state == EXECUTED),
    ]


def _lists() -> dict[str, QuerySet[Withdrawal]]:
    return {WAITING: Withdrawal.objects.waiting(), EXECUTED: Withdrawal.objects.executed()}
