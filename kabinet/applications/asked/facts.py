"""What the raw answers of an application mean for the Rules: power, kind, the paragraph that applies."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kabinet.core import numbers
from kabinet.core.questions import Answers
from kabinet.law.applicability import (
    Applicability,
    ApplicantKind,
    Band,
    Case,
    Category,
    Connection,
    Microgeneration,
    Paragraph,
    applicability_of,
    band_of,
    paragraph_of,
)
from kabinet.law.errors import Malformed
from kabinet.law.power import clean_power

ZERO = Decimal(0)
LOW_VOLTAGE_POWER = Decimal(150)
"""kW: up to this power the network is usually of 0.4 kV when the application does not say."""

MICROGENERATION_ALONE = "МГ"
KEEPS_POWER = ("ИС", "ИТ", "ИК")
"""Reasons that change something but the power: nothing is added to what is connected."""
CHANGES_EXISTING = ("УМ", *KEEPS_POWER, MICROGENERATION_ALONE)
"""Reasons that presume that something is connected already."""


def power_of(answers: Answers, name: str) -> Decimal:
    """A power of the answers in kW; 0 while it is empty or malformed."""
    try:
        return clean_power(str(answers.get(name) or ""))
    except Malformed:
        return ZERO


def rows_of(answers: Answers, name: str) -> Iterator[Answers]:
    """The rows of an answer that are rows indeed."""
    raw: Any = answers.get(name)
    if isinstance(raw, list):
        yield from (row for row in raw if isinstance(row, dict))


def is_temporary(answers: Answers) -> bool:
    """Whether the connection is temporary (section VII)."""
    return answers.get("connection") == Connection.TEMPORARY


def is_permanent(answers: Answers) -> bool:
    """Whether the connection is permanent."""
    return answers.get("connection") == Connection.PERMANENT


def is_mobile(answers: Answers) -> bool:
    """Whether a mobile object is connected for a time (paragraphs 13, 54)."""
    return is_temporary(answers) and answers.get("temporary_kind") == "mobile"


def adds_power(answers: Answers) -> bool:
    """Whether new receivers are connected, so that their power is asked."""
    return is_temporary(answers) or (
        is_permanent(answers) and answers.get("reason") not in (*KEEPS_POWER, MICROGENERATION_ALONE)
    )


def changes_existing(answers: Answers) -> bool:
    """Whether the reason presumes receivers that are connected already."""
    return is_permanent(answers) and answers.get("reason") in CHANGES_EXISTING


def requested_power(answers: Answers) -> Decimal:
    """The power of the receivers that are being connected, kW."""
    return power_of(answers, "requested_power") if adds_power(answers) else ZERO


def previous_power(answers: Answers) -> Decimal:
    """The power connected at the same point before, kW."""
    return power_of(answers, "previous_power") if is_permanent(answers) else ZERO


def total_power(answers: Answers) -> Decimal:
    """The maximum power: what is being connected and what was connected before, kW (forms, п. 5, 6)."""
    return requested_power(answers) + previous_power(answers)


def staged_power(answers: Answers) -> Decimal:
    """The power that stages put into operation: the added one, or all of it when nothing is added, kW."""
    return requested_power(answers) if adds_power(answers) else total_power(answers)


def microgeneration_of(answers: Answers) -> Microgeneration:
    """Whether a generator of one's own is connected, alone or with receivers."""
    if not is_permanent(answers):
        return Microgeneration.NONE
    if answers.get("reason") == MICROGENERATION_ALONE:
        return Microgeneration.ALONE
    return Microgeneration.WITH_RECEIVERS if answers.get("microgeneration") == "yes" else Microgeneration.NONE


def has_microgeneration(answers: Answers) -> bool:
    """Whether a generator of one's own is connected."""
    return microgeneration_of(answers) is not Microgeneration.NONE


def categories_of(answers: Answers) -> frozenset[Category]:
    """The categories of reliability asked for; the third one when nothing is said (paragraph 14(1))."""
    known = {category.value for category in Category}
    named = {str(row.get("category")) for row in rows_of(answers, "categories")} & known
    if is_temporary(answers) or not named:
        return frozenset({Category.THIRD})
    return frozenset(Category(name) for name in named)


def case_of(answers: Answers, kind: str) -> Case:
    """The facts by which the law tells applications apart."""
    categories = categories_of(answers)
    return Case(
        applicant=ApplicantKind(kind),
        connection=Connection.TEMPORARY if is_temporary(answers) else Connection.PERMANENT,
        total_power=total_power(answers),
        categories=categories,
        household=kind == ApplicantKind.PERSON and answers.get("household") != "no",
        microgeneration=microgeneration_of(answers),
        # The first and the second category need independent sources (paragraph 14(1)).
        one_source=answers.get("sources") != "several" and categories == {Category.THIRD},
    )


def paragraph(answers: Answers, kind: str) -> Paragraph:
    """The paragraph of the Rules that says what this application must contain."""
    return paragraph_of(case_of(answers, kind))


def applicability(answers: Answers, kind: str) -> Applicability:
    """The paragraph, the procedure, the time limit of the offer and the number of the form."""
    return applicability_of(case_of(answers, kind))


def band(answers: Answers) -> Band:
    """The band of the total power, as the number of the application names it."""
    return band_of(total_power(answers))


def full_number(sequence: int, answers: Answers, kind: str) -> str:
    """The number that an application with these answers has once it is submitted; they are complete."""
    reason = "" if is_temporary(answers) else str(answers.get("reason", ""))
    return numbers.application_number(sequence, applicant=kind, reason=reason, band=band(answers))
