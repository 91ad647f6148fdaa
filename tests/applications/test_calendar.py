"""The operator's own days off: every term minds them, those already running too."""

from datetime import date

import pytest

from kabinet.accounts.models import Role
from kabinet.applications.course.calendar import CalendarRefused, remove_day, set_day
from kabinet.core.calendar import overrides
from kabinet.core.models import CalendarDay, JournalEntry
from tests.applications.builders import NOW, make_specialist, make_user
from tests.applications.life import Case, days

pytestmark = pytest.mark.django_db
HOLIDAY = date(2026, 11, 27)


@pytest.fixture
def administrator():
    return make_user(role=Role.ADMINISTRATOR)


def set_off(by, day=HOLIDAY, *, working=False, reason="Указ главы региона"):
    return set_day(day=day, working=working, reason=reason, by=by, at=NOW)


def test_new_terms_mind_a_regional_day_off(administrator):
    set_off(administrator)
    assert overrides() == {HOLIDAY: False}
    assert Case().offer().application.due_on == date(2026, 12, 2)


def test_running_terms_are_counted_anew_and_back(administrator, run_jobs):
    paid_soon, reviewed, done = Case().offer(), Case().accept(), Case()
    done.applicant("withdraw")
    contracted = Case().contract()
    contracted.office("start_works", at=days(1))

    def terms():
        for case in (paid_soon, reviewed, done, contracted):
            case.application.refresh_from_db()
        return [case.application.due_on for case in (paid_soon, reviewed, done, contracted)]

    before = terms()
    set_off(administrator)
    set_off(administrator, date(2027, 3, 24))
    run_jobs()
    assert terms() == [date(2026, 12, 2), date(2026, 12, 9), None, date(2027, 3, 25)]
    remove_day(day=HOLIDAY, by=administrator, at=NOW)
    remove_day(day=date(2027, 3, 24), by=administrator, at=NOW)
    run_jobs()
    assert terms() == before


def test_working_saturday_shortens_a_term(administrator):
    set_off(administrator, date(2026, 11, 28), working=True)
    assert Case().offer().application.due_on == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("day", "working", "reason", "said"),
    [
        (HOLIDAY, True, "Указ", "и без того рабочий"),
        (date(2027, 1, 1), False, "Указ", "и без того выходной"),
        (HOLIDAY, False, " ", "основание"),
    ],
)
def test_day_that_changes_nothing_or_has_no_reason_is_refused(administrator, day, working, reason, said):
    with pytest.raises(CalendarRefused, match=said):
        set_off(administrator, day, working=working, reason=reason)


def test_only_the_administrator_changes_the_calendar_and_the_journal_knows(administrator):
    with pytest.raises(CalendarRefused):
        set_off(make_specialist())
    with pytest.raises(CalendarRefused):
        remove_day(day=HOLIDAY, by=make_specialist(), at=NOW)
    set_off(administrator)
    remove_day(day=HOLIDAY, by=administrator, at=NOW)
    remove_day(day=HOLIDAY, by=administrator, at=NOW)
    entries = JournalEntry.objects.filter(subject="calendar").order_by("pk")
    assert [(entry.act, entry.details) for entry in entries] == [
        (
            "calendar_day_set",
            {"day": "2026-11-27", "working": False, "reason": "Указ главы региона"},
        ),
        ("calendar_day_removed", {"day": "2026-11-27"}),
    ]


def test_reason_is_kept_with_the_day_as_long_as_there_is_room_for_it(administrator):
    kept = set_off(administrator, reason=f" {'я' * 250} ")
    assert CalendarDay.objects.get().reason == kept.reason == "я" * 200
