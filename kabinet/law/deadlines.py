"""THE time limits of the law, each with the act and the paragraph it stands in, and since when it counts.

They are read through kabinet.law.editions, which gives those of a day.

861: Правила технологического присоединения, ПП РФ от 27.12.2004 № 861, worded by № 103 of 07.02.2026.
186: Единые стандарты, приказ Минэнерго от 15.04.2014 № 186, worded by № 541 of 07.07.2021.
«По аналогии» marks a limit that the act sets for a neighbouring case and is silent about here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kabinet.law.acts import LawAct
from kabinet.law.counting import counted
from kabinet.law.working_days import (
    NO_OVERRIDES,
    Overrides,
    add_calendar_days,
    add_months,
    add_working_days,
)


class Code(StrEnum):
    """The names of the limits in code."""

    REGISTRATION = "registration"
    APPEAL_REFERRAL = "appeal_referral"
    COMPLETENESS_CHECK = "completeness_check"
    SUPPLY_DOCUMENTS = "supply_documents"

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

    CHECK_CONDITIONS = "check_conditions"
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

    CONSENT_WITHDRAWN = "consent_withdrawn"


class Unit(StrEnum):
    """What the length of a limit counts."""

    WORKING = "рабочие дни"
    CALENDAR = "календарные дни"
    MONTHS = "месяцы"


class Bound(StrEnum):
    """Whom a limit binds."""

    OPERATOR = "сетевая организация"
    APPLICANT = "заявитель"


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
}

_RULES = "Правила технологического присоединения (ПП РФ от 27.12.2004 № 861)"
_STANDARDS = "Единые стандарты качества обслуживания (приказ Минэнерго от 15.04.2014 № 186)"
_PERSONAL_DATA = "Федеральный закон от 27.07.2006 № 152-ФЗ «О персональных данных»"
_OPERATOR, _APPLICANT = Bound.OPERATOR, Bound.APPLICANT
_DAYS, _WORKING, _MONTHS = Unit.CALENDAR, Unit.WORKING, Unit.MONTHS

_APPEAL_SENT = "регистрация обращения"
_RECEIVED = "получение заявки или недостающих сведений"
_PLACED = "размещение документов в личном кабинете"
_SENT = "получение проекта договора"
_REFUSED = "получение мотивированного отказа"
_CONTRACT = "заключение договора"
_ACT_PLACED = "уведомление о размещении документов о присоединении"

_BY_CABINET = "Условия договора, технические условия и счёт в личном кабинете"
_WORKS = "Мероприятия по технологическому присоединению"
_REVISION = "Исправление документов по мотивированному отказу"

TABLE = (
    # --- The review. The offer's limits restart on the day the missing documents come (861, п. 15). ---
    Limit(
        Code.REGISTRATION, 1, _DAYS, "отправление заявки", _OPERATOR,
        _STANDARDS, "прил. 5, п. 4", "Регистрация заявки",
    ),
    Limit(
        Code.APPEAL_REFERRAL, 5, _WORKING, _APPEAL_SENT, _OPERATOR,
        _STANDARDS, "п. 42", "Ответ, что вопрос не относится к компетенции, с контактами нужной организации",
    ),
    Limit(
        Code.COMPLETENESS_CHECK, 3, _WORKING, _RECEIVED, _OPERATOR,
        _RULES, "п. 15", "Проверка заявки и уведомление о недостающих сведениях",
    ),
    Limit(
        Code.SUPPLY_DOCUMENTS, 20, _WORKING, "получение уведомления", _APPLICANT,
        _RULES, "п. 15", "Представление недостающих сведений и документов",
    ),
    Limit(Code.OFFER_SIMPLIFIED, 10, _WORKING, _RECEIVED, _OPERATOR, _RULES, "п. 105", _BY_CABINET),
    Limit(Code.OFFER_150_670, 20, _WORKING, _RECEIVED, _OPERATOR, _RULES, "п. 105", _BY_CABINET),
    Limit(
        Code.OFFER_GENERAL, 20, _WORKING, _RECEIVED, _OPERATOR,
        _RULES, "п. 15", "Проект договора и технические условия",
    ),
    Limit(
        Code.OFFER_TEMPORARY, 10, _DAYS, _RECEIVED, _OPERATOR,
        _RULES, "п. 15", "Проект договора и технические условия в бумажном виде",
    ),
    # --- The contract ---------------------------------------------------------------------------------
    Limit(
        Code.PAYMENT, 5, _WORKING, _PLACED, _APPLICANT,
        _RULES, "п. 106", "Оплата счёта",
    ),
    Limit(
        Code.PAYMENT_PROCUREMENT, 15, _WORKING, _PLACED, _APPLICANT,
        _RULES, "п. 106", "Оплата счёта (закупка по законам № 44-ФЗ или № 275-ФЗ)",
    ),
    Limit(
        Code.PAYMENT_150_670, 15, _DAYS, _PLACED, _APPLICANT,
        _RULES, "п. 106 и 16(4)", "Оплата первой части счёта",
    ),
    Limit(Code.SIGNATURE, 10, _WORKING, _SENT, _APPLICANT, _RULES, "п. 15", "Подписание договора"),
    Limit(
        Code.REFUSAL_SIMPLIFIED, 5, _WORKING, _PLACED, _APPLICANT,
        _RULES, "п. 105", "Мотивированный отказ от заключения договора",
    ),
    Limit(
        Code.REFUSAL_GENERAL, 10, _WORKING, _SENT, _APPLICANT,
        _RULES, "п. 15", "Мотивированный отказ от подписания договора",
    ),
    Limit(Code.REVISION_SIMPLIFIED, 10, _WORKING, _REFUSED, _OPERATOR, _RULES, "п. 105", _REVISION),
    Limit(Code.REVISION_GENERAL, 10, _WORKING, _REFUSED, _OPERATOR, _RULES, "п. 15", _REVISION),
    Limit(
        Code.ANNUL_UNSIGNED, 30, _WORKING, _SENT, _APPLICANT,
        _RULES, "п. 15", "Ответ на проект договора: раньше заявка не аннулируется",
    ),
    # The Rules name no day for an unpaid invoice since № 1246 of 20.08.2025.
    Limit(
        Code.ANNUL_UNPAID, 30, _WORKING, _PLACED, _APPLICANT,
        _RULES, "п. 15 (по аналогии)", "Оплата счёта: раньше заявка не аннулируется",
    ),
    # --- The works: п. 16 «б» -------------------------------------------------------------------------
    Limit(Code.WORKS_30_DAYS, 30, _WORKING, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 2", _WORKS),
    Limit(Code.WORKS_TEMPORARY, 15, _WORKING, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 8", _WORKS),
    Limit(Code.WORKS_1_MONTH, 1, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 17", _WORKS),
    Limit(Code.WORKS_4_MONTHS, 4, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 9", _WORKS),
    Limit(Code.WORKS_6_MONTHS, 6, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 13", _WORKS),
    Limit(Code.WORKS_1_YEAR, 12, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 14", _WORKS),
    Limit(
        Code.WORKS_1_YEAR_ABOVE_670, 12, _MONTHS, _CONTRACT, _OPERATOR,
        _RULES, "п. 16 «б», абз. 10", _WORKS,
    ),
    Limit(Code.WORKS_2_YEARS, 24, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 15", _WORKS),
    Limit(Code.WORKS_4_YEARS, 48, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 18", _WORKS),
    # --- The check of the technical conditions and the documents on the connection --------------------
    Limit(
        Code.CHECK_CONDITIONS, 10, _DAYS, "получение уведомления о выполнении технических условий",
        _OPERATOR, _RULES, "п. 90", "Проверка выполнения технических условий",
    ),
    Limit(
        Code.REPEAT_INSPECTION, 3, _WORKING, "получение уведомления об устранении замечаний",
        _OPERATOR, _RULES, "п. 89", "Повторный осмотр электроустановки",
    ),
    Limit(
        Code.RETURN_ACT, 5, _DAYS, "получение подписанного акта", _APPLICANT,
        _RULES, "п. 88", "Подписание и возврат актов",
    ),
    Limit(
        Code.REMARKS, 20, _WORKING, _ACT_PLACED, _APPLICANT,
        _RULES, "п. 110", "Проверка документов о присоединении и замечания к ним",
    ),
    Limit(
        Code.FIX_REMARKS, 10, _WORKING, "поступление замечаний", _OPERATOR,
        _RULES, "п. 110", "Устранение замечаний и повторное размещение документов",
    ),
    Limit(
        Code.FIX_REMARKS_GENERAL, 10, _WORKING, "поступление замечаний", _OPERATOR,
        _RULES, "п. 110 (по аналогии)", "Устранение замечаний и повторное размещение документов",
    ),
    Limit(
        Code.REMARKS_REPEATED, 10, _WORKING, "повторное размещение уведомления", _APPLICANT,
        _RULES, "п. 110", "Замечания к исправленному уведомлению",
    ),
    Limit(
        Code.HIDDEN_DEFECTS, 6, _MONTHS, "подписание актов или размещение уведомления", _APPLICANT,
        _RULES, "п. 110", "Обращение о недостатках, которые обнаружились после присоединения",
    ),
    # --- What the supplier (субъект розничного рынка) is sent ------------------------------------------
    Limit(
        Code.SUPPLIER_COPIES_SIMPLIFIED, 2, _WORKING, "оплата счёта", _OPERATOR,
        _RULES, "п. 107", "Копии заявки и документов — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_COPIES_GENERAL, 2, _WORKING, _CONTRACT, _OPERATOR,
        _RULES, "п. 15(1)", "Копии договора, заявки и документов — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_METER_ACT, 2, _WORKING, "размещение акта допуска прибора учёта", _OPERATOR,
        _RULES, "п. 109", "Акт допуска прибора учёта — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_ACT, 2, _WORKING, "размещение документов о присоединении", _OPERATOR,
        _RULES, "п. 111", "Документы о присоединении — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_TERMINATION, 2, _WORKING, "расторжение договора", _OPERATOR,
        _RULES, "п. 15(1)", "Уведомление энергосбытовой организации о расторжении договора",
    ),
    # --- Personal data ---------------------------------------------------------------------------------
    Limit(
        Code.CONSENT_WITHDRAWN, 30, _DAYS, "поступление отзыва согласия", _OPERATOR,
        _PERSONAL_DATA, "ст. 21, ч. 5", "Прекращение обработки и уничтожение персональных данных",
    ),
)  # fmt: skip

_ADD = {Unit.WORKING: add_working_days, Unit.CALENDAR: add_calendar_days, Unit.MONTHS: add_months}


def last_day(limit: Limit, start: date, *, overrides: Overrides = NO_OVERRIDES) -> date:
    """The last day of a limit whose event happened on `start`."""
    return _ADD[limit.unit](start, limit.length, overrides=overrides)
