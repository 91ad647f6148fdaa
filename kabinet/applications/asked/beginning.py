"""«С чего начать»: three plain questions before any account, and what they answer of an application.

They ask nothing of their own: each is an everyday word for answers of the seven steps, so that what the page
tells is decided by `facts_of` and the same tables as an application with these answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from kabinet.applications.asked.answers import read_power, text_in
from kabinet.applications.asked.facts import LOW_VOLTAGE, LOW_VOLTAGE_POWER
from kabinet.core.questions import Answers, Kind, Question, always
from kabinet.law.applicability import ApplicantKind, Connection

WHO: Mapping[str, ApplicantKind] = {
    "person": ApplicantKind.PERSON,
    "entrepreneur": ApplicantKind.ENTREPRENEUR,
    "company": ApplicantKind.COMPANY,
}
"""Who applies, as addresses name them."""


class What(StrEnum):
    """What is wanted."""

    NEW = "new"
    MORE = "more"
    TEMPORARY = "temporary"
    GENERATION = "generation"


class WhatFor(StrEnum):
    """What for."""

    HOUSE = "house"
    DACHA = "dacha"
    GARAGE = "garage"
    SHOP = "shop"
    PRODUCTION = "production"
    FARM = "farm"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class _Wanting:
    """The condition «this is wanted» (an `OnAnswer`); «» among the values: nothing is chosen yet."""

    values: tuple[str, ...]
    name: str = "what"

    def __call__(self, answers: Answers) -> bool:
        return (answers.get(self.name) or "") in self.values


_ADDS_POWER = _Wanting(("", What.NEW, What.MORE, What.TEMPORARY))
_HAS_SOME = _Wanting((What.MORE,))

QUESTIONS: tuple[Question, ...] = (
    Question(
        name="what",
        label="Что нужно?",
        kind=Kind.CHOICE,
        required=always,
        choices=(
            (What.NEW, "Подключить"),
            (What.MORE, "Больше мощности"),
            (What.TEMPORARY, "Временно"),
            (What.GENERATION, "Солнечные панели"),
        ),
    ),
    Question(
        name="purpose",
        label="Для чего?",
        kind=Kind.CHOICE,
        required=always,
        choices=(
            (WhatFor.HOUSE, "Дом"),
            (WhatFor.DACHA, "Дача"),
            (WhatFor.GARAGE, "Гараж"),
            (WhatFor.SHOP, "Магазин, офис"),
            (WhatFor.FARM, "Ферма"),
            (WhatFor.PRODUCTION, "Производство"),
            (WhatFor.OTHER, "Другое"),
        ),
    ),
    Question(
        name="power",
        label="Сколько киловатт нужно?",
        kind=Kind.POWER,
        required=_ADDS_POWER,
        shown=_ADDS_POWER,
        unit="кВт",
    ),
    Question(
        name="previous",
        label="Сколько уже есть?",
        kind=Kind.POWER,
        hint="По акту о присоединении или договору. В первом поле — только прибавка.",
        required=_HAS_SOME,
        shown=_HAS_SOME,
        unit="кВт",
    ),
)
"""The three questions; the last one only of those who want more than they have."""

_REASONS = {What.NEW: "НП", What.MORE: "УМ", What.GENERATION: "МГ"}
_OWN_NEEDS = (WhatFor.HOUSE, WhatFor.DACHA, WhatFor.GARAGE)
_BUSINESS = (WhatFor.SHOP, WhatFor.PRODUCTION, WhatFor.FARM)
_LOADS = {
    **dict.fromkeys(_OWN_NEEDS, "household"),
    WhatFor.SHOP: "trade",
    WhatFor.PRODUCTION: "production",
    WhatFor.FARM: "farming",
}
_OBJECTS = {WhatFor.HOUSE: "Жилой дом", WhatFor.DACHA: "Дачный дом", WhatFor.GARAGE: "Гараж"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The questions answered; power in kW, `previous` connected at the same point before.

    `named`: who applies, as chosen by the person; None while it is only guessed by the purpose.
    """

    what: What
    purpose: WhatFor
    power: Decimal
    previous: Decimal
    named: ApplicantKind | None = None

    @property
    def applicant(self) -> ApplicantKind:
        """Who applies: as chosen, else a company for a business and a person for the rest."""
        guessed = ApplicantKind.COMPANY if self.purpose in _BUSINESS else ApplicantKind.PERSON
        return self.named or guessed

    @property
    def total(self) -> Decimal:
        """What is being connected with what was connected before."""
        return self.power + self.previous

    def by(self, applicant: ApplicantKind) -> "Beginning":
        """The same for another applicant."""
        return replace(self, named=applicant)

    @property
    def query(self) -> str:
        """The shortest address that says the same: «what=new&purpose=house&power=15»."""
        said: dict[str, str] = {"what": self.what, "purpose": self.purpose}
        if self.power:
            said["power"] = f"{self.power:f}"
        if self.previous:
            said["previous"] = f"{self.previous:f}"
        if self.named:
            said["who"] = next(slug for slug, kind in WHO.items() if kind is self.named)
        return urlencode(said)

    def answers(self, kind: str) -> dict[str, Any]:
        """What it answers of an application of an applicant of this kind («ФЛ», «ИП», «ЮЛ»)."""
        said: dict[str, Any] = {"connection": Connection.TEMPORARY}
        if self.what is not What.TEMPORARY:
            said = {"connection": Connection.PERMANENT, "reason": _REASONS[self.what]}
            if kind == ApplicantKind.PERSON and self.purpose is not WhatFor.OTHER:
                said["household"] = "yes" if self.purpose in _OWN_NEEDS else "no"
        if self.what is not What.GENERATION:
            said["requested_power"] = _typed(self.power)
            if self.purpose in _LOADS:
                said["load"] = _LOADS[self.purpose]
        if self.previous:
            said["previous_power"] = _typed(self.previous)
        if self.total <= LOW_VOLTAGE_POWER:
            said["voltage"] = LOW_VOLTAGE
        if self.purpose in _OBJECTS:
            said["object_name"] = _OBJECTS[self.purpose]
        return said


def named_by_choice(answers: Answers) -> dict[str, str]:
    """What of these answers the choice «Для чего?» has put into words, so that nobody is asked it again."""
    said = text_in(answers, "object_name")
    return {"object_name": said} if said in _OBJECTS.values() else {}


def _typed(power: Decimal) -> str:
    return f"{power:f}".replace(".", ",")


def begun(said: Mapping[str, Any]) -> Beginning | None:
    """What the answers to the questions say, however they came; None unless all that is due is there."""
    try:
        what, purpose = What(str(said.get("what"))), WhatFor(str(said.get("purpose")))
    except ValueError:
        return None
    power = Decimal(0) if what is What.GENERATION else read_power(str(said.get("power") or ""))
    previous = read_power(str(said.get("previous") or "")) if what is What.MORE else Decimal(0)
    if (what is not What.GENERATION and not power) or (what is What.MORE and not previous):
        return None
    named = WHO.get(str(said.get("who")))
    return Beginning(what=what, purpose=purpose, power=power, previous=previous, named=named)
