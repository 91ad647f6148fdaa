"""THE acts that change the law while cases run, each with the day from which it is in force.

A row of a table that an act brings or ends names the act; what has always been there as far as the portal
looks back names none. docs/law-editions.md tells what each changes.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LawAct:
    """An act by the title that people know it by; `since`: its first day in force.

    `changes`: the paragraph, and what of it changes; `missing`: what must still be found out, by whom.
    """

    title: str
    since: date
    changes: tuple[tuple[str, str], ...] = ()
    missing: str = ""

    @property
    def eve(self) -> date:
        """The last day without it."""
        return self.since - timedelta(days=1)


N1701 = LawAct(
    "Постановление Правительства РФ от 30.10.2025 № 1701",
    date(2027, 1, 1),
    changes=(
        ("861, п. 10 «и»", "утрачивает силу: проект договора энергоснабжения к заявке не прилагают"),
        ("861, п. 19(1), абз. 3 и 11", "изменяются: передача договоров заявителя вместе с актом"),
        ("861, п. 88, абз. 4", "изменяется: проекты договоров поставщика вместе с актом о выполнении ТУ"),
        ("861, п. 88, абз. 8", "утрачивает силу: ответ поставщика на приложенный к заявке проект"),
    ),
    missing=(
        "текста самого постановления. Новые слова п. 19(1) и абз. 4 п. 88 даёт юрист организации; до этого "
        "портал их не применяет, а проекты договоров поставщика передаются вместе с актом вручную."
    ),
)

ACTS = (N1701,)
"""In the order of their days."""


class LawRow(Protocol):
    """What one act may bring and another end."""

    @property
    def brought_by(self) -> LawAct | None:
        """The act since which it counts."""

    @property
    def ended_by(self) -> LawAct | None:
        """The act since which it does not."""


def is_in_force(row: LawRow, day: date) -> bool:
    """Whether a row counts on `day`."""
    begun = row.brought_by is None or row.brought_by.since <= day
    return begun and (row.ended_by is None or day < row.ended_by.since)
