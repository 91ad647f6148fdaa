"""Readings of meters (186, п. 36 «г», «е»)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from kabinet.core.models import JournalEntry
from kabinet.meters.models import MeterReading
from kabinet.meters.services import ReadingRefused, TypedReading, own_readings, send_reading
from tests.applications.builders import NOW, make_applicant, token
from tests.broken import assert_refused

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def user():
    return make_applicant().user


def send(user, value=100, *, on=TODAY, at=NOW, form=None, **more):
    typed = {"meter": "0123", "place": "д. Липки, д. 3", "night": None, "replaced": False, **more}
    shown = TypedReading(value=Decimal(value), on=on, **typed)
    send_reading(shown=shown, token=form or token(), by=user, at=at)


def test_readings_are_taken_once_for_one_form(user):
    form = token()
    for _ in range(2):
        send(user, meter=" ab  12 ", form=form)
    reading = MeterReading.objects.get()
    assert (reading.meter, reading.value, reading.on, reading.owner) == ("AB 12", 100, TODAY, user)
    assert JournalEntry.objects.filter(act="reading.sent").count() == 1


def test_consumption_is_counted_of_each_meter_from_its_readings_before(user):
    for days, value, more in (
        (40, 100, {"night": Decimal(10)}),
        (30, 500, {"meter": "999"}),
        (20, 160, {"night": Decimal(35)}),
        (10, 5, {"replaced": True}),
        (0, 25, {}),
    ):
        at = NOW - timedelta(days=days)
        send(user, value, on=at.date(), at=at, **more)
    assert [(row.value, row.night) for row in own_readings(user)] == [
        (20, None),
        (None, None),
        (60, 25),
        (None, None),
        (None, None),
    ]


def test_another_consumer_of_the_same_meter_is_not_compared_with(user):
    send(make_applicant().user, 900)
    send(user, 100)
    assert [row.reading.value for row in own_readings(user)] == [100]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("value", {"value": 99}),
        ("night", {"night": Decimal(9)}),
        ("on", {"on": TODAY - timedelta(days=6)}),
        ("on", {"on": TODAY + timedelta(days=1)}),
        ("value", {"value": -1}),
        ("value", {"value": 10_000_000}),
        ("meter", {"meter": " "}),
        ("meter", {"meter": "1" * 41}),
        ("place", {"place": ""}),
        ("place", {"place": "я" * 301}),
    ],
)
def test_what_cannot_be_is_refused(user, field, values):
    send(user, 100, night=Decimal(10), on=TODAY - timedelta(days=5))
    with pytest.raises(ReadingRefused) as refusal:
        send(user, **{"value": 150, **values})
    assert (refusal.value.field, MeterReading.objects.count()) == (field, 1)


def test_refused_form_may_be_sent_again(user):
    form = token()
    with pytest.raises(ReadingRefused):
        send(user, place="", form=form)
    send(user, form=form)
    assert MeterReading.objects.count() == 1


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("reading_is_of_a_meter", {"meter": ""}),
        ("reading_not_below_zero", {"value": -1}),
        ("reading_not_below_zero", {"night": -1}),
    ],
)
def test_database_keeps_what_makes_a_reading(user, constraint, values):
    send(user, on=date(2026, 11, 1))
    assert_refused(constraint, MeterReading.objects.get(), **values)
