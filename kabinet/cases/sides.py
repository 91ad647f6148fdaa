"""Who moves a case."""

from enum import StrEnum


class Side(StrEnum):
    """Who does it."""

    APPLICANT = "applicant"
    SPECIALIST = "specialist"
    SYSTEM = "system"
    """The portal itself: an event outside the pages happened (a payment, a signature), or a term ended."""
