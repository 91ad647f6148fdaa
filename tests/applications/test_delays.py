"""Who is late with the works of a contract: days counted by hand (861, п. 16 «в», 16(5), 16(6))."""

from datetime import date

import pytest

from kabinet.applications.course.delays import delays_of
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.record_kinds import Record
from kabinet.cases.sides import Side
from tests.applications.life import BIG, HIGH_VOLTAGE, Case, days

pytestmark = pytest.mark.django_db

DUE = date(2027, 11, 24)
"""A year from the contract of 24.11.2026."""
AFTER = days(800)
"""01.02.2029: when the office writes down what happened before."""


def late(case, today):
    case.application.refresh_from_db()
    return {delay.side: delay for delay in delays_of(case.application, today=today)}


def started(**chosen):
    case = Case("ЮЛ", **(chosen or BIG)).contract()
    case.office("start_works")
    return case


def test_nobody_is_late_on_the_last_day():
    case = started()
    assert late(case, DUE) == {}
    assert late(case, date(2027, 11, 25)).keys() == {Side.SPECIALIST, Side.APPLICANT}
    assert late(Case("ЮЛ", **BIG).offer(), date(2030, 1, 1)) == {}


def test_days_run_until_the_fact_or_today():
    case = started()
    assert {side: delay.days for side, delay in late(case, date(2027, 12, 24)).items()} == {
        Side.SPECIALIST: 30,
        Side.APPLICANT: 30,
    }
    case.record(Record.WORKS_DONE, on=date(2027, 11, 26), at=AFTER)
    delay = late(case, date(2027, 12, 24))[Side.SPECIALIST]
    assert (delay.due_on, delay.done_on, delay.days, delay.words) == (
        DUE,
        date(2027, 11, 26),
        2,
        "2\u00a0дня",
    )
    case.outside("notify", comment="Готово", on=date(2027, 11, 25), at=AFTER)
    assert late(case, date(2027, 12, 24))[Side.APPLICANT].days == 1


def test_notice_that_met_remarks_is_not_the_end_of_the_delay():
    """П. 16(6) «а», «в»: nor is one without the remarks mended."""
    case = started()
    case.outside("notify", comment="Готово", on=date(2027, 11, 1), at=AFTER)
    assert Side.APPLICANT not in late(case, date(2027, 12, 24))
    case.office("remark", comment="Нет заземления", at=AFTER)
    assert late(case, date(2027, 12, 24))[Side.APPLICANT].days == 30
    case.applicant("notify", comment="Исправлено", at=AFTER)
    assert late(case, date(2029, 3, 1))[Side.APPLICANT].done_on == AFTER.date()


def test_applicant_is_late_for_a_year_at_most_and_the_operator_without_end():
    case = started()
    found = late(case, date(2028, 12, 24))
    assert (found[Side.SPECIALIST].days, found[Side.SPECIALIST].capped) == (396, False)
    assert (found[Side.APPLICANT].days, found[Side.APPLICANT].capped) == (366, True)


def test_court_is_open_after_a_year_to_an_operator_that_did_its_part():
    """П. 16(5)."""
    case = started()
    assert late(case, date(2027, 12, 24))[Side.APPLICANT].court_on is None
    case.record(Record.WORKS_DONE, on=date(2027, 10, 1), at=AFTER)
    early, open_ = (late(case, day)[Side.APPLICANT] for day in (date(2028, 11, 23), date(2028, 11, 24)))
    assert (early.court_on, early.may_sue) == (date(2028, 11, 24), False)
    assert (open_.court_on, open_.may_sue) == (date(2028, 11, 24), True)


def test_household_at_low_voltage_owes_nothing_and_is_owed():
    """Four months from 24.11.2026 end on 24.03.2027."""
    case = Case().contract()
    assert late(case, date(2027, 4, 1)).keys() == {Side.SPECIALIST}
    assert late(case, date(2027, 4, 1))[Side.SPECIALIST].days == 8


def test_business_above_low_voltage_owes_it():
    case = started(**HIGH_VOLTAGE)
    assert late(case, date(2027, 4, 1)).keys() == {Side.SPECIALIST, Side.APPLICANT}


def test_second_category_at_low_voltage_is_inspected_and_owes_nothing():
    second = {"categories": [{"category": "II", "power": "100"}], "requested_power": "100"}
    case = started(**second)
    assert late(case, date(2027, 4, 1)).keys() == {Side.SPECIALIST}


def test_delay_ends_with_the_contract():
    case = started()
    case.outside("terminate", comment="Отказ", on=date(2027, 12, 4), at=AFTER)
    assert late(case, date(2029, 1, 1))[Side.SPECIALIST].days == 10


def test_works_that_stand_still_are_not_late():
    case = started(**BIG, mining="yes", mining_register="123")
    case.office("suspend", comment="Постановление № 1", on=date(2026, 12, 1), at=days(10))
    assert late(case, date(2029, 1, 1)) == {}


def test_works_that_grew_are_late_after_their_new_last_day():
    """П. 16(8): consents that came 22 days late."""
    case = started()
    case.record(Record.CONSENTS_NEEDED, text="Газопровод", at=days(1))
    case.record(Record.CONSENTS_CAME, on=date(2027, 1, 15), at=days(60), text="Согласие")
    assert late(case, date(2027, 12, 16)) == {}
    assert late(case, date(2027, 12, 17))[Side.SPECIALIST].days == 1


def test_notice_of_a_stage_fulfils_nothing_but_the_stage():
    stages = [
        {"design": "01.2027", "commissioning": f"0{month}.2027", "power": "450", "category": "III"}
        for month in (3, 6)
    ]
    case = started(**BIG, stages=stages)
    case.outside("notify", comment="Этап 1", on=date(2027, 11, 1), at=AFTER)
    assert late(case, date(2027, 12, 24))[Side.APPLICANT].days == 30
    case.place(PlacedKind.STAGE_ACT, at=AFTER)
    case.office("check_stage", on=date(2027, 11, 5), at=AFTER)
    case.outside("notify", comment="Всё", on=date(2027, 11, 27), at=AFTER)
    assert late(case, date(2027, 12, 24))[Side.APPLICANT].days == 3
