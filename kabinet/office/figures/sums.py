"""The figures of a choice, read at once and added up as tables ask."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self
from uuid import UUID

from django.db.models import Q, Sum

from kabinet.office.figures.choice import FigureChoice
from kabinet.office.figures.kinds import STANDING, Counted
from kabinet.office.models import Figure

_OF_APPEALS = (Counted.APPEALED, Counted.DECIDED, Counted.OPEN_APPEALS)


class FigureLine(NamedTuple):
    """Figures of one month that are of one thing, whatever their kind and band."""

    month: date
    what: str
    about: str
    side: str
    person: UUID | None
    number: int
    late: int
    total: int


@dataclass(slots=True)
class FigureSum:
    """Numbers added up."""

    count: int = 0
    late: int = 0
    total: int = 0

    def __iadd__(self, line: FigureLine) -> Self:
        self.count += line.number
        self.late += line.late
        self.total += line.total
        return self


@dataclass(frozen=True, slots=True)
class Figures:
    """The lines of the period, and those that say how things stand, as the newest month knows them.

    `lengths`: how many took how many days, by what they took them for.
    """

    choice: FigureChoice
    lines: list[FigureLine]
    standing: list[FigureLine]
    before: list[FigureLine]
    """How things stood at the end of the month before the newest."""
    lengths: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, choice: FigureChoice, newest: date) -> Self:
        """Read them: three queries of one index."""
        previous = _month_before(newest)
        columns = ("month", "what", "about", "side", "person")
        filtered = Figure.objects.filter(choice.lets_through | Q(what__in=_OF_APPEALS)).order_by()

        def lines(found: Q) -> list[FigureLine]:
            rows = filtered.filter(found).values_list(*columns)
            return [FigureLine(*row) for row in rows.annotate(Sum("count"), Sum("late"), Sum("total"))]

        period = Q(month__in=choice.months) & ~Q(what__in=(*STANDING, Counted.TOOK))
        standing = lines(Q(month__in=(newest, previous), what__in=STANDING))
        return cls(
            choice,
            lines(period),
            [line for line in standing if line.month == newest],
            [line for line in standing if line.month == previous],
            _lengths(choice),
        )

    def by[K](self, what: Counted, key: Callable[[FigureLine], K]) -> dict[K, FigureSum]:
        """The figures of the period by something of a line."""
        return _added((line for line in self.lines if line.what == what), key)

    def stand[K](self, what: Counted, key: Callable[[FigureLine], K]) -> dict[K, FigureSum]:
        """How things stand, by something of a line."""
        return _added((line for line in self.standing if line.what == what), key)

    def stood[K](self, what: Counted, key: Callable[[FigureLine], K]) -> dict[K, FigureSum]:
        """The same at the end of the month before."""
        return _added((line for line in self.before if line.what == what), key)


def _added[K](lines: Iterable[FigureLine], key: Callable[[FigureLine], K]) -> dict[K, FigureSum]:
    found: dict[K, FigureSum] = defaultdict(FigureSum)
    for line in lines:
        found[key(line)] += line
    return found


def _lengths(choice: FigureChoice) -> dict[str, list[tuple[int, int]]]:
    took = Figure.objects.filter(choice.lets_through, month__in=choice.months, what=Counted.TOOK)
    rows = took.order_by("about", "days").values_list("about", "days")
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for about, days, count in rows.annotate(Sum("count")):
        found[about].append((days, count))
    return found


def mean_of(lengths: list[tuple[int, int]]) -> float:
    """The mean of days, each with how many there are of it."""
    return sum(days * count for days, count in lengths) / sum(count for _, count in lengths)


def median_of(lengths: list[tuple[int, int]]) -> float:
    """The median of days in their order, each with how many there are of it."""
    number = sum(count for _, count in lengths)
    middle = {(number - 1) // 2, number // 2}
    found = [days for place, days in _numbered(lengths, middle)]
    return sum(found) / len(found)


def _numbered(lengths: list[tuple[int, int]], places: set[int]) -> Iterator[tuple[int, int]]:
    passed = 0
    for days, count in lengths:
        yield from ((place, days) for place in places if passed <= place < passed + count)
        passed += count


def _month_before(first: date) -> date:
    year, month = divmod(first.year * 12 + first.month - 2, 12)
    return date(year, month + 1, 1)
