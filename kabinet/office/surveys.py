"""What applicants' marks come to, by month and by topic; two grouped questions of the last twelve months."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count
from django.db.models.functions import TruncMonth

from kabinet.surveys.models import MARKS, Survey

ELEVEN_MONTHS = timedelta(days=334)
"""The shortest that eleven months can be: so many days before a first day is always within the month."""
OF_APPLICATIONS = "Технологическое присоединение"


@dataclass(frozen=True, slots=True)
class Judged:
    """How many questionnaires came of something, and the average of each mark («4,5», or «—»)."""

    title: str | date
    count: int
    averages: list[str]

    @property
    def labelled(self) -> list[tuple[str, str]]:
        """The averages, each with the title of its mark."""
        return list(zip(MARKS.values(), self.averages, strict=True))


@dataclass(frozen=True, slots=True)
class Summary:
    """The questionnaires of the last twelve months."""

    months: list[Judged]
    topics: list[Judged]

    @property
    def marks(self) -> list[str]:
        """The titles of the marks, in the order of the averages."""
        return list(MARKS.values())


def summary(*, today: date) -> Summary:
    """Count as it is on `today`."""
    since = (today.replace(day=1) - ELEVEN_MONTHS).replace(day=1)
    recent = Survey.objects.filter(on__gte=since).order_by()
    numbers = {"number": Count("pk"), **{f"of_{name}": Avg(name) for name in MARKS}}
    months = recent.annotate(month=TruncMonth("on")).values_list("month").annotate(**numbers)
    topics = recent.values_list("appeal__topic__title").annotate(**numbers)
    return Summary(
        months=_judged(months.order_by("-month")),
        topics=_judged(topics.order_by("appeal__topic__title")),
    )


def _judged(rows: Iterable[tuple[Any, ...]]) -> list[Judged]:
    return [
        Judged(title or OF_APPLICATIONS, number, [_told(average) for average in averages])
        for title, number, *averages in rows
    ]


def _told(average: float | None) -> str:
    return "—" if average is None else f"{average:.1f}".replace(".", ",")
