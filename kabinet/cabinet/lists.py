"""The tables of one's own cases, newest first, page by page."""

from typing import NamedTuple

from kabinet.cases.models import Case, CaseQuerySet

PAGE_SIZE = 20


class OwnCases[C: Case](NamedTuple):
    """The cases of one page, and the address of the next one; empty when this is the last."""

    rows: list[C]
    older_url: str


def page_of_own[C: Case](found: CaseQuerySet[C], *, before: str) -> OwnCases[C]:
    """A page of a person's cases; `before` is the sequence of the last row of the page above."""
    found = found.latest_first()
    if before.isdecimal() and len(before) < 19:
        found = found.filter(sequence__lt=int(before))
    rows = list(found[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    return OwnCases(shown, f"?before={shown[-1].sequence}" if len(rows) > PAGE_SIZE else "")
