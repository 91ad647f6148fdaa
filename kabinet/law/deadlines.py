"""THE time limits of the law, each with the act and the paragraph it stands in.

861: Правила технологического присоединения, ПП РФ от 27.12.2004 № 861, worded by № 103 of 07.02.2026.
186: Единые стандарты, приказ Минэнерго от 15.04.2014 № 186, worded by № 541 of 07.07.2021.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kabinet.law.working_days import NO_OVERRIDES, Overrides, add_calendar_days, add_working_days


class Code(StrEnum):
    """The names of the limits in code."""

    REGISTRATION = "registration"
    COMPLETENESS_CHECK = "completeness_check"
    SUPPLY_DOCUMENTS = "supply_documents"
    OFFER_SIMPLIFIED = "offer_simplified"
    OFFER_150_670 = "offer_150_670"
    OFFER_GENERAL = "offer_general"
    OFFER_TEMPORARY = "offer_temporary"


class Unit(StrEnum):
    """What the days are."""

    WORKING = "рабочие дни"
    CALENDAR = "календарные дни"
    MONTHS = "месяцы"


class Party(StrEnum):
    """Whom a limit binds."""

    OPERATOR = "сетевая организация"
    APPLICANT = "заявитель"


@dataclass(frozen=True, slots=True)
class Limit:
    """A term of `days`, counted from the day after the event that `starts` it."""

    code: Code
    days: int
    unit: Unit
    starts: str
    binds: Party
    act: str
    paragraph: str
    title: str


_RULES = "Правила технологического присоединения (ПП РФ от 27.12.2004 № 861)"
_STANDARDS = "Единые стандарты качества обслуживания (приказ Минэнерго от 15.04.2014 № 186)"
_RECEIVED = "получение заявки"

# The general and temporary offers restart on the day the missing documents come (861, п. 15).
_TABLE = (
    Limit(
        Code.REGISTRATION, 1, Unit.CALENDAR, "отправление заявки", Party.OPERATOR,
        _STANDARDS, "прил. 5, п. 4", "Регистрация заявки",
    ),
    Limit(
        Code.COMPLETENESS_CHECK, 3, Unit.WORKING, _RECEIVED, Party.OPERATOR,
        _RULES, "п. 15", "Проверка заявки и уведомление о недостающих сведениях",
    ),
    Limit(
        Code.SUPPLY_DOCUMENTS, 20, Unit.WORKING, "получение уведомления", Party.APPLICANT,
        _RULES, "п. 15", "Представление недостающих сведений и документов",
    ),
    Limit(
        Code.OFFER_SIMPLIFIED, 10, Unit.WORKING, _RECEIVED, Party.OPERATOR,
        _RULES, "п. 105", "Условия договора, технические условия и счёт в личном кабинете",
    ),
    Limit(
        Code.OFFER_150_670, 20, Unit.WORKING, _RECEIVED, Party.OPERATOR,
        _RULES, "п. 105", "Условия договора, технические условия и счёт в личном кабинете",
    ),
    Limit(
        Code.OFFER_GENERAL, 20, Unit.WORKING, _RECEIVED, Party.OPERATOR,
        _RULES, "п. 15", "Проект договора и технические условия",
    ),
    Limit(
        Code.OFFER_TEMPORARY, 10, Unit.CALENDAR, _RECEIVED, Party.OPERATOR,
        _RULES, "п. 15", "Проект договора и технические условия в бумажном виде",
    ),
)  # fmt: skip

LIMITS = {limit.code: limit for limit in _TABLE}


def due(code: Code, start: date, *, overrides: Overrides = NO_OVERRIDES) -> date:
    """The last day of a limit whose event happened on `start`."""
    limit = LIMITS[code]
    add = add_working_days if limit.unit is Unit.WORKING else add_calendar_days
    return add(start, limit.days, overrides=overrides)
