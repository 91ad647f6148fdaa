"""The outline of a plot as it is tapped on a map: its corners in their order, its area in words."""

from itertools import combinations, pairwise
from math import cos, radians
from typing import NamedTuple

from kabinet.core.coordinates import Coordinates, clean_coordinates
from kabinet.law.counting import counted
from kabinet.law.errors import Malformed

FEWEST, MOST = 3, 30
"""Corners of an outline."""
_LONGEST = 60 * MOST
_DEGREE = 111_320
"""Metres of a degree of latitude."""
_SOTKA, _HECTARE = 100, 10_000
"""Square metres."""

type _Point = tuple[float, float]


class Outline(NamedTuple):
    """The corners of a plot; the last is joined to the first."""

    corners: tuple[Coordinates, ...]

    @property
    def area(self) -> float:
        """Square metres: a plot is small enough for the earth to be flat."""
        sides = _sides(self.corners)
        return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in sides)) / 2

    def __str__(self) -> str:
        """«≈ 8 соток, 4 угла: 55.7558, 37.6173; …»."""
        told = [str(corner).replace(" ", "\u00a0") for corner in self.corners]
        corners = counted(len(self.corners), "угол", "угла", "углов")
        return f"{area_told(self.area)}, {corners}: {'; '.join(told)}"


def area_told(square_metres: float) -> str:
    """«≈ 8 соток»: less than two of them in square metres, a hundred and more in hectares."""
    sotkas = round(square_metres / _SOTKA)
    if square_metres < 2 * _SOTKA:
        return f"≈\u00a0{round(square_metres / 10) * 10 or round(square_metres)}\u00a0м²"
    if sotkas < _HECTARE // _SOTKA:
        return f"≈\u00a0{counted(sotkas, 'сотка', 'сотки', 'соток')}"
    return f"≈\u00a0{square_metres / _HECTARE:.1f}".replace(".", ",").removesuffix(",0") + "\u00a0га"


def clean_outline(text: str) -> Outline:
    """The outline told as «55.7558, 37.6173; …». Raises Malformed: too few corners, or sides that cross."""
    parts = [part for part in text[: _LONGEST + 1].split(";") if part.strip()]
    if len(parts) > MOST or len(text) > _LONGEST:
        raise Malformed(f"Отметьте не больше {counted(MOST, 'угла', 'углов', 'углов')}.")
    corners = tuple(clean_coordinates(part) for part in parts)
    if len(set(corners)) < FEWEST:
        raise Malformed("Отметьте хотя бы три угла участка или сотрите отмеченное.")
    sides = _sides(corners)
    if any(_cross(one, other) for one, other in combinations(sides, 2)):
        raise Malformed("Стороны участка пересекаются: сотрите и обведите углы по порядку.")
    return Outline(corners)


def _sides(corners: tuple[Coordinates, ...]) -> list[tuple[_Point, _Point]]:
    """The sides in metres from the first corner, to the east and to the north."""
    first = corners[0]
    east = _DEGREE * cos(radians(first.latitude))
    flat = [
        ((c.longitude - first.longitude) * east, (c.latitude - first.latitude) * _DEGREE) for c in corners
    ]
    return list(pairwise([*flat, flat[0]]))


def _cross(one: tuple[_Point, _Point], other: tuple[_Point, _Point]) -> bool:
    """Whether two sides cross within; those that meet at a corner do not."""

    def turn(a: _Point, b: _Point, c: _Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, other
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
