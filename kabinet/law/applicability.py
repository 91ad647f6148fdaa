"""Which paragraph of the connection Rules an application falls under, and what follows from it.

The Rules: Правила технологического присоединения, ПП РФ от 27.12.2004 № 861, worded by № 103 of 07.02.2026.
Power is in kW and counts what was connected at the point before («с учетом ранее присоединенных в данной
точке», paragraphs 12(1), 14). Out of scope: paragraph 13(1), grid operators, and 13(8), decommissioning.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kabinet.law.acts import LawAct
from kabinet.law.deadlines import Code


class ApplicantKind(StrEnum):
    """Who applies."""

    PERSON = "ФЛ"
    ENTREPRENEUR = "ИП"
    COMPANY = "ЮЛ"


class Connection(StrEnum):
    """For good, or by the temporary scheme of section VII."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary"


class Category(StrEnum):
    """The categories of reliability that the forms offer (paragraph 14(1))."""

    FIRST = "I"
    SECOND = "II"
    THIRD = "III"


class Microgeneration(StrEnum):
    """Whether generators of one's own are connected, and whether receivers are connected with them."""

    NONE = "none"
    ALONE = "alone"
    WITH_RECEIVERS = "with_receivers"


class Band(StrEnum):
    """The bands of total power that the Rules part applicants by; each upper edge belongs to its band."""

    UP_TO_15 = "До 15"
    UP_TO_150 = "До 150"
    UP_TO_670 = "До 670"
    ABOVE_670 = "Свыше 670"


class Paragraph(StrEnum):
    """The paragraph of the Rules that says what the application must contain."""

    GENERAL = "9"
    MIDDLE = "12"
    BUSINESS = "12(1)"
    TEMPORARY = "13"
    MICROGENERATION_BUSINESS = "13(2)"
    MICROGENERATION_BUSINESS_WITH_RECEIVERS = "13(3)"
    MICROGENERATION_PERSON = "13(4)"
    MICROGENERATION_PERSON_WITH_RECEIVERS = "13(5)"
    MICROGENERATION_BUSINESS_ABOVE_150 = "13(6)"
    HOUSEHOLD = "14"


class Procedure(StrEnum):
    """Section X, by the cabinet and payment of the invoice, or the general order of section II."""

    SIMPLIFIED = "simplified"
    GENERAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What an application is told by; `total_power` in kW, of receivers, with those connected before.

    `household`: not for business («бытовые и иные нужды, не связанные с предпринимательской деятельностью»).
    `one_source`: supply by one source. `redistributed`: another owner gives up power for it (paragraph 34).
    `named_works`: the longer term of the works that the application names, where it may (paragraph 16 «б»).
    """

    applicant: ApplicantKind
    connection: Connection
    total_power: Decimal
    categories: AbstractSet[Category]
    household: bool
    microgeneration: Microgeneration
    one_source: bool
    redistributed: bool = False
    named_works: Code | None = None


@dataclass(frozen=True, slots=True)
class Applicability:
    """What follows from the criteria: `form` is the number of an appendix to the Rules."""

    paragraph: Paragraph
    procedure: Procedure
    offer_deadline: Code
    form: str

    @property
    def refusal_deadline(self) -> Code:
        """The term in which the applicant may refuse the offer with reasons (пп. 15, 105)."""
        simplified = self.procedure is Procedure.SIMPLIFIED
        return Code.REFUSAL_SIMPLIFIED if simplified else Code.REFUSAL_GENERAL

    @property
    def revision_deadline(self) -> Code:
        """The term in which a refused offer is mended (пп. 15, 105)."""
        simplified = self.procedure is Procedure.SIMPLIFIED
        return Code.REVISION_SIMPLIFIED if simplified else Code.REVISION_GENERAL

    def payment_deadline(self, *, procurement: bool) -> Code:
        """The term of the first payment by section X; `procurement` by laws № 44-ФЗ or № 275-ФЗ (п. 106)."""
        if self.paragraph is Paragraph.MIDDLE:
            return Code.PAYMENT_150_670
        return Code.PAYMENT_PROCUREMENT if procurement else Code.PAYMENT


_UP_TO_15, _UP_TO_150, _UP_TO_670 = Decimal(15), Decimal(150), Decimal(670)


def band_of(total_power: Decimal) -> Band:
    """The band of a total power in kW."""
    if total_power <= _UP_TO_15:
        return Band.UP_TO_15
    if total_power <= _UP_TO_150:
        return Band.UP_TO_150
    return Band.UP_TO_670 if total_power <= _UP_TO_670 else Band.ABOVE_670


def paragraph_of(criteria: Criteria) -> Paragraph:
    """The one paragraph that an application of these criteria falls under."""
    if criteria.connection is Connection.TEMPORARY:
        return Paragraph.TEMPORARY  # section VII covers it whatever the power: paragraphs 13, 50
    if criteria.microgeneration is Microgeneration.ALONE:
        # Paragraphs 13(2), 13(4) name no power, category or source: the receivers were connected before.
        return (
            Paragraph.MICROGENERATION_PERSON
            if criteria.applicant is ApplicantKind.PERSON
            else Paragraph.MICROGENERATION_BUSINESS
        )
    if criteria.microgeneration is Microgeneration.WITH_RECEIVERS:
        return _paragraph_with_generation(criteria)
    return _paragraph_of_receivers(criteria)


def _paragraph_with_generation(criteria: Criteria) -> Paragraph:
    """Receivers and microgeneration at once: 13(3), 13(5), 13(6), else the paragraph for receivers alone."""
    if criteria.applicant is not ApplicantKind.PERSON:
        if criteria.total_power > _UP_TO_150:
            return Paragraph.MICROGENERATION_BUSINESS_ABOVE_150
        if criteria.one_source:
            return Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS
    elif criteria.total_power <= _UP_TO_150 and criteria.household and criteria.one_source:
        return Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS
    return _paragraph_of_receivers(criteria)


def _paragraph_of_receivers(criteria: Criteria) -> Paragraph:
    if criteria.total_power > _UP_TO_670:
        return Paragraph.GENERAL
    if criteria.total_power > _UP_TO_150:
        return Paragraph.MIDDLE  # any applicant, any category: paragraph 12 as worded by № 1246 of 20.08.2025
    if criteria.applicant is ApplicantKind.PERSON:
        return Paragraph.HOUSEHOLD if criteria.household and criteria.one_source else Paragraph.GENERAL
    return Paragraph.GENERAL if Category.FIRST in criteria.categories else Paragraph.BUSINESS


def applicability_of(criteria: Criteria) -> Applicability:
    """The paragraph, procedure, time limit of the offer and form: exactly one answer for any criteria."""
    paragraph = paragraph_of(criteria)
    match paragraph:
        case Paragraph.TEMPORARY:
            return Applicability(paragraph, Procedure.GENERAL, Code.OFFER_TEMPORARY, "5")
        case Paragraph.GENERAL | Paragraph.MICROGENERATION_BUSINESS_ABOVE_150:
            # Section X leaves 13(6) out (paragraph 103). Form 4(1) ends at 150 kW: note 1 of form 7 would
            # leave 13(6) without any form.
            return Applicability(paragraph, Procedure.GENERAL, Code.OFFER_GENERAL, "7")
        case Paragraph.MIDDLE:
            return Applicability(paragraph, Procedure.SIMPLIFIED, Code.OFFER_150_670, "7")
        case Paragraph.BUSINESS:
            # No form fits category II and two sources. Note 1 of form 7 leaves paragraph 12(1) out, form 4 is
            # headed «по одному источнику» and its п. 6 is printed «III (по одному источнику)»: whoever signs
            # it asks for another reliability than they want, while form 7 has a line for each category.
            # Paragraph 8 demands one of the forms, so it is the one that tells the truth.
            form = "4" if criteria.one_source and Category.SECOND not in criteria.categories else "7"
        case Paragraph.HOUSEHOLD:
            # Form 6 stayed «до 15 кВт» when № 2075 of 19.12.2025 raised paragraph 14 to 150;
            # form 4 names persons too.
            form = "6" if criteria.total_power <= _UP_TO_15 else "4"
        case _:
            form = "4(1)"
    return Applicability(paragraph, Procedure.SIMPLIFIED, Code.OFFER_SIMPLIFIED, form)


NAMED_WORKS = (
    Code.WORKS_NAMED_2_MONTHS,
    Code.WORKS_NAMED_3_MONTHS,
    Code.WORKS_NAMED_6_MONTHS,
    Code.WORKS_NAMED_1_YEAR,
)
"""The longer terms among which an application names one: each is longer than 15 working days and a month."""
MAY_NAME_WORKS = (
    Paragraph.TEMPORARY,
    Paragraph.MICROGENERATION_BUSINESS,
    Paragraph.MICROGENERATION_PERSON,
)
"""Whose term is as it says «если в заявке не указан более продолжительный срок» (16 «б», абз. 8, 12, 17)."""


def works_deadlines(criteria: Criteria) -> tuple[Code, ...]:
    """The terms that the contract may set for the works, the usual one first (paragraphs 16 «б», 37).

    Which of them binds depends on the distance, the voltage and the works of investment programmes: the
    technical conditions tell.
    """
    paragraph = paragraph_of(criteria)
    if criteria.named_works in NAMED_WORKS and paragraph in MAY_NAME_WORKS:
        return (criteria.named_works, *_works_by_law(criteria, paragraph))
    return _works_by_law(criteria, paragraph)


def _works_by_law(criteria: Criteria, paragraph: Paragraph) -> tuple[Code, ...]:
    # «менее 670» has a year, «не менее 670» two years, and four when the applicant asks (абз. 14, 15, 18).
    outside = (
        (Code.WORKS_1_YEAR,)
        if criteria.total_power < _UP_TO_670
        else (Code.WORKS_2_YEARS, Code.WORKS_4_YEARS)
    )
    if paragraph is Paragraph.TEMPORARY:
        return (Code.WORKS_TEMPORARY, *outside)
    if paragraph in (Paragraph.MICROGENERATION_BUSINESS, Paragraph.MICROGENERATION_PERSON):
        return (Code.WORKS_1_MONTH,)
    if criteria.redistributed:
        # Without works of an investment programme 30 days are the longest (paragraph 37, абз. 2), so that the
        # terms of 16 «б», абз. 2–10, which presume that, never count. Six months name paragraph 34 (абз. 13).
        return (Code.WORKS_REDISTRIBUTION, Code.WORKS_6_MONTHS, *outside)
    if paragraph in (Paragraph.BUSINESS, Paragraph.HOUSEHOLD):
        return (Code.WORKS_4_MONTHS, Code.WORKS_30_DAYS, Code.WORKS_6_MONTHS, *outside)
    if paragraph in (
        Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS,
        Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS,
    ):
        return (Code.WORKS_4_MONTHS, Code.WORKS_6_MONTHS, *outside)
    near = Code.WORKS_4_MONTHS if criteria.total_power <= _UP_TO_670 else Code.WORKS_1_YEAR_ABOVE_670
    return (near, *outside)


@dataclass(frozen=True, slots=True)
class ApplicabilityEdition:
    """How an edition of the Rules tells applications apart: its functions, which take the criteria.

    `worded_by`: the act that gave the Rules these words. `band_of` takes the total power in kW. `brought_by`,
    `ended_by`: the acts since which it counts and does not; an ended edition stays, for what was submitted
    by it.
    """

    worded_by: str
    applicability_of: Callable[[Criteria], Applicability]
    works_deadlines: Callable[[Criteria], tuple[Code, ...]]
    band_of: Callable[[Decimal], Band]
    brought_by: LawAct | None = None
    ended_by: LawAct | None = None


TABLE = (ApplicabilityEdition("ПП РФ от 07.02.2026 № 103", applicability_of, works_deadlines, band_of),)
"""One of them counts on any day."""
