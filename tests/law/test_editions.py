"""The law of a day: which rows count, what an act brings and ends."""

from dataclasses import replace
from datetime import date

import pytest

from kabinet.law import limits, payments
from kabinet.law.acts import ACTS, N1701, LawAct, is_in_force
from kabinet.law.deadlines import Code
from kabinet.law.editions import DAYS, FIRST, law_at, law_of
from kabinet.law.payments import Plan

TUESDAY = date(2026, 11, 24)
LONGER = LawAct("постановление, которого ещё нет", date(2027, 3, 1))


def test_law_changes_on_the_first_day_of_an_act_and_not_before():
    assert law_at(date(2026, 12, 31)) is FIRST
    assert law_at(date(2027, 1, 1)).since == N1701.since


@pytest.mark.parametrize("day", DAYS)
def test_every_edition_has_each_limit_and_each_schedule_once(day):
    law = law_at(day)
    counted = [limit.code for limit in limits.TABLE if law.knows(limit)]
    planned = [schedule.plan for schedule in payments.TABLE if law.knows(schedule)]
    assert (sorted(counted), sorted(planned)) == (sorted(Code), sorted(Plan))


def test_acts_stand_in_the_order_of_their_days():
    assert [act.since for act in ACTS] == sorted(act.since for act in ACTS)


def test_a_longer_term_counts_from_its_act_on_in_days_words_and_invoices():
    before = FIRST.limits[Code.PAYMENT]
    table = (
        *(limit for limit in limits.TABLE if limit.code is not Code.PAYMENT),
        replace(before, ended_by=LONGER),
        replace(before, length=7, brought_by=LONGER),
    )
    old, new = law_of(date(2027, 2, 28), table), law_of(LONGER.since, table)
    assert [law.words(Code.PAYMENT) for law in (old, new)] == ["5\u00a0рабочих дней", "7\u00a0рабочих дней"]
    assert [law.told("за {payment}") for law in (old, new)] == [
        "за 5\u00a0рабочих дней",
        "за 7\u00a0рабочих дней",
    ]
    assert [law.due(Code.PAYMENT, TUESDAY) for law in (old, new)] == [date(2026, 12, 1), date(2026, 12, 3)]
    parts = [law.instalments(Plan.SECTION_X, 10_000)[0].term for law in (old, new)]
    assert parts == [5, 7]


def test_an_act_brings_and_ends_rows_on_its_own_day():
    ended = replace(FIRST.limits[Code.PAYMENT], ended_by=N1701)
    brought = replace(FIRST.limits[Code.PAYMENT], brought_by=N1701)
    days = (N1701.eve, N1701.since)
    assert days == (date(2026, 12, 31), date(2027, 1, 1))
    assert [is_in_force(ended, day) for day in days] == [True, False]
    assert [is_in_force(brought, day) for day in days] == [False, True]


def test_what_1701_changes_is_told_point_by_point():
    assert [place for place, _what in N1701.changes] == [
        "861, п. 10 «и»",
        "861, п. 19(1), абз. 3 и 11",
        "861, п. 88, абз. 4",
        "861, п. 88, абз. 8",
    ]
    assert [what.partition(" ")[0] for _place, what in N1701.changes] == [
        "утрачивает",
        "изменяются:",
        "изменяется:",
        "утрачивает",
    ]


def test_the_first_edition_reaches_back_to_any_day():
    assert [law_at(day).since for day in (date(2004, 12, 27), N1701.eve)] == [date.min, date.min]


def test_a_text_is_told_with_its_terms_and_with_what_is_said_besides():
    assert FIRST.told("{payment}, {who}", who="заявитель") == f"{FIRST.words(Code.PAYMENT)}, заявитель"
