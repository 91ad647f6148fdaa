"""What whoever is late with the works owes the other: п. 16 «в», абз. 3 of the Rules, ПП РФ № 861.

A quarter of a per cent of the whole fee for each day; the applicant no more than for a year, and nothing
where пп. 12(1), 13(2)–13(5) and 14 are connected at 0.4 kV or below.
"""

from datetime import date

from kabinet.law.applicability import Paragraph
from kabinet.law.working_days import months_later

PER_DAY = 25
"""Hundredths of a per cent of the fee."""
PER_DAY_WORDS = f"{PER_DAY // 100},{PER_DAY % 100:02d}\u00a0%"
PARAGRAPH = "п.\u00a016\u00a0«в»"
_LONGEST = 12
"""Months."""
_SPARED = (
    Paragraph.BUSINESS,
    Paragraph.MICROGENERATION_BUSINESS,
    Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS,
    Paragraph.MICROGENERATION_PERSON,
    Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS,
    Paragraph.HOUSEHOLD,
)


def spares_applicant(paragraph: Paragraph, *, low_voltage: bool) -> bool:
    """Whether the applicant owes nothing; `low_voltage`: connected at 0.4 kV or below."""
    return low_voltage and paragraph in _SPARED


def days_counted(due_on: date, until: date, *, of_applicant: bool) -> int:
    """The days after the last one of the term, the day of the performance among them; 0 when in time."""
    last = min(until, months_later(due_on, _LONGEST)) if of_applicant else until
    return max((last - due_on).days, 0)


def penalty(fee: int, days: int) -> int:
    """The penalty for so many days, of a fee in kopecks, rounded half up to a kopeck."""
    return (2 * fee * PER_DAY * days + 10_000) // 20_000
