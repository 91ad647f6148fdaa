"""A fault is told once, and once that it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from kabinet.accounts.models import Role
from kabinet.notifications.models import Letter
from kabinet.watching import alarms, checks
from kabinet.watching.alarms import watch
from kabinet.watching.found import Check, critical, warning, well
from kabinet.watching.models import Alarm
from tests.office.conftest import person

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LITTLE = warning("Места мало.", "Освободите место.")
NONE = critical("Место кончается.", "Освободите место сейчас.")


@pytest.fixture
def now(monkeypatch):
    """What the checks find at present."""
    found = {"disk": well("Свободно."), "clock": well("Идут верно.")}
    titles = {"disk": "Место на диске", "clock": "Часы"}
    made = tuple(Check(name, titles[name], lambda _at, name=name: found[name]) for name in found)
    monkeypatch.setattr(checks, "CHECKS", made)
    return found


@pytest.fixture
def administrators(db):
    person("admin@seti.example.ru", role=Role.ADMINISTRATOR)
    person("second@seti.example.ru", role=Role.ADMINISTRATOR)
    person("left@seti.example.ru", role=Role.ADMINISTRATOR, active=False)
    person("head@seti.example.ru", role=Role.HEAD)


def letters():
    return list(Letter.objects.order_by("created_at", "recipient"))


def at(minutes):
    return AT + timedelta(minutes=minutes)


def test_all_well_is_no_letter(now, administrators):
    assert (watch(at=AT), letters()) == (False, [])


def test_fault_is_told_once_to_each_administrator(now, administrators):
    now["disk"] = LITTLE
    assert [watch(at=at(minutes)) for minutes in (0, 10, 20)] == [True, False, False]
    assert [letter.recipient for letter in letters()] == ["admin@seti.example.ru", "second@seti.example.ru"]
    letter = letters()[0]
    assert letter.subject == "Портал требует внимания: место на диске"
    assert "– Место на диске. Места мало.\n  Освободите место." in letter.text
    assert "/office/state/" in letter.text
    assert "Снова в порядке" not in letter.text


def test_address_of_the_settings_gets_it_instead(now, administrators, settings):
    settings.ALERT_EMAIL = ["duty@seti.example.ru"]
    now["disk"] = LITTLE
    watch(at=AT)
    assert [letter.recipient for letter in letters()] == ["duty@seti.example.ru"]


def test_what_grows_worse_is_told_again_and_what_grows_better_is_not(now, settings):
    settings.ALERT_EMAIL = ["duty@seti.example.ru"]
    told = []
    for minutes, found in enumerate([LITTLE, NONE, LITTLE, NONE]):
        now["disk"] = found
        told.append(watch(at=at(10 * minutes)))
    assert told == [True, True, False, False]
    assert "Место кончается." in letters()[1].text


def test_end_is_told_once_it_has_lasted(now, settings):
    settings.ALERT_EMAIL = ["duty@seti.example.ru"]
    now["disk"] = LITTLE
    watch(at=AT)
    now["disk"] = well("Свободно.")
    assert [watch(at=at(minutes)) for minutes in (10, 20, 30)] == [False, False, False]
    assert watch(at=at(40))
    assert letters()[1].subject == "Снова в порядке: место на диске"
    assert not Alarm.objects.exists()
    assert not watch(at=at(50))


def test_what_comes_and_goes_is_one_trouble(now, settings):
    settings.ALERT_EMAIL = ["duty@seti.example.ru"]
    told = []
    for minutes in range(0, 200, 10):
        now["disk"] = LITTLE if minutes % 20 == 0 else well("Свободно.")
        told.append(watch(at=at(minutes)))
    assert told == [True] + [False] * 19


def test_two_at_once_are_one_letter(now, settings):
    settings.ALERT_EMAIL = ["duty@seti.example.ru"]
    now["disk"], now["clock"] = LITTLE, NONE
    watch(at=AT)
    (letter,) = letters()
    assert letter.subject == "Портал требует внимания: место на диске и другое"
    assert "– Часы. Место кончается." in letter.text


def test_alarm_of_a_check_that_is_made_no_longer_goes_by_itself(now):
    Alarm.objects.create(name="former", level=2, since=AT)
    assert not watch(at=AT)
    assert not Alarm.objects.exists()


def test_worker_watches(run_jobs, settings, now):
    from kabinet.jobs.schedule import start_due

    settings.DAILY_WORK, settings.ALERT_EMAIL = [], ["duty@seti.example.ru"]
    now["disk"] = LITTLE
    assert start_due(at=datetime.now(UTC)) == 1
    run_jobs()
    assert [letter.kind for letter in letters()] == ["watching"]
    assert timedelta(minutes=settings.REGULAR_WORK[0][1]) < alarms.CALM
