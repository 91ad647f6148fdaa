"""What a table of figures consists of, on the page and in a file alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format

from kabinet.core.values import spaced

type CellValue = str | float | None


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A cell: as people read it, as a file holds it, where its cases are; `late`: it had better be nothing.

    `most`: the greatest number of its column, where the length of a bar says more than the number.
    """

    text: str
    value: CellValue
    url: str = ""
    late: bool = False
    most: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """A table: its name in an address, its title, its columns, its rows; the first cell names the row.

    `note`: what is counted, and in which list the cases are when no filter of the queue finds just them.
    `near`, `near_title`: that list.
    """

    slug: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[FigureCell]]
    note: str = ""
    near: str = ""
    near_title: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, FigureCell]]]:
        """The rows, each cell with the title of its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def words(text: str, url: str = "") -> FigureCell:
    """A cell of words."""
    return FigureCell(text, text, url)


def month(first: date) -> FigureCell:
    """A cell that names a month."""
    return words(date_format(first, "F Y"))


def number(value: int, url: str = "", *, late: bool = False, most: int = 0) -> FigureCell:
    """A cell of a count; nothing leads nowhere."""
    return FigureCell(spaced(value), value, url if value else "", late and value > 0, most)


def tenths(value: float | None) -> FigureCell:
    """A number with one decimal place; a dash when there is none."""
    return FigureCell("—", None) if value is None else FigureCell(spaced(Decimal(f"{value:.1f}")), value)


def share(part: int, whole: int) -> FigureCell:
    """A part in per cent, whole ones on the page; it is never rounded to a hundred or to nothing."""
    if not whole:
        return FigureCell("—", None)
    exact = 100 * part / whole
    told = round(exact)
    if part and part < whole:
        told = min(max(told, 1), 99)
    return FigureCell(f"{told}\N{NO-BREAK SPACE}%", round(exact, 1))


def kilowatts(watts: int) -> FigureCell:
    """Power of so many watts, kW."""
    value = Decimal(watts) / 1000
    return FigureCell(spaced(value), float(value))


def rubles(kopecks: int, url: str = "", *, late: bool = False) -> FigureCell:
    """Money, roubles."""
    value = Decimal(kopecks) / 100
    return FigureCell(spaced(value), float(value), url if kopecks else "", late and kopecks > 0)
