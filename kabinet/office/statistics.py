"""What the head sees of the work: how many, how late, whose, how long. A few grouped questions, no rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, TextChoices
from django.db.models.functions import TruncDate
from django.utils import timezone

from kabinet.appeals.models import Appeal
from kabinet.appeals.states import State as AppealState
from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.states import State

MONTHS = 12
MOST_PEOPLE = 200
MEASURED = {
    State.ACCEPTED: "До принятия в работу",
    State.CONTRACTED: "До заключения договора",
    State.COMPLETED: "До завершения",
}
"""What an application takes time for, from its submission on."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many applications or appeals there are of something, and how many of them are late."""

    title: str
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Duration:
    """The average number of days with one decimal place, and of how many applications."""

    title: str
    days: str
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """How many were submitted and how many contracts were concluded in the month of this first day."""

    first: date
    submitted: int
    contracted: int


@dataclass(frozen=True, slots=True)
class Cases:
    """Applications or appeals: those that are open, all of them by state, the open ones by person."""

    open: Tally
    by_state: list[Tally]
    by_person: list[Tally]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything on the page."""

    applications: Cases
    appeals: Cases
    durations: list[Duration]
    months: list[Month]

    @property
    def busiest(self) -> int:
        """The greatest number of a month: the length of its bar."""
        return max((max(month.submitted, month.contracted) for month in self.months), default=0) or 1


def statistics(*, today: date) -> Statistics:
    """Count everything as it is on `today`: nine queries whatever there is."""
    months = _months(today)
    applications, appeals = Application.objects, Appeal.objects
    return Statistics(
        applications=_cases(applications.queued(), applications.open(), State, today),
        appeals=_cases(appeals.all(), appeals.open(), AppealState, today),
        durations=_durations(since=months[0]),
        months=_by_month(months),
    )


def _cases(found: QuerySet[Any], still_open: QuerySet[Any], states: type[TextChoices], today: date) -> Cases:
    # Closed cases stand far behind in their queue, whatever term they had.
    numbers = {"number": Count("pk"), "late": Count("pk", filter=Q(due_rank__lt=today))}
    total = still_open.aggregate(**numbers)
    by_state = {
        state: (number, late)
        for state, number, late in found.order_by().values_list("state").annotate(**numbers)
    }
    people = still_open.order_by().values_list("specialist__name", "specialist__email").annotate(**numbers)
    return Cases(
        open=Tally("В работе", total["number"], total["late"]),
        by_state=[Tally(str(state.label), *by_state[state]) for state in states if state in by_state],
        by_person=[
            Tally(name or email or "Не назначены", number, late)
            for name, email, number, late in people.order_by("-late", "-number", "specialist__name")[
                :MOST_PEOPLE
            ]
        ],
    )


def _durations(*, since: date) -> list[Duration]:
    """How long applications took, by what happened to them since a day."""
    took = ExpressionWrapper(F("on") - TruncDate("application__submitted_at"), output_field=DurationField())
    rows: Any = (
        StateChange.objects.filter(to_state__in=MEASURED, on__gte=since)
        .order_by()
        .values_list("to_state")
        .annotate(average=Avg(took), count=Count("pk"))
    )
    found = {state: (average, count) for state, average, count in rows}
    return [
        Duration(title, _days(found[state][0]), found[state][1])
        for state, title in MEASURED.items()
        if state in found
    ]


def _by_month(months: list[date]) -> list[Month]:
    ends = [*months[1:], _next_month(months[-1])]
    periods = {f"month_{place}": pair for place, pair in enumerate(zip(months, ends, strict=True))}

    def counts(field: str, bound: Callable[[date], date] = lambda day: day) -> dict[str, Count]:
        return {
            name: Count("pk", filter=Q(**{f"{field}__gte": bound(first), f"{field}__lt": bound(end)}))
            for name, (first, end) in periods.items()
        }

    new = Application.objects.queued().filter(submitted_at__gte=_start_of(months[0]))
    concluded = StateChange.objects.filter(to_state=State.CONTRACTED, on__gte=months[0])
    submitted = new.aggregate(**counts("submitted_at", _start_of))
    contracted = concluded.aggregate(**counts("on"))
    return [
        Month(first, submitted[name], contracted[name]) for name, (first, _end) in reversed(periods.items())
    ]


def _months(today: date) -> list[date]:
    """The first days of the last twelve months, the present one included, in their order."""
    first = today.replace(day=1)
    months = [first]
    for _ in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months[::-1]


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _days(length: timedelta) -> str:
    return f"{length / timedelta(days=1):.1f}".replace(".", ",")
