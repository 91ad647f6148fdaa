"""How the office tells when something is due: the date, how many days are left, how urgent that is."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from kabinet.law.counting import counted, plural_form

_NBSP = "\N{NO-BREAK SPACE}"
SOON = 1
"""Calendar days before the term from which it is urgent."""


class Term(NamedTuple):
    """When something is due; `tone` is a badge's: error when late, warning when urgent, neutral otherwise.

    `by` is the moment, of what has hours and not days. `brief`: the same as `text` for a narrow column,
    «3 дн.», «−2 дн.».
    """

    due_on: date
    tone: str
    text: str
    brief: str
    by: datetime | None = None


def term_of(due_on: date | None, *, today: date) -> Term | None:
    """Describe the term as seen on `today`; None when nothing is due."""
    if due_on is None:
        return None
    days = (due_on - today).days
    if days < 0:
        return Term(due_on, "error", f"просрочено на {_days(-days)}", f"−{_brief_days(-days)}")
    if days == 0:
        return Term(due_on, "warning", "сегодня", "сегодня")
    left = plural_form(days, "остался", "осталось", "осталось")
    tone = "warning" if days <= SOON else "neutral"
    return Term(due_on, tone, f"{left} {_days(days)}", _brief_days(days))


def term_by(moment: datetime, *, at: datetime) -> Term:
    """Describe a term of hours as seen at the moment `at`: it is urgent from the beginning."""
    late = moment < at
    minutes = abs(moment - at) // timedelta(minutes=1)
    told = _hours(minutes // 60, minutes % 60)
    text = f"просрочено на {told}" if late else f"осталось {told}"
    brief = f"−{told}" if late else told
    return Term(timezone.localdate(moment), "error" if late else "warning", text, brief, moment)


def _hours(hours: int, minutes: int) -> str:
    whole = [f"{hours}{_NBSP}ч"] if hours else []
    return " ".join([*whole, f"{minutes}{_NBSP}мин"])


def _brief_days(count: int) -> str:
    return f"{count}{_NBSP}дн."


def _days(count: int) -> str:
    return counted(count, "день", "дня", "дней")
