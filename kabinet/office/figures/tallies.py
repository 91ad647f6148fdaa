"""The figures of one month while they are being counted."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from kabinet.office.figures.kinds import Counted
from kabinet.office.models import Figure


class FigureKey(NamedTuple):
    """Counted a figure is of: the columns of kabinet.office.models.Figure."""

    what: Counted
    about: str = ""
    side: str = ""
    person_id: UUID | None = None
    kind: str = ""
    band: str = ""
    days: int | None = None


class Tallies:
    """Adds numbers up by what they are of."""

    def __init__(self) -> None:
        self._found: dict[FigureKey, tuple[int, int, int]] = {}

    def add(self, key: FigureKey, count: int, *, late: int = 0, total: int = 0) -> None:
        """Add to a figure; nothing is kept of nothing."""
        if count:
            was = self._found.get(key, (0, 0, 0))
            self._found[key] = (was[0] + count, was[1] + late, was[2] + total)

    def rows(self, month: date) -> Iterator[Figure]:
        """The figures as rows of a month."""
        for key, (count, late, total) in self._found.items():
            yield Figure(month_id=month, count=count, late=late, total=total, **key._asdict())
