"""When the application's questions are asked or demanded, by the paragraph of the Rules that applies."""

from kabinet.applications.asked.facts import facts_of
from kabinet.core.questions import Condition
from kabinet.law.applicability import Paragraph
from kabinet.law.editions import Law

MICROGENERATION_ONLY = (Paragraph.MICROGENERATION_BUSINESS, Paragraph.MICROGENERATION_PERSON)
DETAILED = (Paragraph.GENERAL, Paragraph.MIDDLE)
"""The paragraphs that ask for categories, points and terms: 9 «д»–«и», and 12 «а» that refers to them."""
DISTRIBUTED = (
    *DETAILED,
    Paragraph.BUSINESS,
    Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS,
    Paragraph.MICROGENERATION_BUSINESS_ABOVE_150,
)
"""The paragraphs that ask how power and reliability are shared out by stages: «к» of paragraph 9."""


def under(kind: str, law: Law, *paragraphs: Paragraph) -> Condition:
    """The condition «the application falls under one of `paragraphs`»."""
    return lambda answers: facts_of(answers, kind, law).paragraph in paragraphs


def not_under(kind: str, law: Law, *paragraphs: Paragraph) -> Condition:
    """The condition «the application falls under none of `paragraphs`»."""
    return lambda answers: facts_of(answers, kind, law).paragraph not in paragraphs
