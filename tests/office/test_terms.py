"""How the office tells when something is due."""

from datetime import date, timedelta

import pytest

from kabinet.office.terms import term_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "tone", "text"),
    [
        (-21, "error", "просрочено на 21 день"),
        (-1, "error", "просрочено на 1 день"),
        (0, "warning", "сегодня"),
        (1, "warning", "остался 1 день"),
        (2, "neutral", "осталось 2 дня"),
        (11, "neutral", "осталось 11 дней"),
        (21, "neutral", "остался 21 день"),
    ],
)
def test_term_says_how_many_days_are_left_and_how_urgent_it_is(days, tone, text):
    due_on = TODAY + timedelta(days=days)

    term = term_of(due_on, today=TODAY)

    assert (term.due_on, term.tone, term.text.replace("\N{NO-BREAK SPACE}", " ")) == (due_on, tone, text)


def test_nothing_due_is_no_term():
    assert term_of(None, today=TODAY) is None
