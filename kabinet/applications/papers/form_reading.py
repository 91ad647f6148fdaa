"""An application as a printed form reads it: the answers in words, and which of them no item has said."""

from decimal import Decimal
from typing import Any, Literal

from kabinet.applications.asked.answers import RowsName, TextName, text_in
from kabinet.applications.content.summary import SummaryBlock, SummaryItem, summarise
from kabinet.applications.models import Application
from kabinet.core.channels import Channel
from kabinet.core.values import spaced

type Fields = dict[str, Any]


class Reading:
    """The answers of an application as people read them; remembers which have been given out."""

    def __init__(self, application: Application) -> None:
        self.answers = application.answers
        self.kind = application.applicant_kind
        self.facts = application.facts
        self.came = Channel(application.channel)
        self.blocks = summarise(application)
        self._items = {item.name: item for block in self.blocks for item in block.items}
        self._said: set[str] = set()

    def __call__(self, name: TextName | Literal["total_power"]) -> str:
        """The answer to a question, «» when it is not asked or empty."""
        self._said.add(name)
        return self._items[name].value if name in self._items else ""

    def code(self, name: TextName) -> str:
        """The code of the chosen variant, «» when the question is not asked or empty."""
        return text_in(self.answers, name) if self(name) else ""

    def rows(self, name: RowsName) -> list[tuple[str, ...]]:
        """The cells of repeated rows."""
        self._said.add(name)
        table = self._items[name].table if name in self._items else None
        return list(table.rows) if table else []

    def rest(self) -> list[Fields]:
        """What has not been given out, by the steps of the wizard."""
        return [
            {"title": block.title, "items": items} for block in self.blocks if (items := self._unsaid(block))
        ]

    def _unsaid(self, block: SummaryBlock) -> list[Fields]:
        return [
            {"label": item.label, "value": _flat(item)}
            for item in block.items
            if item.name not in self._said and not item.files
        ]


def _flat(item: SummaryItem) -> str:
    if item.table is None:
        return item.value
    return "; ".join(", ".join(cell for cell in row if cell) for row in item.table.rows)


def joined(*parts: str, by: str = ", ") -> str:
    """The parts that are there, one after another."""
    return by.join(part for part in parts if part)


def labelled(label: str, value: str) -> str:
    """«КПП 773601001», or nothing when there is no value."""
    return f"{label}\N{NO-BREAK SPACE}{value}" if value else ""


def number_of(power: Decimal) -> str:
    """A power as it stands before «кВт», «» for none."""
    return spaced(power) if power else ""


def bare(cell: str) -> str:
    """«150» of «150 кВт», «III» of «III категория»: the forms name the unit in the heading."""
    return cell.removesuffix("\N{NO-BREAK SPACE}кВт").removesuffix(" категория")
