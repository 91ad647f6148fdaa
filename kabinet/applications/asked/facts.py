"""What the raw answers of an application mean for the Rules: power, kind, the paragraph that applies.

`facts_of` reads them into one value, which is handed on; beside it stand the conditions of questions that
need no law.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kabinet.applications.asked.answers import ZERO, TextName, power_in, rows_in, text_in
from kabinet.core import numbers
from kabinet.core.distances import clean_distance
from kabinet.core.questions import Answers
from kabinet.law.applicability import (
    NAMED_WORKS,
    Applicability,
    ApplicantKind,
    Band,
    Category,
    Connection,
    Criteria,
    Microgeneration,
    Paragraph,
)
from kabinet.law.deadlines import Code
from kabinet.law.deferral import Settlement, may_be_deferred
from kabinet.law.editions import Law
from kabinet.law.errors import Malformed

LOW_VOLTAGE = "0.4"
LOW_VOLTAGE_POWER = Decimal(150)
"""kW: up to this power the network is usually of 0.4 kV when the application does not say."""
NEAR = 15
"""Metres from the network within which the works take 30 working days (861, п. 16 «б»)."""

DISPATCHED_POWER = Decimal(5000)
"""kW; above this the technical conditions are agreed with the system operator (861, п. 21, абз. 3, 4)."""

MICROGENERATION_ALONE = "МГ"
REDISTRIBUTION = "ПМ"
KEEPS_POWER = ("ИС", "ИТ", "ИК")
"""Reasons that change something but the power: nothing is added to what is connected."""
CHANGES_EXISTING = ("УМ", *KEEPS_POWER, MICROGENERATION_ALONE)
"""Reasons that presume that something is connected already."""

_DECIDING: tuple[TextName, ...] = (
    *("connection", "temporary_kind", "reason", "requested_power", "previous_power", "microgeneration"),
    *("household", "sources", "voltage", "distance", "settlement", "procurement", "longer_works"),
)
"""The answers that facts are made of, besides the categories of reliability."""
_CATEGORIES = {category.value: category for category in Category}
_NAMED_WORKS = {code.value: code for code in NAMED_WORKS}
_SETTLEMENTS = {settlement.value: settlement for settlement in Settlement}
_REMEMBERED = 1000
_LONGEST = 200
"""Characters of all of them together; longer ones are read each time, so that the memory stays small."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What an application says, as the Rules tell applications apart, and what follows from it; power in kW.

    `works`: the terms of the works that the contract may set, the usual one first. `requested_power`: of the
    receivers that are being connected; `previous_power`: connected at the same point before; `staged_power`:
    what stages put into operation, the added power, or all of it when nothing is added. `low_voltage`: 0.4 kV
    or below is asked, or is usual for the power. `distance`: metres to the network at most, so that what is
    told roughly («до 300 м») decides only what is sure; None while unknown, like `settlement`.
    `procurement`: it is said that the contract is bought by laws № 44-ФЗ or № 275-ФЗ.
    `reason`: «» when temporary.
    """

    criteria: Criteria
    applicability: Applicability
    band: Band
    works: tuple[Code, ...]
    requested_power: Decimal
    previous_power: Decimal
    staged_power: Decimal
    reason: str
    permanent: bool
    mobile: bool
    low_voltage: bool
    distance: int | None
    settlement: Settlement | None
    procurement: bool

    @property
    def applicant(self) -> ApplicantKind:
        """Who applies."""
        return self.criteria.applicant

    @property
    def total_power(self) -> Decimal:
        """The maximum power: what is being connected and what was connected before (forms, пп. 5, 6)."""
        return self.criteria.total_power

    @property
    def temporary(self) -> bool:
        """Whether the connection is temporary (section VII); unchosen, it is neither this nor `permanent`."""
        return self.criteria.connection is Connection.TEMPORARY

    @property
    def supervised(self) -> bool:
        """Whether the act of connection waits for the permission of the energy supervision (861, п. 110)."""
        high = {Category.FIRST, Category.SECOND} & set(self.criteria.categories)
        return self.paragraph in (Paragraph.MIDDLE, Paragraph.BUSINESS) and bool(high)

    @property
    def has_microgeneration(self) -> bool:
        """Whether a generator of one's own is connected."""
        return self.criteria.microgeneration is not Microgeneration.NONE

    @property
    def near(self) -> bool:
        """Whether it is known to stand within NEAR metres of the network."""
        return self.distance is not None and self.distance <= NEAR

    @property
    def dispatched(self) -> bool:
        """Whether the system operator agrees the conditions: receivers of more than 5 MW (861, п. 21)."""
        alone = self.criteria.microgeneration is Microgeneration.ALONE
        return self.total_power > DISPATCHED_POWER and not alone

    @property
    def redistributed(self) -> bool:
        """Whether another owner gives up power for it (section IV)."""
        return self.criteria.redistributed

    @property
    def paragraph(self) -> Paragraph:
        """The paragraph of the Rules that says what the application must contain."""
        return self.applicability.paragraph

    def may_be_deferred(self, *, low_voltage: bool) -> bool:
        """Whether deferral may be asked for (12(2), 13(7)); `low_voltage`: connected at 0.4 kV or below."""
        return may_be_deferred(
            self.paragraph,
            categories=self.criteria.categories,
            one_source=self.criteria.one_source,
            low_voltage=low_voltage,
            distance=self.distance,
            settlement=self.settlement,
        )

    def full_number(self, sequence: int, channel: str) -> str:
        """The number that an application has once it is submitted; the answers are complete."""
        return numbers.application_number(
            sequence, applicant=self.applicant, reason=self.reason, band=self.band, channel=channel
        )


def facts_of(answers: Answers, kind: str, law: Law) -> Facts:
    """What these answers of an applicant of this kind («ФЛ», «ИП», «ЮЛ») mean by `law`.

    They are remembered by the answers that decide: the hundred conditions of a page cost one reading, and
    other answers have other facts at once, whichever mapping holds them.
    """
    said = tuple([text_in(answers, name) for name in _DECIDING])
    named = [str(row.get("category")) for row in rows_in(answers, "categories")]
    categories = frozenset([_CATEGORIES[name] for name in named if name in _CATEGORIES])
    if len("".join(said)) > _LONGEST:
        return _read(said, categories, kind, law)
    return _remembered(said, categories, kind, law)


def _read(said: tuple[str, ...], named: frozenset[Category], kind: str, law: Law) -> Facts:
    answers: Answers = dict(zip(_DECIDING, said, strict=True))
    permanent, temporary = is_permanent(answers), is_temporary(answers)
    requested = power_in(answers, "requested_power") if adds_power(answers) else ZERO
    previous = power_in(answers, "previous_power") if permanent else ZERO
    total = requested + previous
    # The third category when nothing is said (paragraph 14(1)).
    categories = frozenset({Category.THIRD}) if temporary or not named else named
    criteria = Criteria(
        applicant=ApplicantKind(kind),
        connection=Connection.TEMPORARY if temporary else Connection.PERMANENT,
        total_power=total,
        categories=categories,
        household=kind == ApplicantKind.PERSON and text_in(answers, "household") != "no",
        microgeneration=_microgeneration_of(answers),
        # The first and the second category need independent sources (paragraph 14(1)).
        one_source=text_in(answers, "sources") != "several" and categories == {Category.THIRD},
        redistributed=permanent and text_in(answers, "reason") == REDISTRIBUTION,
        named_works=_NAMED_WORKS.get(text_in(answers, "longer_works")),
    )
    voltage, distance = text_in(answers, "voltage"), text_in(answers, "distance")
    return Facts(
        criteria=criteria,
        applicability=law.applicability.applicability_of(criteria),
        band=law.applicability.band_of(total),
        works=law.applicability.works_deadlines(criteria),
        requested_power=requested,
        previous_power=previous,
        staged_power=requested if adds_power(answers) else total,
        reason="" if temporary else text_in(answers, "reason"),
        permanent=permanent,
        mobile=temporary and text_in(answers, "temporary_kind") == "mobile",
        low_voltage=voltage == LOW_VOLTAGE if voltage else total <= LOW_VOLTAGE_POWER,
        distance=_metres(distance),
        settlement=_SETTLEMENTS.get(text_in(answers, "settlement")),
        procurement=bool(text_in(answers, "procurement")),
    )


_remembered = lru_cache(maxsize=_REMEMBERED)(_read)


def _metres(typed: str) -> int | None:
    try:
        return clean_distance(typed).farthest if typed else None
    except Malformed:
        return None


def is_temporary(answers: Answers) -> bool:
    """Whether the connection is temporary (section VII)."""
    return text_in(answers, "connection") == Connection.TEMPORARY


def is_permanent(answers: Answers) -> bool:
    """Whether the connection is permanent."""
    return text_in(answers, "connection") == Connection.PERMANENT


def adds_power(answers: Answers) -> bool:
    """Whether new receivers are connected, so that their power is asked."""
    return is_temporary(answers) or (
        is_permanent(answers) and text_in(answers, "reason") not in (*KEEPS_POWER, MICROGENERATION_ALONE)
    )


def changes_existing(answers: Answers) -> bool:
    """Whether the reason presumes receivers that are connected already."""
    return is_permanent(answers) and text_in(answers, "reason") in CHANGES_EXISTING


def has_microgeneration(answers: Answers) -> bool:
    """Whether a generator of one's own is connected."""
    return _microgeneration_of(answers) is not Microgeneration.NONE


def _microgeneration_of(answers: Answers) -> Microgeneration:
    """Whether a generator of one's own is connected, alone or with receivers."""
    if not is_permanent(answers):
        return Microgeneration.NONE
    if text_in(answers, "reason") == MICROGENERATION_ALONE:
        return Microgeneration.ALONE
    with_receivers = text_in(answers, "microgeneration") == "yes"
    return Microgeneration.WITH_RECEIVERS if with_receivers else Microgeneration.NONE
