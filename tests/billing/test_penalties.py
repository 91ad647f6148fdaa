"""What days of delay cost: of the fee by the invoice in force, to the kopeck (861, п. 16 «в»)."""

from datetime import date

import pytest

from kabinet.billing.models import Payment
from kabinet.billing.penalties import penalties_of
from kabinet.cases.sides import Side
from kabinet.law.payments import Plan
from tests.applications.life import BIG, HIGH_VOLTAGE, Case
from tests.billing.builders import issued

pytestmark = pytest.mark.django_db


def sums(case, today):
    case.application.refresh_from_db()
    return {one.delay.side: one.kopecks for one in penalties_of(case.application, today=today)}


def test_penalty_is_of_the_whole_fee_of_the_invoice_in_force():
    """99 000 rubles; a year from the contract of 24.11.2026; 247.50 a day."""
    case = Case("ЮЛ", **BIG).contract()
    assert sums(case, date(2027, 12, 24)) == {Side.SPECIALIST: None, Side.APPLICANT: None}
    first = issued(case.application, plan=Plan.FROM_CONTRACT)
    assert sums(case, date(2027, 12, 24)) == {Side.SPECIALIST: 742_500, Side.APPLICANT: 742_500}
    issued(case.application, plan=Plan.FROM_CONTRACT, fee=12_345_678, replaces=first)
    # 123 456,78 by 0.25 per cent for seven days: 2 160,49365.
    assert sums(case, date(2027, 12, 1)) == {Side.SPECIALIST: 216_049, Side.APPLICANT: 216_049}
    assert sums(case, date(2027, 11, 24)) == {}


def test_penalty_of_the_applicant_stops_after_a_year():
    """366 days from 24.11.2027 to 24.11.2028, 396 to 24.12.2028."""
    case = Case("ЮЛ", **BIG).contract()
    issued(case.application, plan=Plan.FROM_CONTRACT)
    assert sums(case, date(2028, 12, 24)) == {Side.SPECIALIST: 9_801_000, Side.APPLICANT: 9_058_500}


def test_nothing_is_charged_by_it():
    case = Case("ЮЛ", **HIGH_VOLTAGE).accept()
    invoice = issued(case.application)
    before = [(part.kopecks, part.interest) for part in invoice.instalments.all()]
    case.place("conditions", "contract", "instruction")
    case.office("offer")
    penalties_of(case.application, today=date(2030, 1, 1))
    assert [(part.kopecks, part.interest) for part in invoice.instalments.all()] == before
    assert not Payment.objects.exists()
