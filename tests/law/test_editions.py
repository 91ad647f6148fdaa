"""The law of a day: which rows count, what an act brings and ends."""

from dataclasses import replace
from datetime import date

import pytest

from kabinet.law import limits, payments
from kabinet.law.acts import ACTS, N1701, LawAct
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
