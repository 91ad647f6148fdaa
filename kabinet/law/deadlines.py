"""What a time limit of the law is, and how its last day is counted; the limits: kabinet.law.limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from kabinet.law.acts import LawAct
from kabinet.law.counting import counted
from kabinet.law.working_days import (
    NO_OVERRIDES,
    Overrides,
    add_calendar_days,
    add_months,
    add_working_days,
    months_later,
)


class Code(StrEnum):
    """The names of the limits in code."""

    REGISTRATION = "registration"
    APPEAL_REFERRAL = "appeal_referral"
    ANSWER_INFORMATION = "answer_information"
    ANSWER_CONSULTATION = "answer_consultation"
    ANSWER_COMPLAINT = "answer_complaint"
    ANSWER_METER = "answer_meter"
    ANSWER_UNMETERED = "answer_unmetered"
    ANSWER_COPIES = "answer_copies"
    ANSWER_OUTAGE = "answer_outage"
    ANSWER_QUALITY = "answer_quality"
    ANSWER_QUALITY_EXTENDED = "answer_quality_extended"
    ANSWER_OTHER = "answer_other"
    ANSWER_ON_PAPER = "answer_on_paper"
    ANSWER_BY_PHONE = "answer_by_phone"
    ANSWER_PHONE_COMPLAINT = "answer_phone_complaint"
    COMPLETENESS_CHECK = "completeness_check"
    SUPPLY_DOCUMENTS = "supply_documents"
    SECOND_APPLICATION = "second_application"

    OFFER_SIMPLIFIED = "offer_simplified"
    OFFER_150_670 = "offer_150_670"
    OFFER_GENERAL = "offer_general"
    OFFER_TEMPORARY = "offer_temporary"

    PAYMENT = "payment"
    PAYMENT_PROCUREMENT = "payment_procurement"
    PAYMENT_150_670 = "payment_150_670"
    SIGNATURE = "signature"
    REFUSAL_SIMPLIFIED = "refusal_simplified"
    REFUSAL_GENERAL = "refusal_general"
    REVISION_SIMPLIFIED = "revision_simplified"
    REVISION_GENERAL = "revision_general"
    ANNUL_UNSIGNED = "annul_unsigned"
    ANNUL_UNPAID = "annul_unpaid"

    WORKS_30_DAYS = "works_30_days"
    WORKS_TEMPORARY = "works_temporary"
    WORKS_1_MONTH = "works_1_month"
    WORKS_4_MONTHS = "works_4_months"
    WORKS_6_MONTHS = "works_6_months"
    WORKS_1_YEAR = "works_1_year"
    WORKS_1_YEAR_ABOVE_670 = "works_1_year_above_670"
    WORKS_2_YEARS = "works_2_years"
    WORKS_4_YEARS = "works_4_years"
    WORKS_REDISTRIBUTION = "works_redistribution"
    WORKS_NAMED_2_MONTHS = "works_named_2_months"
    WORKS_NAMED_3_MONTHS = "works_named_3_months"
    WORKS_NAMED_6_MONTHS = "works_named_6_months"
    WORKS_NAMED_1_YEAR = "works_named_1_year"

    OWNER_CONSENTS = "owner_consents"
    COURT_TERMINATION = "court_termination"

    FEE_REQUEST = "fee_request"
    FEE_REQUEST_LONG = "fee_request_long"
    FEE_REQUEST_NOTICE = "fee_request_notice"
    AMENDMENT_OFFER = "amendment_offer"
    AMENDMENT_SIGNATURE = "amendment_signature"

    CHECK_CONDITIONS = "check_conditions"
    CHECK_WITH_DISPATCHER = "check_with_dispatcher"
    REPEAT_INSPECTION = "repeat_inspection"
    RETURN_ACT = "return_act"
    REMARKS = "remarks"
    FIX_REMARKS = "fix_remarks"
    FIX_REMARKS_GENERAL = "fix_remarks_general"
    REMARKS_REPEATED = "remarks_repeated"
    HIDDEN_DEFECTS = "hidden_defects"

    SUPPLIER_COPIES_SIMPLIFIED = "supplier_copies_simplified"
    SUPPLIER_COPIES_GENERAL = "supplier_copies_general"
    SUPPLIER_METER_ACT = "supplier_meter_act"
    SUPPLIER_ACT = "supplier_act"
    SUPPLIER_TERMINATION = "supplier_termination"
    SUPPLIER_VOLTAGE = "supplier_voltage"
    SUPPLIER_ACT_GENERAL = "supplier_act_general"

    NOTICE_PLACED = "notice_placed"
    METER_NOTICE = "meter_notice"
    ACT_AFTER_ENERGISING = "act_after_energising"
    DEVIATION = "deviation"
    DEFECTS = "defects"

    AUTONOMOUS_SOURCE = "autonomous_source"
    DISPATCHER_COPY = "dispatcher_copy"
    DISPATCHER_AGREEMENT = "dispatcher_agreement"
    OFFER_AGREED = "offer_agreed"
    FOURTH_CONSENT = "fourth_consent"
    FOURTH_OFFER = "fourth_offer"
    GIVER_CONDITIONS = "giver_conditions"
    GIVER_SUPPLIER_COPIES = "giver_supplier_copies"

    POWER_WITHOUT_TERM = "power_without_term"

    CONSENT_WITHDRAWN = "consent_withdrawn"
    KEPT_CONTRACT = "kept_contract"
    KEPT_APPEAL = "kept_appeal"
    KEPT_CLAIM = "kept_claim"
    KEPT_DESTRUCTION_ACT = "kept_destruction_act"


WORKS = frozenset(code for code in Code if code.startswith("works_"))
"""The terms of the works, one of which the contract sets."""


class Unit(StrEnum):
    """What the length of a limit counts."""

    WORKING = "рабочие дни"
    CALENDAR = "календарные дни"
    MONTHS = "месяцы"
    YEARS = "годы"
    HOURS = "часы"


class Bound(StrEnum):
    """Whom a limit binds."""

    OPERATOR = "сетевая организация"
    APPLICANT = "заявитель"
    DISPATCHER = "системный оператор"


@dataclass(frozen=True, slots=True)
class Limit:
    """A term of `length` units, counted from the day after the event that `starts` it.

    `brought_by`, `ended_by`: the acts since which it counts and does not (kabinet.law.acts).
    """

    code: Code
    length: int
    unit: Unit
    starts: str
    binds: Bound
    act: str
    paragraph: str
    title: str
    brought_by: LawAct | None = None
    ended_by: LawAct | None = None

    @property
    def basis(self) -> str:
        """The act and the paragraph, as people are told."""
        return f"{self.act}, {self.paragraph}"

    @property
    def words(self) -> str:
        """The length as people say it: «10 рабочих дней», «1 месяц»."""
        return spelled(self.length, self.unit)


def spelled(length: int, unit: Unit) -> str:
    """A length as people say it, in the nominative and the accusative."""
    return counted(length, *_NOUNS[unit])


_NOUNS = {
    Unit.WORKING: ("рабочий день", "рабочих дня", "рабочих дней"),
    Unit.CALENDAR: ("день", "дня", "дней"),
    Unit.MONTHS: ("месяц", "месяца", "месяцев"),
    Unit.YEARS: ("год", "года", "лет"),
    Unit.HOURS: ("час", "часа", "часов"),
}


class Pause(NamedTuple):
    """Days on which a term stands still: from `since` on, up to `until`, on which it runs again."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.until - self.since).days


def last_day(
    limit: Limit, start: date, *, overrides: Overrides = NO_OVERRIDES, pauses: Sequence[Pause] = ()
) -> date:
    """The last day of a limit whose event happened on `start`; the `pauses` after that do not count."""
    standing = [pause for pause in pauses if pause.since > start]
    still = sum(pause.days for pause in standing)
    match limit.unit:
        case Unit.WORKING:
            off = {pause.since + timedelta(n): False for pause in standing for n in range(pause.days)}
            return add_working_days(start, limit.length, overrides={**overrides, **off})
        case Unit.CALENDAR:
            return add_calendar_days(start, limit.length + still, overrides=overrides)
        case Unit.MONTHS if still:
            return add_calendar_days(months_later(start, limit.length), still, overrides=overrides)
        case Unit.MONTHS:
            return add_months(start, limit.length, overrides=overrides)
        case Unit.YEARS:
            return months_later(start, 12 * limit.length)  # how long papers are kept: a day off moves nothing
        case Unit.HOURS:
            return start  # by its day alone; the moment: last_moment


def last_moment(limit: Limit, start: datetime) -> datetime:
    """The moment by which a limit of hours ends whose event happened at `start`."""
    return start + timedelta(hours=limit.length)
