"""Figures are counted anew from the facts each night, a month at a time; none is ever added to.

So a day that was corrected, a step that was taken back or entered late stands in its month by the morning.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.db.models.functions import TruncMonth
from django.tasks import task
from django.utils import timezone

from kabinet.appeals.models import AppealChange, AppealCorrection
from kabinet.applications.models import StateChange, StateChangeCorrection
from kabinet.office.figures.facts import count_facts
from kabinet.office.figures.kinds import STANDING
from kabinet.office.figures.standing import count_standing
from kabinet.office.figures.tallies import Tallies
from kabinet.office.models import CountedMonth, Figure

LATEST = 3
"""How many of the last months are counted each night in any case; the others when their facts moved."""
_BATCH = 1_000


@task
def count_figures() -> None:
    """Count the last months, those that were never counted, and those whose facts were entered or corrected.

    Each month is a transaction of its own: what was counted stays when the work is broken off.
    """
    count_months(at=timezone.now())


def count_months(*, at: datetime) -> list[date]:
    """Count what there is to count at a moment; the first days of the months that were counted."""
    today = timezone.localdate(at)
    counted = dict(CountedMonth.objects.values_list("first", "counted_at"))
    every = sorted({*months_until(today), *counted})
    last = max(counted.values(), default=None)
    touched = set(_touched(last)) if last else set()
    always = every[-LATEST:]
    wanted = [first for first in every if first in always or first in touched or first not in counted]
    for first in reversed(wanted):  # the newest is asked for first
        count_month(first, today=today, at=at)
    return wanted


@transaction.atomic
def count_month(first: date, *, today: date, at: datetime) -> None:
    """Count the month of this first day anew; how things stand only in the present one."""
    tallies = Tallies()
    end = next_month(first)
    count_facts(tallies, first, end)
    month, _ = CountedMonth.objects.update_or_create(first=first, defaults={"counted_at": at})
    outdated = Figure.objects.filter(month=month)
    if first <= today < end:
        count_standing(tallies, today)
    else:
        outdated = outdated.exclude(what__in=STANDING)
    outdated.delete()
    Figure.objects.bulk_create(tallies.rows(first), batch_size=_BATCH)


def months_until(today: date) -> list[date]:
    """The first days of the months from the earliest fact to the present one, in their order."""
    earliest = [
        changes.objects.filter(on__lte=today).aggregate(first=Min("on"))["first"]
        for changes in (StateChange, AppealChange)
    ]
    first = min((day for day in earliest if day), default=today).replace(day=1)
    found = [first]
    while (first := next_month(first)) <= today:
        found.append(first)
    return found


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)


def _touched(since: datetime) -> Iterable[date]:
    """The months of what was entered since a moment, and all those of the cases that were corrected.

    A day that was corrected moves the terms of the steps after it, so their months are counted as well.
    """
    for changes, case in ((StateChange, "application"), (AppealChange, "appeal")):
        corrected = Q(**{f"{case}__history__corrections__at__gte": since})
        rows: Any = changes.objects.filter(Q(at__gte=since) | corrected).order_by()
        yield from rows.annotate(month=TruncMonth("on")).values_list("month", flat=True).distinct()
    for corrections in (StateChangeCorrection, AppealCorrection):
        days = corrections.objects.filter(at__gte=since).order_by().values_list("before", "after")
        yield from (day.replace(day=1) for pair in days for day in pair if day)
