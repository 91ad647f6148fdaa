"""Sending readings, and what was consumed between them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.accounts.services import claim_form
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import spaced, storable
from kabinet.meters.models import MeterReading

LONGEST = {"meter": 40, "place": 300}
GREATEST = Decimal(9_999_999)
MOST_SHOWN = 120
"""Ten years of months."""


class ReadingRefused(DomainError):
    """Something about the readings is wrong; `field` says which."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


class TypedReading(NamedTuple):
    """Readings as they were typed."""

    meter: str
    place: str
    value: Decimal
    night: Decimal | None
    replaced: bool
    on: date


class Consumed(NamedTuple):
    """A row of the own list: the readings, and by how much they grew since those before."""

    reading: MeterReading
    value: Decimal | None
    night: Decimal | None


@transaction.atomic
def send_reading(*, shown: TypedReading, token: UUID, by: User, at: datetime) -> None:
    """Take the readings of the consumer `by`; a repeated `token` takes nothing. Raises ReadingRefused."""
    if not claim_form(token=token, at=at):
        return
    meter = " ".join(storable(shown.meter).split()).upper()
    place = " ".join(storable(shown.place).split())
    _check(shown, meter, place, today=timezone.localdate(at))
    before = MeterReading.objects.filter(owner=by, meter=meter).order_by("-on", "-sent_at").first()
    if before is not None:
        _compare(shown, before)
    reading = MeterReading.objects.create(
        owner=by, owner_name=by.applicant.name, meter=meter, place=place, value=shown.value,
        night=shown.night, replaced=shown.replaced, on=shown.on, sent_at=at,
    )  # fmt: skip
    journal.record(
        act="reading.sent",
        subject=f"reading:{reading.pk}",
        by=by.pk,
        at=at,
        details={"number": meter, "day": shown.on, "value": str(shown.value)},
    )


def own_readings(user: User) -> Sequence[Consumed]:
    """The latest first, each with what was consumed since the readings before of the same meter."""
    rows = list(MeterReading.objects.filter(owner=user).order_by("-sent_at", "-id")[:MOST_SHOWN])
    before: dict[str, MeterReading] = {}
    consumed = []
    for row in reversed(rows):
        last = None if row.replaced else before.get(row.meter)
        by_night = None
        if last is not None and row.night is not None and last.night is not None:
            by_night = row.night - last.night
        consumed.append(Consumed(row, row.value - last.value if last else None, by_night))
        before[row.meter] = row
    return consumed[::-1]


def latest_reading(user: User) -> MeterReading | None:
    """The last that was sent: its meter and place are offered again."""
    return MeterReading.objects.filter(owner=user).order_by("-sent_at", "-id").first()


def _check(shown: TypedReading, meter: str, place: str, *, today: date) -> None:
    for field, text in (("meter", meter), ("place", place)):
        if not text:
            raise ReadingRefused(field, "Заполните это поле.")
        if len(text) > LONGEST[field]:
            raise ReadingRefused(field, f"Слишком длинно: не больше {LONGEST[field]} знаков.")
    for field, value in (("value", shown.value), ("night", shown.night)):
        if value is not None and not 0 <= value <= GREATEST:
            raise ReadingRefused(field, f"Показания бывают от 0 до {spaced(GREATEST)}.")
    if shown.on > today:
        raise ReadingRefused("on", "Этот день ещё не наступил.")


def _compare(shown: TypedReading, before: MeterReading) -> None:
    """Readings follow one another in time and do not fall, unless the meter was replaced."""
    if shown.on < before.on:
        raise ReadingRefused("on", f"За {before.on:%d.%m.%Y} показания уже есть: укажите день не раньше.")
    if shown.replaced:
        return
    pairs = (("value", shown.value, before.value), ("night", shown.night, before.night))
    for field, now, then in pairs:
        if now is not None and then is not None and now < then:
            raise ReadingRefused(
                field,
                f"Меньше прежних: {spaced(then)} на {before.on:%d.%m.%Y}. Если прибор заменили или прежние "
                "показания ошибочны, отметьте это ниже.",
            )
