"""The power calculator: appliances, and how much of them runs at once.

The kilowatts are usual ones of shops, the shares are an estimate of the portal: how often the appliance is
among those that run in the busiest quarter of an hour. They are no norm: a project counts by its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

MOST = 20
"""Of one kind: more is a plant, which has a project."""
_STEP = Decimal("0.5")
ONE_PHASE = Decimal(7)
"""kW of one phase: 220 V by the 32 A of a usual circuit breaker."""


@dataclass(frozen=True, slots=True)
class Appliance:
    """A kind of appliance: `power` in kW of one, `share` of it that counts, from 0 to 1.

    `three_phases`: usually made for 380 V.
    """

    code: str
    title: str
    power: Decimal
    share: Decimal
    three_phases: bool = False

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"n_{self.code}"


@dataclass(frozen=True, slots=True)
class Load:
    """What was counted, in kW: of the appliances together, and of what runs at once, rounded up to 0,5."""

    together: Decimal
    at_once: Decimal
    phases: int


def _of(code: str, title: str, power: str, share: str, *, three_phases: bool = False) -> Appliance:
    return Appliance(code, title, Decimal(power), Decimal(share), three_phases)


APPLIANCES: tuple[Appliance, ...] = (
    _of("light", "Свет, телевизор, компьютер", "0.5", "0.8"),
    _of("fridge", "Холодильник", "0.3", "0.6"),
    _of("kettle", "Чайник, микроволновка", "2", "0.4"),
    _of("stove", "Электроплита с духовкой", "7", "0.6"),
    _of("washer", "Стиральная или посудомоечная машина", "2.2", "0.5"),
    _of("boiler", "Водонагреватель с баком", "2", "0.7"),
    _of("flow", "Проточный водонагреватель", "6", "0.6"),
    _of("heater", "Обогреватель, тёплый пол", "1.5", "0.9"),
    _of("cooler", "Кондиционер", "1.5", "0.8"),
    _of("pump", "Насос", "1", "0.6"),
    _of("furnace", "Электрический котёл отопления", "9", "1", three_phases=True),
    _of("sauna", "Печь для бани", "6", "0.8"),
    _of("car", "Зарядка электромобиля", "7", "0.9"),
    _of("tool", "Электроинструмент", "2", "0.4"),
    _of("welder", "Сварочный аппарат", "5", "0.4"),
    _of("machine", "Станок", "4", "0.7", three_phases=True),
)


def load_of(counts: Mapping[str, int]) -> Load | None:
    """The load of so many appliances by their codes; None without any.

    It is never less than the strongest appliance: that one may run alone.
    """
    used = [(one, min(counts.get(one.code, 0), MOST)) for one in APPLIANCES if counts.get(one.code, 0) > 0]
    if not used:
        return None
    together = sum((one.power * count for one, count in used), Decimal(0))
    shared = sum((one.power * one.share * count for one, count in used), Decimal(0))
    at_once = max(shared, *(one.power for one, _ in used))
    rounded = (at_once / _STEP).to_integral_value(ROUND_CEILING) * _STEP
    wants_three = rounded > ONE_PHASE or any(one.three_phases for one, _ in used)
    return Load(together.normalize() + 0, rounded.normalize() + 0, 3 if wants_three else 1)
