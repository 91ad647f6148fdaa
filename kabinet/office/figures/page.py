"""Every table of a choice, in the order of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from kabinet.office.figures import applications
from kabinet.office.figures.appeals import appeals
from kabinet.office.figures.choice import FigureChoice
from kabinet.office.figures.sums import Figures
from kabinet.office.figures.table import FigureTable
from kabinet.office.models import CountedMonth
from kabinet.office.people import operators_people


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The tables; `months`: those that may be chosen, the last one first; `counted_at`: the last count."""

    choice: FigureChoice
    months: list[date]
    counted_at: datetime | None
    tables: list[FigureTable]


def figures_page(query: Mapping[str, Any], *, today: date) -> FiguresPage:
    """What an address asks for; without tables while nothing was counted yet. Some six queries."""
    counted = dict(CountedMonth.objects.order_by("-first").values_list("first", "counted_at"))
    months = list(counted)
    choice = FigureChoice.read(query, counted=months, today=today)
    if not months:
        return FiguresPage(choice, [], None, [])
    counted_at = counted[months[0]]
    figures = Figures.of(choice, months[0])
    tables = [
        applications.intake(figures),
        applications.terms(figures),
        applications.load(figures, operators_people()),
        applications.waiting(figures),
        applications.ages(figures, timezone.localdate(counted_at)),
        applications.lengths(figures),
        appeals(figures),
        applications.ended(figures),
        applications.money(figures),
    ]
    return FiguresPage(choice, months, counted_at, tables)
