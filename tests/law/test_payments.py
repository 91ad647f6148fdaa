"""The schedules of payment: who pays by which, how sums are split, when each part is due."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.law.applicability import Paragraph
from kabinet.law.deadlines import Code, Unit
from kabinet.law.editions import FIRST
from kabinet.law.payments import (
    LONGEST_DEFERRAL,
    SMALLEST_FEE,
    Event,
    InstalmentByLaw,
    Plan,
    due_dates,
    plans_of,
    split,
    term_of,
    vat_within,
)

FEES = st.integers(SMALLEST_FEE, 10**13)
PLANS = st.sampled_from([plan for plan in Plan if plan is not Plan.BY_AGREEMENT])
WORKING, DAYS = Unit.WORKING, Unit.CALENDAR
INVOICE, CONTRACT = Event.INVOICE, Event.CONTRACT
TUESDAY = date(2026, 11, 24)


def plans(paragraph, power=15, *, redistributed=False, wants_deferral=False):
    return plans_of(
        paragraph, total_power=Decimal(power), redistributed=redistributed, wants_deferral=wants_deferral
    )


def dates(plan, events, **options):
    return due_dates(FIRST.instalments(plan, 1_000_000, **options), events)


@pytest.mark.parametrize(
    ("plan", "percents"),
    [
        (Plan.SECTION_X, [15, 30, 35, 20]),
        (Plan.FROM_INVOICE, [10, 30, 60]),
        (Plan.FROM_CONTRACT, [10, 30, 60]),
        (Plan.REDISTRIBUTION, [15, 30, 45, 10]),
        (Plan.INDIVIDUAL_PROJECT, [10, 27, 54, 9]),
        (Plan.DEFERRED, [10]),
    ],
)
def test_the_parts_of_a_schedule_are_those_of_the_rules(plan, percents):
    assert [part.percent for part in FIRST.schedules[plan].parts] == percents


@pytest.mark.parametrize(
    ("plan", "terms"),
    [
        (
            Plan.SECTION_X,
            [(5, WORKING, INVOICE), (20, DAYS, INVOICE), (40, DAYS, INVOICE), (60, DAYS, INVOICE)],
        ),
        (Plan.FROM_INVOICE, [(15, DAYS, INVOICE), (60, DAYS, INVOICE), (180, DAYS, INVOICE)]),
        (Plan.FROM_CONTRACT, [(15, DAYS, CONTRACT), (60, DAYS, CONTRACT), (180, DAYS, CONTRACT)]),
        (
            Plan.REDISTRIBUTION,
            [(15, DAYS, CONTRACT), (60, DAYS, CONTRACT), (15, DAYS, Event.CONNECTION), (15, DAYS, Event.ACT)],
        ),
        (
            Plan.INDIVIDUAL_PROJECT,
            [(10, DAYS, CONTRACT), *((days, DAYS, Event.AMENDMENT) for days in (10, 60, 180))],
        ),
        (Plan.DEFERRED, [(5, WORKING, INVOICE)]),
    ],
)
def test_the_terms_of_a_schedule_are_those_of_the_rules(plan, terms):
    parts = FIRST.schedules[plan].parts
    assert [(*term_of(part, FIRST.limits), part.starts) for part in parts] == terms


def test_every_schedule_is_of_a_whole_fee_and_names_its_paragraph():
    for plan, schedule in FIRST.schedules.items():
        if plan is Plan.BY_AGREEMENT:
            continue
        assert sum(part.percent for part in schedule.parts) + schedule.deferred == 100
        assert all(part.paragraph.startswith("п") for part in schedule.parts)


@pytest.mark.parametrize(
    ("paragraph", "power", "rule"),
    [
        (Paragraph.HOUSEHOLD, 15, Plan.SECTION_X),
        (Paragraph.HOUSEHOLD, 150, Plan.SECTION_X),
        (Paragraph.BUSINESS, 150, Plan.SECTION_X),
        (Paragraph.MICROGENERATION_PERSON, 0, Plan.SECTION_X),
        (Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS, 15, Plan.SECTION_X),
        (Paragraph.MICROGENERATION_BUSINESS, 0, Plan.SECTION_X),
        (Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS, 150, Plan.SECTION_X),
        (Paragraph.MIDDLE, 670, Plan.FROM_INVOICE),
        (Paragraph.GENERAL, 5000, Plan.FROM_CONTRACT),
        (Paragraph.GENERAL, "5000.001", Plan.BY_AGREEMENT),
        (Paragraph.MICROGENERATION_BUSINESS_ABOVE_150, 200, Plan.FROM_CONTRACT),
        (Paragraph.TEMPORARY, 15, Plan.FROM_CONTRACT),
        (Paragraph.TEMPORARY, 5000, Plan.FROM_CONTRACT),
        (Paragraph.TEMPORARY, "5000.001", Plan.BY_AGREEMENT),
    ],
)
def test_the_rule_for_an_application_follows_from_its_paragraph_and_power(paragraph, power, rule):
    assert plans(paragraph, power)[0] is rule


def test_deferral_is_offered_only_to_those_who_may_ask_and_did():
    assert {
        paragraph for paragraph in Paragraph if plans(paragraph, wants_deferral=True)[0] is Plan.DEFERRED
    } == {
        Paragraph.BUSINESS,
        Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS,
        Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS,
    }
    assert plans(Paragraph.BUSINESS, wants_deferral=True) == (Plan.DEFERRED, Plan.SECTION_X)
    assert Plan.DEFERRED not in plans(Paragraph.BUSINESS)


def test_redistributed_power_is_paid_by_its_own_paragraph_outside_section_x_for_up_to_150_kw():
    assert plans(Paragraph.MIDDLE, 300, redistributed=True)[0] is Plan.REDISTRIBUTION
    assert plans(Paragraph.GENERAL, 900, redistributed=True)[0] is Plan.REDISTRIBUTION
    assert plans(Paragraph.HOUSEHOLD, redistributed=True) == (Plan.SECTION_X,)


def test_stages_are_paid_by_agreement_outside_section_x_for_up_to_150_kw():
    assert plans(Paragraph.GENERAL, 100) == (Plan.FROM_CONTRACT, Plan.BY_AGREEMENT)
    assert plans(Paragraph.GENERAL, 900, redistributed=True) == (Plan.REDISTRIBUTION, Plan.BY_AGREEMENT)
    assert plans(Paragraph.TEMPORARY, redistributed=True) == (Plan.FROM_CONTRACT, Plan.BY_AGREEMENT)


def test_an_individual_project_of_section_iii_begins_above_150_kw_and_is_never_temporary():
    other = (Plan.INDIVIDUAL_PROJECT, Plan.BY_AGREEMENT)
    assert plans(Paragraph.MIDDLE, 300) == (Plan.FROM_INVOICE, *other)
    assert plans(Paragraph.GENERAL, 900) == (Plan.FROM_CONTRACT, *other)
    assert plans(Paragraph.GENERAL, 6000) == tuple(reversed(other))
    assert Plan.INDIVIDUAL_PROJECT not in plans(Paragraph.GENERAL, 150)
    assert Plan.INDIVIDUAL_PROJECT in plans(Paragraph.GENERAL, "150.001")
    assert Plan.INDIVIDUAL_PROJECT not in plans(Paragraph.TEMPORARY, 900)


def test_an_individual_project_pays_30_60_and_10_of_what_its_advance_leaves_by_paragraph_15():
    sums = [item.kopecks for item in FIRST.instalments(Plan.INDIVIDUAL_PROJECT, 10_000_000)]
    assert sums == [1_000_000, 2_700_000, 5_400_000, 900_000]
    # 100 000 ₽ were preliminary, of which 10 000 ₽ came; the fee was set at 150 000 ₽, so 140 000 ₽ are left.
    after = FIRST.instalments(Plan.INDIVIDUAL_PROJECT, 15_000_000, advance=1_000_000)
    assert [item.kopecks for item in after] == [1_000_000, 4_200_000, 8_400_000, 1_400_000]


def test_an_individual_project_is_paid_from_the_contract_and_from_the_additional_agreement():
    # 10: 04.12.2026 (пт); from 01.07.2027: 10 — 11.07 (вс) → 12; 60 — 30.08 (пн); 180 — 28.12 (вт).
    events = {Event.CONTRACT: TUESDAY, Event.AMENDMENT: date(2027, 7, 1)}
    assert dates(Plan.INDIVIDUAL_PROJECT, events) == [
        date(2026, 12, 4),
        date(2027, 7, 12),
        date(2027, 8, 30),
        date(2027, 12, 28),
    ]


@pytest.mark.parametrize("plan", [Plan.REDISTRIBUTION, Plan.INDIVIDUAL_PROJECT])
def test_a_first_part_that_concludes_the_contract_by_105_has_a_date_before_there_is_one(plan):
    first, second, *_ = dates(plan, {Event.INVOICE: TUESDAY}, by_payment=True)
    assert (first, second) == (FIRST.due(Code.PAYMENT_150_670, TUESDAY), None)
    assert dates(plan, {Event.INVOICE: TUESDAY})[0] is None


def test_a_plan_by_agreement_has_no_payments_of_its_own():
    with pytest.raises(ValueError, match="no schedule"):
        FIRST.instalments(Plan.BY_AGREEMENT, 10_000)


@given(
    paragraph=st.sampled_from(Paragraph),
    power=st.decimals(0, 100_000, places=3),
    redistributed=st.booleans(),
    wants_deferral=st.booleans(),
)
def test_every_application_has_one_rule_and_no_plan_twice(paragraph, power, redistributed, wants_deferral):
    found = plans(paragraph, power, redistributed=redistributed, wants_deferral=wants_deferral)
    assert found
    assert len(set(found)) == len(found)


@given(
    plan=PLANS,
    fee=FEES,
    procurement=st.booleans(),
    by_payment=st.booleans(),
    quarters=st.integers(1, LONGEST_DEFERRAL),
    advance=st.integers(0, 10**12),
)
def test_instalments_add_up_to_the_fee_and_none_is_empty(
    *, plan, fee, procurement, by_payment, quarters, advance
):
    terms = {"procurement": procurement, "by_payment": by_payment, "quarters": quarters}
    found = FIRST.instalments(plan, fee + advance, **terms, advance=advance)
    assert sum(item.kopecks for item in found) == fee + advance
    assert min(item.kopecks for item in found) > 0
    assert [item.number for item in found] == list(range(1, len(found) + 1))


@given(total=FEES, shares=st.lists(st.integers(1, 100), min_size=1, max_size=12))
def test_a_share_is_within_a_kopeck_of_its_proportion(total, shares):
    found = split(total, shares)
    assert sum(found) == total
    for part, share in zip(found, shares, strict=True):
        assert abs(part * sum(shares) - total * share) <= sum(shares)


def test_a_rouble_is_enough_for_the_longest_deferral():
    sums = [item.kopecks for item in FIRST.instalments(Plan.DEFERRED, 100, quarters=12)]
    assert sums == [10, 8, 7, 8, 7, 8, 7, 8, 7, 8, 7, 8, 7]


@pytest.mark.parametrize(
    ("fee", "parts"),
    [
        (9_900_000, [1_485_000, 2_970_000, 3_465_000, 1_980_000]),
        (5_500_001, [825_000, 1_650_000, 1_925_001, 1_100_000]),
        (101, [15, 30, 36, 20]),
        (150, [23, 45, 52, 30]),
    ],
)
def test_a_fee_is_split_as_by_hand(fee, parts):
    assert [item.kopecks for item in FIRST.instalments(Plan.SECTION_X, fee)] == parts


@pytest.mark.parametrize(
    ("placed", "due"),
    [
        # 5 рд: 25, 26, 27, 30 ноября, 1 декабря; 20, 40, 60 дней: 14.12 (пн), 03.01 (праздник), 23.01 (сб).
        (TUESDAY, [date(2026, 12, 1), date(2026, 12, 14), date(2027, 1, 11), date(2027, 1, 25)]),
        # 5 рд from 28.12.2026: 29, 30 дек, 11–13 янв; 20 days: 17.01 (вс) → 18; 06.02 (сб) → 08; 26.02.
        (date(2026, 12, 28), [date(2027, 1, 13), date(2027, 1, 18), date(2027, 2, 8), date(2027, 2, 26)]),
    ],
)
def test_the_parts_of_section_x_are_due_on_days_computed_by_hand(placed, due):
    assert dates(Plan.SECTION_X, {Event.INVOICE: placed}) == due


def test_the_parts_from_an_invoice_of_paragraph_12_are_due_in_15_60_and_180_days():
    # 15: 09.12 (ср); 60: 23.01.2027 (сб) → 25; 180: 23.05.2027 (вс) → 24.
    assert dates(Plan.FROM_INVOICE, {Event.INVOICE: TUESDAY}) == [
        date(2026, 12, 9),
        date(2027, 1, 25),
        date(2027, 5, 24),
    ]


def test_a_procurement_has_15_working_days_and_nothing_is_due_before_the_first_part():
    # 15 рд from 24.11.2026: 15.12 (вт). From 28.12.2026: 29, 30, 11–15, 18–22, 25–27 января.
    assert dates(Plan.SECTION_X, {Event.INVOICE: TUESDAY}, procurement=True)[:2] == [
        date(2026, 12, 15),
        date(2026, 12, 15),
    ]
    assert dates(Plan.SECTION_X, {Event.INVOICE: date(2026, 12, 28)}, procurement=True) == [
        date(2027, 1, 27),
        date(2027, 1, 27),
        date(2027, 2, 8),
        date(2027, 2, 26),
    ]


def test_the_first_part_of_section_x_has_the_term_of_the_state_that_waits_for_it():
    bounds = [
        (Plan.SECTION_X, False, Code.PAYMENT),
        (Plan.SECTION_X, True, Code.PAYMENT_PROCUREMENT),
        (Plan.DEFERRED, False, Code.PAYMENT),
        (Plan.DEFERRED, True, Code.PAYMENT_PROCUREMENT),
        (Plan.FROM_INVOICE, False, Code.PAYMENT_150_670),
        (Plan.FROM_INVOICE, True, Code.PAYMENT_150_670),
    ]
    for plan, procurement, code in bounds:
        first = dates(plan, {Event.INVOICE: TUESDAY}, procurement=procurement)[0]
        assert first == FIRST.due(code, TUESDAY)


def test_a_part_waits_without_a_date_for_the_event_it_runs_from():
    assert dates(Plan.FROM_CONTRACT, {Event.INVOICE: TUESDAY}) == [None, None, None]
    assert dates(Plan.REDISTRIBUTION, {Event.CONTRACT: TUESDAY}) == [
        date(2026, 12, 9),
        date(2027, 1, 25),
        None,
        None,
    ]
    assert dates(Plan.DEFERRED, {Event.INVOICE: TUESDAY}, quarters=3) == [date(2026, 12, 1), None, None, None]


def test_deferred_payments_come_every_three_months_on_the_same_day_or_the_last_of_the_month():
    events = {Event.INVOICE: TUESDAY, Event.COMPLETION: date(2026, 11, 30)}
    # 28.02.2027 is a Sunday, 30.05.2027 too, 30.08.2027 a Monday.
    assert dates(Plan.DEFERRED, events, quarters=3)[1:] == [
        date(2027, 3, 1),
        date(2027, 5, 31),
        date(2027, 8, 30),
    ]
    assert [item.deferred for item in FIRST.instalments(Plan.DEFERRED, 10_000, quarters=2)] == [
        False,
        True,
        True,
    ]


def test_regional_holidays_move_what_falls_on_them():
    instalments = FIRST.instalments(Plan.SECTION_X, 10_000)
    moved = due_dates(instalments, {Event.INVOICE: TUESDAY}, overrides={date(2026, 12, 14): False})
    assert moved[1] == date(2026, 12, 15)


def test_a_term_is_told_in_words():
    first, second, *_ = FIRST.instalments(Plan.SECTION_X, 10_000)
    assert first.words == "в течение 5\u00a0рабочих дней со дня размещения счёта"
    assert second.words == "в течение 20\u00a0дней со дня размещения счёта"
    assert FIRST.instalments(Plan.DEFERRED, 10_000)[-1].words.startswith("в течение 36\u00a0месяцев со дня")


@pytest.mark.parametrize(
    ("term", "unit", "words"),
    [
        (1, Unit.CALENDAR, "1\u00a0дня"),
        (2, Unit.CALENDAR, "2\u00a0дней"),
        (11, Unit.CALENDAR, "11\u00a0дней"),
        (21, Unit.CALENDAR, "21\u00a0дня"),
        (101, Unit.CALENDAR, "101\u00a0дня"),
        (111, Unit.CALENDAR, "111\u00a0дней"),
        (21, Unit.WORKING, "21\u00a0рабочего дня"),
        (15, Unit.WORKING, "15\u00a0рабочих дней"),
        (21, Unit.MONTHS, "21\u00a0месяца"),
        (3, Unit.MONTHS, "3\u00a0месяцев"),
    ],
)
def test_a_term_stands_in_the_genitive(term, unit, words):
    told = InstalmentByLaw(1, 10_000, term, unit, Event.ACT, "п. 1").words
    assert told == f"в течение {words} со дня подписания акта о присоединении"


def test_an_agreed_date_has_no_term_in_words():
    assert InstalmentByLaw(1, 10_000, 0, Unit.CALENDAR, None, "договор").words == ""


@pytest.mark.parametrize(
    ("fee", "quarters", "advance"), [(99, 12, 0), (10_000, 0, 0), (10_000, 13, 0), (10_000, 12, 9_901)]
)
def test_what_cannot_be_split_is_not(fee, quarters, advance):
    with pytest.raises(ValueError, match="no schedule"):
        FIRST.instalments(Plan.DEFERRED, fee, quarters=quarters, advance=advance)


@pytest.mark.parametrize(
    ("total", "percent", "tax"),
    [(12_200, 22, 2_200), (10_000, 22, 1_803), (12_000, 20, 2_000), (10_000, 0, 0), (3, 20, 1), (84, 7, 5)],
)
def test_the_tax_inside_a_sum_is_rounded_to_a_kopeck(total, percent, tax):
    assert vat_within(total, percent) == tax
