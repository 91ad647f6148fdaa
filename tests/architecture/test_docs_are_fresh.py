"""Pages of docs/ that are written from the tables are as the tables now are."""

from pathlib import Path

import pytest

from kabinet.applications.management.commands.write_docs import WRITTEN
from kabinet.applications.rules.described import deadlines_page, filled, states_page
from kabinet.applications.rules.states import State
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.law.deadlines import Code

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_page_is_as_make_docs_would_write_it(path):
    text = path.read_text(encoding="utf-8")
    written = WRITTEN.get(path.name, lambda: filled(text))
    assert text == written(), "run: make docs"


def test_marked_place_of_no_row_is_an_error():
    with pytest.raises(ValueError, match="paymnet"):
        filled("<!--term:paymnet-->10 дней<!--/-->")


def test_every_row_state_and_limit_is_told():
    states, deadlines = states_page(), deadlines_page()
    assert [row.label for row in TRANSITIONS if f"| {row.label} |" not in states] == []
    assert [state for state in State if f"  {state}: {state.label}\n" not in states] == []
    assert [code for code in Code if f"`{code}`" not in deadlines] == []


def test_diagrams_keep_the_orders_apart():
    simplified, general = states_page().split("## Общий порядок")
    assert "  accepted --> awaiting_payment:" in simplified
    assert "offer_sent" not in simplified
    assert "  accepted --> offer_sent:" in general
    assert "awaiting_payment" not in general.partition("## Все переходы")[0]
