"""THE schedules of payment for the connection, each with the paragraphs that name its parts and terms.

The Rules: Правила технологического присоединения, ПП РФ от 27.12.2004 № 861, worded by № 103 of 07.02.2026.
Money is in whole kopecks. A part that falls due after an event which has not happened yet (the contract, the
act) has no date until then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate, pairwise

from kabinet.law.acts import LawAct
from kabinet.law.applicability import Paragraph
from kabinet.law.deadlines import Code, Limit, Unit
from kabinet.law.deferral import DEFERRABLE
from kabinet.law.working_days import (
    NO_OVERRIDES,
    Overrides,
    add_calendar_days,
    add_months,
    add_working_days,
)

SMALLEST_FEE = 100
"""Kopecks; a fee of less could leave a part without a kopeck."""
LONGEST_DEFERRAL = 12
"""Quarters: «на период до 3 лет» (paragraph 104)."""
_UP_TO_150, _UP_TO_5_MW = Decimal(150), Decimal(5000)


class Plan(StrEnum):
    """How a fee is paid."""

    SECTION_X = "section_x"
    DEFERRED = "deferred"
    FROM_INVOICE = "from_invoice"
    FROM_CONTRACT = "from_contract"
    REDISTRIBUTION = "redistribution"
    INDIVIDUAL_PROJECT = "individual_project"
    BY_AGREEMENT = "by_agreement"


class Event(StrEnum):
    """What a term of payment runs from, in the words that follow «со дня»."""

    INVOICE = "размещения счёта"
    CONTRACT = "заключения договора"
    AMENDMENT = "заключения дополнительного соглашения о плате"
    CONNECTION = "фактического присоединения"
    ACT = "подписания акта о присоединении"
    COMPLETION = "подписания акта (до 0,4\u00a0кВ\u00a0— размещения уведомления)"


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the fee, in per cent, and its term: calendar days, or a limit of kabinet.law.deadlines.

    `procurement`: the limit of those bound by 44-ФЗ or 275-ФЗ, where it is another one (paragraph 106).
    `accepting`: the limit from the invoice where paying this very part concludes the contract (paragraph
    105), so that no term can run from the contract before.
    """

    percent: int
    term: int | Code
    starts: Event
    paragraph: str
    procurement: Code | None = None
    accepting: Code | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The parts of a plan; `deferred` per cent follow them in equal quarterly payments.

    `brought_by`, `ended_by`: the acts since which it counts and does not (kabinet.law.acts).
    """

    plan: Plan
    title: str
    paragraph: str
    parts: tuple[Part, ...]
    deferred: int = 0
    brought_by: LawAct | None = None
    ended_by: LawAct | None = None


@dataclass(frozen=True, slots=True)
class InstalmentByLaw:
    """One payment; `deferred` ones stand outside the invoice (paragraph 104). No `starts`: an agreed date."""

    number: int
    kopecks: int
    term: int
    unit: Unit
    starts: Event | None
    paragraph: str
    deferred: bool = False

    @property
    def words(self) -> str:
        """The term as people read it; empty when the date is agreed."""
        if self.starts is None:
            return ""
        return f"в течение {_GENITIVE[self.unit](self.term)} со дня {self.starts}"


def _of_days(count: int) -> str:
    return f"{count}\u00a0{'дня' if _is_one(count) else 'дней'}"


def _of_working_days(count: int) -> str:
    return f"{count}\u00a0{'рабочего дня' if _is_one(count) else 'рабочих дней'}"


def _of_months(count: int) -> str:
    return f"{count}\u00a0{'месяца' if _is_one(count) else 'месяцев'}"


def _is_one(count: int) -> bool:
    return count % 10 == 1 and count % 100 != 11


_GENITIVE = {Unit.CALENDAR: _of_days, Unit.WORKING: _of_working_days, Unit.MONTHS: _of_months}


def _first(percent: int, paragraph: str) -> Part:
    """The part whose payment concludes the contract: its term is that of «Ожидает оплаты»."""
    return Part(percent, Code.PAYMENT, Event.INVOICE, paragraph, procurement=Code.PAYMENT_PROCUREMENT)


TABLE = (
    Schedule(
        Plan.SECTION_X, "15, 30, 35 и 20 % от размещения счёта", "пп.\u00a0103 и\u00a0106\u00a0Правил",
        (
            _first(15, "пп.\u00a0103 и\u00a0106\u00a0Правил"),
            Part(30, 20, Event.INVOICE, "п.\u00a0103\u00a0Правил"),
            Part(35, 40, Event.INVOICE, "п.\u00a0103\u00a0Правил"),
            Part(20, 60, Event.INVOICE, "п.\u00a0103\u00a0Правил"),
        ),
    ),
    Schedule(
        Plan.DEFERRED, "Рассрочка: 10 % по счёту и 90 % поквартально",
        "пп.\u00a012(2), 13(7) и\u00a0104\u00a0Правил",
        (_first(10, "пп.\u00a0104 и\u00a0106\u00a0Правил"),),
        deferred=90,
    ),
    # Paragraph 103 names 15/30/35/20 for paragraph 12 too; the special rule of 106 sends it to 16(4).
    Schedule(
        Plan.FROM_INVOICE, "10, 30 и 60 % от выставления счёта", "пп.\u00a016(4) и\u00a0106\u00a0Правил",
        (
            Part(10, Code.PAYMENT_150_670, Event.INVOICE, "пп.\u00a016(4) и\u00a0106\u00a0Правил"),
            Part(30, 60, Event.INVOICE, "пп.\u00a016(4) и\u00a0106\u00a0Правил"),
            Part(60, 180, Event.INVOICE, "пп.\u00a016(4) и\u00a0106\u00a0Правил"),
        ),
    ),
    Schedule(
        Plan.FROM_CONTRACT, "10, 30 и 60 % от заключения договора", "п.\u00a016(4)\u00a0Правил",
        (
            Part(10, 15, Event.CONTRACT, "п.\u00a016(4)\u00a0Правил"),
            Part(30, 60, Event.CONTRACT, "п.\u00a016(4)\u00a0Правил"),
            Part(60, 180, Event.CONTRACT, "п.\u00a016(4)\u00a0Правил"),
        ),
    ),
    # «…но не позже даты фактического присоединения» of the second part is watched by people. Paragraph 106
    # leaves those of paragraph 12 to 16(2): the first part then has the days that the offer stands for them.
    Schedule(
        Plan.REDISTRIBUTION, "15, 30, 45 и 10 % при перераспределении мощности",
        "пп.\u00a016(2) и\u00a034\u00a0Правил",
        (
            Part(15, 15, Event.CONTRACT, "п.\u00a016(2)\u00a0Правил", accepting=Code.PAYMENT_150_670),
            Part(30, 60, Event.CONTRACT, "п.\u00a016(2)\u00a0Правил"),
            Part(45, 15, Event.CONNECTION, "п.\u00a016(2)\u00a0Правил"),
            Part(10, 15, Event.ACT, "п.\u00a016(2)\u00a0Правил"),
        ),
    ),
    # The tenth part of a preliminary fee; 30, 60 and 10 % of what is left once the fee is set: nine tenths.
    Schedule(
        Plan.INDIVIDUAL_PROJECT, "Индивидуальный проект: 10 % и части от дополнительного соглашения",
        "пп.\u00a015, 30 и\u00a030(4)\u00a0Правил",
        (
            Part(10, 10, Event.CONTRACT, "п.\u00a015\u00a0Правил", accepting=Code.PAYMENT_150_670),
            Part(27, 10, Event.AMENDMENT, "п.\u00a015\u00a0Правил"),
            Part(54, 60, Event.AMENDMENT, "п.\u00a015\u00a0Правил"),
            Part(9, 180, Event.AMENDMENT, "п.\u00a015\u00a0Правил"),
        ),
    ),
    Schedule(Plan.BY_AGREEMENT, "По договору: части и сроки указываются вручную", "договор", ()),
)  # fmt: skip

_SIMPLIFIED = (
    Paragraph.BUSINESS,
    Paragraph.MICROGENERATION_BUSINESS,
    Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS,
    Paragraph.MICROGENERATION_PERSON,
    Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS,
    Paragraph.HOUSEHOLD,
)


def plans_of(
    paragraph: Paragraph, *, total_power: Decimal, redistributed: bool, wants_deferral: bool
) -> tuple[Plan, ...]:
    """The plans that the Rules admit for an application, `total_power` in kW; the first one is the rule.

    `wants_deferral`: asked for, and not excluded (kabinet.law.deferral). The other plans are for what an
    application does not tell: that there is no technical possibility, so that the project is an individual
    one, or stages of paragraph 17(1).
    """
    if paragraph in _SIMPLIFIED:
        # Paragraph 103 knows no other order up to 150 kW: 106 leaves paragraph 12 alone to 16(2).
        deferred = wants_deferral and paragraph in DEFERRABLE
        return (Plan.DEFERRED, Plan.SECTION_X) if deferred else (Plan.SECTION_X,)
    if redistributed and paragraph is not Paragraph.TEMPORARY:
        return (Plan.REDISTRIBUTION, Plan.BY_AGREEMENT)
    if paragraph is Paragraph.MIDDLE:
        return (Plan.FROM_INVOICE, Plan.INDIVIDUAL_PROJECT, Plan.BY_AGREEMENT)
    # Individual projects (section III) begin above 150 kW (33(1)); temporary lines are the applicant's (53).
    individual = paragraph is not Paragraph.TEMPORARY and total_power > _UP_TO_150
    others = (Plan.INDIVIDUAL_PROJECT, Plan.BY_AGREEMENT) if individual else (Plan.BY_AGREEMENT,)
    if total_power > _UP_TO_5_MW:
        return tuple(reversed(others))  # no paragraph names a schedule above 5 MW
    return (Plan.FROM_CONTRACT, *others)


def instalments_of(
    schedule: Schedule,
    fee: int,
    limits: Mapping[Code, Limit],
    *,
    procurement: bool,
    by_payment: bool,
    quarters: int,
    advance: int,
) -> tuple[InstalmentByLaw, ...]:
    """The payments of a fee of SMALLEST_FEE kopecks or more; they add up to it exactly.

    `procurement`: the applicant buys under 44-ФЗ or 275-ФЗ. `by_payment`: the first payment concludes the
    contract (section X). `quarters` is the length of a deferral, from 1 to LONGEST_DEFERRAL. `advance`: the
    sum of the first part where it is not its share of this fee, as in an individual project whose fee was set
    after the contract (paragraph 15). A plan by agreement has no schedule here: ValueError.
    """
    if not schedule.parts or fee < SMALLEST_FEE + advance or not 1 <= quarters <= LONGEST_DEFERRAL:
        raise ValueError(f"no schedule for {schedule.plan}, {fee} kopecks, {quarters} quarters")
    shares = [part.percent for part in schedule.parts]
    if schedule.deferred:
        shares.append(schedule.deferred)
    sums = [advance, *split(fee - advance, shares[1:])] if advance else split(fee, shares)
    parts = map(_accepting, schedule.parts) if by_payment else schedule.parts
    found = [
        InstalmentByLaw(
            number, kopecks, *term_of(part, limits, procurement=procurement), part.starts, part.paragraph
        )
        for number, (part, kopecks) in enumerate(zip(parts, sums, strict=False), start=1)
    ]
    if schedule.deferred:
        quarterly = split(sums[-1], [1] * quarters)
        found += [
            InstalmentByLaw(
                number=len(schedule.parts) + quarter,
                kopecks=kopecks,
                term=3 * quarter,
                unit=Unit.MONTHS,
                starts=Event.COMPLETION,
                paragraph="п.\u00a0104\u00a0Правил",
                deferred=True,
            )
            for quarter, kopecks in enumerate(quarterly, start=1)
        ]
    return tuple(found)


def _accepting(part: Part) -> Part:
    """The part where paying it concludes the contract: its term is named for a neighbouring case alone."""
    if part.accepting is None:
        return part
    paragraph = "пп.\u00a0105 и\u00a0106\u00a0Правил (по\u00a0аналогии)"
    return replace(part, term=part.accepting, starts=Event.INVOICE, paragraph=paragraph)


def term_of(part: Part, limits: Mapping[Code, Limit], *, procurement: bool = False) -> tuple[int, Unit]:
    """How long a part may be paid."""
    term = part.procurement if procurement and part.procurement else part.term
    if isinstance(term, Code):
        return limits[term].length, limits[term].unit
    return term, Unit.CALENDAR


def split(total: int, shares: Sequence[int]) -> list[int]:
    """Split kopecks in proportion to whole shares: each within a kopeck of its own, their sum the total.

    What is due up to each part is rounded half up, so a rounding is never carried into the last part alone.
    """
    whole = sum(shares)
    reached = [(2 * total * share + whole) // (2 * whole) for share in accumulate(shares, initial=0)]
    return [later - earlier for earlier, later in pairwise(reached)]


def due_dates(
    instalments: Sequence[InstalmentByLaw],
    events: Mapping[Event, date],
    *,
    overrides: Overrides = NO_OVERRIDES,
) -> list[date | None]:
    """The last day of each instalment; None for an event that is not among `events` or an agreed date.

    Nothing falls due before the first part: until it is paid there is no contract (paragraphs 103, 105), and
    15 working days of a procurement may end after the 20 days of the second part.
    """
    dates = [_last_day(item, events, overrides) for item in instalments]
    first = dates[0] if dates else None
    return [max(day, first) if day and first else day for day in dates]


_ADD = {Unit.CALENDAR: add_calendar_days, Unit.WORKING: add_working_days, Unit.MONTHS: add_months}


def _last_day(item: InstalmentByLaw, events: Mapping[Event, date], overrides: Overrides) -> date | None:
    start = events.get(item.starts) if item.starts else None
    return _ADD[item.unit](start, item.term, overrides=overrides) if start else None


def vat_within(total: int, percent: int) -> int:
    """The value added tax inside a total of kopecks, rounded half up to a kopeck (НК РФ ст. 164, п. 4)."""
    return (2 * total * percent + 100 + percent) // (2 * (100 + percent))
