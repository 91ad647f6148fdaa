"""The terms of an application that run beside that of its state, and whether they were kept."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from kabinet.applications.models import Application
from kabinet.applications.rules.course import holds
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.side_terms import SIDE_TERMS, SideTerm
from kabinet.law.deadlines import Limit


class RunningSideTerm(NamedTuple):
    """A term that has begun; `done_on`: the day of what ended it, None while nothing has."""

    limit: Limit
    due_on: date
    done_on: date | None

    def missed(self, today: date) -> bool:
        """Whether its last day went by before what ends it."""
        return (self.done_on or today) > self.due_on


def side_terms(application: Application) -> list[RunningSideTerm]:
    """Those that have begun, the first to end first."""
    happened = [*_happened(application)]
    days = dict(happened)
    found = []
    for term in SIDE_TERMS:
        if not holds(term.when, application.course) or not _applies(term, days):
            continue
        for what, on in happened:
            if what in term.begun_by:
                # What a term is about may have come before the term began.
                ends = [
                    later
                    for other, later in happened
                    if other in term.ended_by and (later >= on or term.supposes)
                ]
                limit, due_on = application.law.limits[term.limit], application.due(term.limit, on)
                if term.agreed in days:
                    due_on = max(due_on, days[term.agreed])
                found.append(RunningSideTerm(limit, due_on, min(ends, default=None)))
    return sorted(found, key=lambda term: term.due_on)


def _applies(term: SideTerm, days: Mapping[str, date]) -> bool:
    return (term.supposes is None or term.supposes in days) and term.unless not in days


def _happened(application: Application) -> Iterator[tuple[str, date]]:
    yield from application.history.values_list("action", "on")
    for kind, at in application.placed.filter(kind=PlacedKind.ADMISSION_ACT).values_list("kind", "placed_at"):
        yield kind, timezone.localdate(at)
