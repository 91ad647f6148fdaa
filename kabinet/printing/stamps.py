"""The mark of an electronic signature on a printed copy: what it says, and the code that leads to a check."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import segno


def named_lines(lines: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Lines of a name and a value as the templates take them."""
    return [{"name": name, "value": value} for name, value in lines]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who signed and by what; `note` stands below; `address` is where anyone may check it."""

    lines: tuple[tuple[str, str], ...]
    note: str
    address: str = ""

    def fields(self) -> dict[str, Any]:
        """What typst/stamp.typ takes."""
        code = segno.make(self.address, error="m").svg_inline(border=0) if self.address else ""
        return {"lines": named_lines(self.lines), "note": self.note, "qr": code, "address": self.address}
