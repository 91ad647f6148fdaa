"""Distances as people tell them: in metres, or roughly («до 300 м», «300–500 м», «дальше 500 м»)."""

import re
from typing import NamedTuple

from kabinet.core.values import clean_whole, spaced, without_unit
from kabinet.law.errors import Malformed
from kabinet.law.text import DASHES

LONGEST = 100_000
"""Metres; whoever tells more has slipped in a digit."""
_EXAMPLE = "Напишите расстояние в метрах, например 120 или «до 300\u00a0м»."
_NUMBER = r"([0-9][0-9\s.,]*?)"
_UP_TO = re.compile(rf"(?:до|не (?:больше|более|дальше)|меньше|менее|<)\s*{_NUMBER}")
_BEYOND = re.compile(rf"(?:больше|более|дальше|свыше|от|>)\s*{_NUMBER}")
_BETWEEN = re.compile(rf"(?:от\s*)?{_NUMBER}\s*(?:-|до)\s*{_NUMBER}")


class Distance(NamedTuple):
    """From how many metres to how many at most; `farthest` is None when it is not told."""

    nearest: int
    farthest: int | None

    def __str__(self) -> str:
        """«120 м», «до 300 м», «300–500 м», «дальше 500 м»."""
        if self.farthest is None:
            return f"дальше {spaced(self.nearest)}\u00a0м"
        if self.nearest == self.farthest:
            return f"{spaced(self.nearest)}\u00a0м"
        if not self.nearest:
            return f"до {spaced(self.farthest)}\u00a0м"
        return f"{spaced(self.nearest)}–{spaced(self.farthest)}\u00a0м"


def clean_distance(text: str) -> Distance:
    """The distance that is typed. Raises Malformed: no distance, or one longer than LONGEST."""
    body, times = without_unit("".join("-" if sign in DASHES else sign for sign in text.lower()), "м")
    body = " ".join(body.split())
    if found := _UP_TO.fullmatch(body):
        return Distance(0, _metres(found[1], times))
    if found := _BETWEEN.fullmatch(body):
        nearest, farthest = sorted((_metres(found[1], times), _metres(found[2], times)))
        return Distance(nearest, farthest)
    if found := _BEYOND.fullmatch(body):
        return Distance(_metres(found[1], times), None)
    metres = _metres(body, times)
    return Distance(metres, metres)


def _metres(number: str, times: int) -> int:
    try:
        return clean_whole(f"{number} км" if times > 1 else number, 0, LONGEST, "м")
    except Malformed as refusal:
        told = str(refusal)
        raise Malformed(_EXAMPLE if told.startswith("Напишите") else told) from None


def ranges(edges: list[int]) -> list[str]:
    """The rough distances that these edges (metres, rising) part, as a person may choose them."""
    parts = [Distance(low, high) for low, high in zip([0, *edges], [*edges, None], strict=True)]
    return [str(part).replace("\u00a0", " ") for part in parts]
