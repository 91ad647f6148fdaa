"""The door to the law: what is in force on a day. Nobody above reads a table of the law but through it.

A case goes by the law of the day of its submission: an act has no force backwards (ГК РФ, ст. 4), and none of
kabinet.law.acts is known to say otherwise.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from kabinet.law import applicability, deadlines, payments
from kabinet.law import limits as limit_table
from kabinet.law.acts import ACTS, LawRow, is_in_force
from kabinet.law.applicability import ApplicabilityEdition
from kabinet.law.deadlines import Code, Limit, Pause
from kabinet.law.payments import LONGEST_DEFERRAL, InstalmentByLaw, Plan, Schedule
from kabinet.law.working_days import NO_OVERRIDES, Overrides


@dataclass(frozen=True, slots=True)
class Law:
    """The law of an edition; `since` is its first day (date.min: as far as the portal looks back)."""

    since: date
    limits: Mapping[Code, Limit] = field(repr=False)
    schedules: Mapping[Plan, Schedule] = field(repr=False)
    applicability: ApplicabilityEdition = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.since)

    def knows(self, row: LawRow) -> bool:
        """Whether a row of another table (a question, a document, a transition) is in force."""
        return is_in_force(row, self.since)

    def due(
        self,
        code: Code,
        start: date,
        *,
        overrides: Overrides = NO_OVERRIDES,
        pauses: Sequence[Pause] = (),
    ) -> date:
        """The last day of a limit whose event happened on `start`; the `pauses` after that do not count."""
        return deadlines.last_day(self.limits[code], start, overrides=overrides, pauses=pauses)

    def words(self, code: Code) -> str:
        """The length of a limit as a text tells it: «10 рабочих дней». No text has a length of its own."""
        return self.limits[code].words

    def told(self, text: str, **more: str) -> str:
        """A text in which each «{code}» is told by the words of its limit. KeyError: no such limit."""
        return text.format_map({**{code.value: limit.words for code, limit in self.limits.items()}, **more})

    def instalments(
        self,
        plan: Plan,
        fee: int,
        *,
        procurement: bool = False,
        by_payment: bool = False,
        quarters: int = LONGEST_DEFERRAL,
        advance: int = 0,
    ) -> tuple[InstalmentByLaw, ...]:
        """The payments of a fee in kopecks by a plan; see kabinet.law.payments.instalments_of."""
        return payments.instalments_of(
            self.schedules[plan],
            fee,
            self.limits,
            procurement=procurement,
            by_payment=by_payment,
            quarters=quarters,
            advance=advance,
        )


def law_of(
    since: date,
    limits: Iterable[Limit] = limit_table.TABLE,
    schedules: Iterable[Schedule] = payments.TABLE,
    applying: Iterable[ApplicabilityEdition] = applicability.TABLE,
) -> Law:
    """The law of the edition that begins on `since`, by these tables."""
    return Law(
        since,
        {limit.code: limit for limit in limits if is_in_force(limit, since)},
        {schedule.plan: schedule for schedule in schedules if is_in_force(schedule, since)},
        next(edition for edition in applying if is_in_force(edition, since)),
    )


DAYS: Sequence[date] = (date.min, *sorted({act.since for act in ACTS}))
"""The first days of the editions, the earliest first."""

_law_of = cache(law_of)
FIRST = _law_of(DAYS[0])
"""The law as far as the portal looks back."""


def law_at(day: date) -> Law:
    """The law in force on a day."""
    return _law_of(DAYS[bisect_right(DAYS, day) - 1])
