"""How the office tells when something is due: the date, how many days are left, how urgent that is."""

from datetime import date
from typing import NamedTuple

from kabinet.law.counting import counted, plural_form

SOON = 1
"""Calendar days before the term from which it is urgent."""


class Term(NamedTuple):
    """When something is due; `tone` is a badge's: error when late, warning when urgent, neutral otherwise."""

    due_on: date
    tone: str
    text: str


def term_of(due_on: date | None, *, today: date) -> Term | None:
    """Describe the term as seen on `today`; None when nothing is due."""
    if due_on is None:
        return None
    days = (due_on - today).days
    if days < 0:
        return Term(due_on, "error", f"просрочено на {_days(-days)}")
    if days == 0:
        return Term(due_on, "warning", "сегодня")
    left = plural_form(days, "остался", "осталось", "осталось")
    return Term(due_on, "warning" if days <= SOON else "neutral", f"{left} {_days(days)}")


def _days(count: int) -> str:
    return counted(count, "день", "дня", "дней")
