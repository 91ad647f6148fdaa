"""The time limits of the law."""

import re
from datetime import UTC, date, datetime

import pytest

from kabinet.law.deadlines import Code, Pause, last_moment
from kabinet.law.editions import FIRST
from kabinet.law.limits import TABLE

TUESDAY = date(2026, 11, 24)
"""24.11.2026; 31.12.2026 and 1–10.01.2027 are days off, 20.02.2027 is a working Saturday."""

HAND_COMPUTED = {
    Code.REGISTRATION: [(TUESDAY, date(2026, 11, 25)), (date(2026, 11, 27), date(2026, 11, 30))],
    Code.COMPLETENESS_CHECK: [(TUESDAY, date(2026, 11, 27)), (date(2027, 2, 18), date(2027, 2, 24))],
    Code.SUPPLY_DOCUMENTS: [(TUESDAY, date(2026, 12, 22))],
    Code.SECOND_APPLICATION: [(TUESDAY, date(2026, 11, 27)), (date(2026, 12, 30), date(2027, 1, 13))],
    Code.OFFER_SIMPLIFIED: [(TUESDAY, date(2026, 12, 8)), (date(2026, 12, 28), date(2027, 1, 20))],
    Code.OFFER_150_670: [(TUESDAY, date(2026, 12, 22))],
    Code.OFFER_GENERAL: [(TUESDAY, date(2026, 12, 22))],
    Code.OFFER_TEMPORARY: [(TUESDAY, date(2026, 12, 4)), (date(2026, 12, 21), date(2027, 1, 11))],
    Code.PAYMENT: [(TUESDAY, date(2026, 12, 1)), (date(2025, 10, 30), date(2025, 11, 7))],
    Code.PAYMENT_PROCUREMENT: [(TUESDAY, date(2026, 12, 15))],
    Code.PAYMENT_150_670: [(TUESDAY, date(2026, 12, 9)), (date(2026, 12, 17), date(2027, 1, 11))],
    Code.SIGNATURE: [(TUESDAY, date(2026, 12, 8))],
    Code.REFUSAL_SIMPLIFIED: [(TUESDAY, date(2026, 12, 1)), (date(2026, 12, 30), date(2027, 1, 15))],
    Code.REFUSAL_GENERAL: [(TUESDAY, date(2026, 12, 8))],
    Code.REVISION_SIMPLIFIED: [(TUESDAY, date(2026, 12, 8))],
    Code.REVISION_GENERAL: [(TUESDAY, date(2026, 12, 8))],
    Code.ANNUL_UNSIGNED: [(TUESDAY, date(2027, 1, 14))],
    Code.ANNUL_UNPAID: [(TUESDAY, date(2027, 1, 14))],
    Code.WORKS_30_DAYS: [(TUESDAY, date(2027, 1, 14)), (date(2024, 4, 26), date(2024, 6, 14))],
    Code.WORKS_TEMPORARY: [(TUESDAY, date(2026, 12, 15))],
    Code.WORKS_1_MONTH: [(TUESDAY, date(2026, 12, 24)), (date(2027, 1, 31), date(2027, 3, 1))],
    Code.WORKS_4_MONTHS: [(TUESDAY, date(2027, 3, 24)), (date(2023, 10, 31), date(2024, 2, 29))],
    Code.WORKS_6_MONTHS: [(TUESDAY, date(2027, 5, 24)), (date(2026, 7, 1), date(2027, 1, 11))],
    Code.WORKS_1_YEAR: [(TUESDAY, date(2027, 11, 24)), (date(2024, 2, 29), date(2025, 2, 28))],
    Code.WORKS_1_YEAR_ABOVE_670: [(TUESDAY, date(2027, 11, 24))],
    Code.WORKS_2_YEARS: [(TUESDAY, date(2028, 11, 24))],
    Code.WORKS_4_YEARS: [(TUESDAY, date(2030, 11, 25))],
    Code.WORKS_REDISTRIBUTION: [(TUESDAY, date(2026, 12, 24)), (date(2026, 12, 3), date(2027, 1, 11))],
    Code.WORKS_NAMED_2_MONTHS: [(TUESDAY, date(2027, 1, 25))],
    Code.WORKS_NAMED_3_MONTHS: [(TUESDAY, date(2027, 2, 24))],
    Code.WORKS_NAMED_6_MONTHS: [(TUESDAY, date(2027, 5, 24))],
    Code.WORKS_NAMED_1_YEAR: [(TUESDAY, date(2027, 11, 24))],
    Code.FEE_REQUEST: [
        (TUESDAY, date(2027, 5, 24)),
        (date(2026, 11, 25), date(2027, 5, 24)),
        (date(2026, 11, 26), date(2027, 5, 25)),
    ],
    Code.FEE_REQUEST_LONG: [(TUESDAY, date(2027, 11, 19))],
    Code.FEE_REQUEST_NOTICE: [(TUESDAY, date(2026, 11, 27))],
    Code.AMENDMENT_OFFER: [(date(2026, 12, 30), date(2027, 1, 13))],
    Code.AMENDMENT_SIGNATURE: [(TUESDAY, date(2026, 12, 8))],
    Code.CHECK_CONDITIONS: [(TUESDAY, date(2026, 12, 4)), (date(2026, 12, 29), date(2027, 1, 11))],
    Code.CHECK_WITH_DISPATCHER: [(TUESDAY, date(2026, 12, 22))],
    Code.REPEAT_INSPECTION: [(TUESDAY, date(2026, 11, 27))],
    Code.RETURN_ACT: [(TUESDAY, date(2026, 11, 30)), (date(2026, 11, 20), date(2026, 11, 25))],
    Code.REMARKS: [(TUESDAY, date(2026, 12, 22))],
    Code.FIX_REMARKS: [(TUESDAY, date(2026, 12, 8))],
    Code.FIX_REMARKS_GENERAL: [(TUESDAY, date(2026, 12, 8))],
    Code.REMARKS_REPEATED: [(TUESDAY, date(2026, 12, 8))],
    Code.HIDDEN_DEFECTS: [(TUESDAY, date(2027, 5, 24))],
    Code.SUPPLIER_COPIES_SIMPLIFIED: [(TUESDAY, date(2026, 11, 26))],
    Code.SUPPLIER_COPIES_GENERAL: [(date(2026, 12, 30), date(2027, 1, 12))],
    Code.SUPPLIER_METER_ACT: [(date(2026, 11, 27), date(2026, 12, 1))],
    Code.SUPPLIER_ACT: [(date(2026, 3, 6), date(2026, 3, 11))],
    Code.APPEAL_REFERRAL: [(TUESDAY, date(2026, 12, 1))],
    Code.AUTONOMOUS_SOURCE: [(TUESDAY, date(2026, 12, 9))],
    Code.DISPATCHER_COPY: [(TUESDAY, date(2026, 12, 1))],
    Code.OWNER_CONSENTS: [(TUESDAY, date(2026, 12, 24)), (date(2026, 12, 3), date(2027, 1, 11))],
    Code.COURT_TERMINATION: [(TUESDAY, date(2027, 11, 24)), (date(2027, 11, 24), date(2028, 11, 24))],
    Code.DISPATCHER_AGREEMENT: [(date(2026, 12, 1), date(2026, 12, 15))],
    Code.OFFER_AGREED: [(date(2026, 12, 10), date(2026, 12, 15)), (date(2026, 12, 30), date(2027, 1, 13))],
    Code.FOURTH_CONSENT: [(TUESDAY, date(2026, 12, 24)), (date(2026, 12, 2), date(2027, 1, 11))],
    Code.FOURTH_OFFER: [(TUESDAY, date(2026, 12, 22))],
    Code.GIVER_CONDITIONS: [(TUESDAY, date(2026, 12, 8))],
    Code.GIVER_SUPPLIER_COPIES: [(TUESDAY, date(2026, 11, 27))],
    Code.ANSWER_INFORMATION: [(TUESDAY, date(2026, 12, 9)), (date(2026, 12, 20), date(2027, 1, 11))],
    Code.ANSWER_CONSULTATION: [(TUESDAY, date(2026, 12, 9))],
    Code.ANSWER_COMPLAINT: [(TUESDAY, date(2026, 12, 24)), (date(2026, 12, 4), date(2027, 1, 11))],
    Code.ANSWER_METER: [(TUESDAY, date(2026, 11, 25)), (date(2026, 11, 27), date(2026, 11, 30))],
    Code.ANSWER_UNMETERED: [(TUESDAY, date(2026, 11, 25))],
    Code.ANSWER_COPIES: [(TUESDAY, date(2026, 12, 9))],
    Code.ANSWER_OUTAGE: [(TUESDAY, date(2026, 11, 25)), (date(2026, 12, 30), date(2027, 1, 11))],
    Code.ANSWER_QUALITY: [(TUESDAY, date(2026, 12, 9))],
    Code.ANSWER_QUALITY_EXTENDED: [(TUESDAY, date(2026, 12, 24))],
    Code.ANSWER_OTHER: [(TUESDAY, date(2026, 12, 24))],
    Code.ANSWER_ON_PAPER: [(TUESDAY, date(2026, 12, 24)), (date(2026, 12, 4), date(2027, 1, 11))],
    Code.ANSWER_BY_PHONE: [(TUESDAY, TUESDAY), (date(2026, 11, 28), date(2026, 11, 28))],
    Code.ANSWER_PHONE_COMPLAINT: [(TUESDAY, date(2026, 12, 24))],
    Code.SUPPLIER_TERMINATION: [(date(2025, 10, 31), date(2025, 11, 5))],
    Code.SUPPLIER_VOLTAGE: [(TUESDAY, date(2026, 11, 27))],
    Code.SUPPLIER_ACT_GENERAL: [(TUESDAY, date(2026, 11, 26))],
    Code.NOTICE_PLACED: [(date(2026, 11, 27), date(2026, 11, 30))],
    Code.METER_NOTICE: [(TUESDAY, date(2026, 11, 25))],
    Code.ACT_AFTER_ENERGISING: [(TUESDAY, date(2026, 11, 27)), (date(2026, 12, 30), date(2027, 1, 13))],
    Code.DEVIATION: [(TUESDAY, date(2026, 12, 8))],
    Code.DEFECTS: [(TUESDAY, date(2026, 12, 22))],
    Code.CONSENT_WITHDRAWN: [(TUESDAY, date(2026, 12, 24)), (date(2026, 12, 5), date(2027, 1, 11))],
    Code.KEPT_CONTRACT: [(date(2026, 12, 31), date(2031, 12, 31))],
    Code.KEPT_APPEAL: [(date(2026, 12, 31), date(2031, 12, 31))],
    Code.KEPT_CLAIM: [(TUESDAY, date(2029, 11, 24)), (date(2028, 2, 29), date(2031, 2, 28))],
    Code.POWER_WITHOUT_TERM: [(TUESDAY, date(2027, 11, 24)), (date(2028, 2, 29), date(2029, 2, 28))],
    Code.KEPT_DESTRUCTION_ACT: [(TUESDAY, date(2029, 11, 24))],
}
"""The last days of the limits, counted by hand with the decrees on days off."""


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [(code, start, end) for code, dates in HAND_COMPUTED.items() for start, end in dates],
)
def test_a_limit_ends_on_the_day_the_law_names(code, start, end):
    assert FIRST.due(code, start) == end


def test_a_call_is_answered_four_hours_after_its_registration_by_186_p_41_v_whatever_the_day():
    limit, night = FIRST.limits[Code.ANSWER_BY_PHONE], datetime(2026, 11, 28, 22, 30, tzinfo=UTC)
    assert last_moment(limit, night) == datetime(2026, 11, 29, 2, 30, tzinfo=UTC)
    assert limit.words == "4\u00a0часа"


def test_every_limit_was_counted_by_hand():
    assert set(HAND_COMPUTED) == set(Code)


def test_a_limit_minds_regional_holidays():
    assert FIRST.due(
        Code.COMPLETENESS_CHECK, date(2026, 11, 24), overrides={date(2026, 11, 26): False}
    ) == date(2026, 11, 30)


def test_every_limit_names_its_act_and_paragraph():
    named = re.compile(r"(п|ст)\. ")
    assert [limit.code for limit in TABLE if "№" not in limit.act or not named.search(limit.paragraph)] == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (Code.REGISTRATION, "1\u00a0день"),
        (Code.SUPPLIER_ACT, "2\u00a0рабочих дня"),
        (Code.PAYMENT, "5\u00a0рабочих дней"),
        (Code.OFFER_TEMPORARY, "10\u00a0дней"),
        (Code.WORKS_1_MONTH, "1\u00a0месяц"),
        (Code.WORKS_4_MONTHS, "4\u00a0месяца"),
        (Code.WORKS_6_MONTHS, "6\u00a0месяцев"),
    ],
)
def test_the_length_of_a_limit_is_told_as_people_say_it(code, said):
    assert FIRST.words(code) == said


def test_the_basis_of_a_limit_is_its_act_and_paragraph():
    assert FIRST.limits[Code.PAYMENT].basis == (
        "Правила технологического присоединения (ПП РФ от 27.12.2004 № 861), п. 106"
    )


PAUSED = Pause(date(2026, 11, 26), date(2026, 12, 3))
"""Thursday to Wednesday: seven days, five of them working."""


@pytest.mark.parametrize(
    ("code", "pauses", "end"),
    [
        (Code.OFFER_SIMPLIFIED, (), date(2026, 12, 8)),
        (Code.OFFER_SIMPLIFIED, (PAUSED,), date(2026, 12, 15)),
        (Code.WORKS_TEMPORARY, (PAUSED,), date(2026, 12, 22)),
        (Code.WORKS_REDISTRIBUTION, (PAUSED,), date(2026, 12, 31)),
        (Code.WORKS_4_MONTHS, (PAUSED,), date(2027, 3, 31)),
        (Code.WORKS_4_MONTHS, (PAUSED, Pause(date(2027, 1, 11), date(2027, 1, 13))), date(2027, 4, 2)),
        (Code.OFFER_SIMPLIFIED, (Pause(TUESDAY, date(2026, 12, 3)),), date(2026, 12, 8)),
    ],
)
def test_days_of_a_pause_that_began_after_the_start_do_not_count(code, pauses, end):
    overrides = {date(2026, 12, 31): True}
    assert FIRST.due(code, TUESDAY, pauses=pauses, overrides=overrides) == end


def test_a_pause_and_a_regional_holiday_count_each_for_itself():
    holiday = {date(2026, 12, 7): False}
    assert FIRST.due(Code.OFFER_SIMPLIFIED, TUESDAY, pauses=(PAUSED,), overrides=holiday) == date(
        2026, 12, 16
    )
