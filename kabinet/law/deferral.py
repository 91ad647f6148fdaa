"""Whose payment may be deferred: paragraphs 12(2) and 13(7) of the Rules, which paragraph 17 limits.

Where paragraph 17 keeps the building of the line out of the fee, there is nothing to defer: абз. 26 for
paragraph 12(1), абз. 8 for paragraph 13(3). Persons of paragraph 13(5) meet neither.
"""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from kabinet.law.applicability import Category, Paragraph

DEFERRABLE = (
    Paragraph.BUSINESS,
    Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS,
    Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS,
)
"""Whose applicants may ask for deferral (paragraph 104)."""
EXCLUDED_BY = {
    Paragraph.BUSINESS: "пп. 12(2) и 17, абз. 26",
    Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS: "пп. 13(7) и 17, абз. 8",
}
"""By which paragraphs a near connection of the third category at 0.4 kV is excluded from deferral."""


class Settlement(StrEnum):
    """Where the object stands, as paragraph 17 tells places apart; towns of urban type are cities."""

    CITY = "city"
    VILLAGE = "village"


WITHOUT_LINE = {Settlement.CITY: 200, Settlement.VILLAGE: 300}
"""Metres from the receivers to the network within which the line is not paid for (paragraph 17)."""
PREFERENTIAL_WITHIN = {Settlement.CITY: 300, Settlement.VILLAGE: 500}
"""Metres from the border of the plot within which 15 kW cost a person the lesser of two fees (17, абз. 1)."""


def may_be_deferred(
    paragraph: Paragraph,
    *,
    categories: AbstractSet[Category],
    one_source: bool,
    low_voltage: bool,
    distance: int | None,
    settlement: Settlement | None,
) -> bool:
    """Whether deferral may be asked for; `low_voltage`: 0.4 kV and below, `distance` in metres.

    What is not known excludes nobody: whoever does not name the settlement is judged by the shorter distance.
    """
    if paragraph not in DEFERRABLE:
        return False
    if paragraph not in EXCLUDED_BY or distance is None:
        return True
    third = one_source and categories == {Category.THIRD}
    near = distance <= WITHOUT_LINE[settlement or Settlement.CITY]
    return not (third and low_voltage and near)
