"""An act on a case is written whole or not at all, whatever stops it half-way."""

import pytest

from kabinet.accounts.models import Role
from kabinet.applications.course.assignment import hand_over_application, take_application
from kabinet.applications.course.calendar import recount_terms, remove_day, set_day
from kabinet.applications.course.conditions import set_conditions
from kabinet.applications.course.engine import ENGINE
from kabinet.applications.course.entries import redate_entry, take_back_entry
from kabinet.applications.course.reminders import remind
from kabinet.applications.course.transitions import make_expired
from tests.appeals.builders import act, make_appeal
from tests.applications.builders import NOW, make_specialist, make_user, token
from tests.applications.life import BIG, OFFER, Case, days
from tests.whole import one_transaction

pytestmark = pytest.mark.django_db(transaction=True)


def test_acts_on_an_application_are_whole():
    case, colleague = Case("ЮЛ", **BIG), make_specialist()
    by, application = case.specialist, case.application
    with one_transaction():
        take_application(application=application, by=by, at=NOW)
    with one_transaction():
        hand_over_application(application=application, to=colleague, by=by, at=NOW)
    with one_transaction():
        ENGINE.comment(case=application, by=by, text="Проверяем.", files=(), token=token(), at=NOW)
    with one_transaction():
        case.office("accept")
    with one_transaction():
        works = case.application.course.works
        set_conditions(application=application, low_voltage=True, works_limit=works, by=by, at=NOW)
    case.place(*OFFER)
    case.office("offer")
    case.office("conclude", on=NOW.date(), at=days(1))
    with one_transaction():
        case.record("connected", at=days(1))
    concluded = case.application.history.get(action="conclude")
    how = {"reason": "Штамп почты", "by": by, "at": days(1), "token": token()}
    with one_transaction():
        redate_entry(change=concluded, on=days(1).date(), **how)
    with one_transaction():
        take_back_entry(change=case.application.history.get(action="connected"), **how | {"token": token()})
    appeal = make_appeal()
    with one_transaction():
        act(appeal, "take", by=colleague)


def test_what_the_day_brings_about_is_whole():
    waiting = Case()
    waiting.office("request_documents", comment="План")
    with one_transaction():
        assert remind(at=days(27)) == 1
    with one_transaction():
        assert make_expired(application=waiting.application, at=days(29))
    administrator, holiday = make_user(role=Role.ADMINISTRATOR), days(3).date()
    Case().accept()
    with one_transaction():
        set_day(day=holiday, working=False, reason="Указ", by=administrator, at=NOW)
    with one_transaction():
        recount_terms.func()
    with one_transaction():
        remove_day(day=holiday, by=administrator, at=NOW)


def test_letter_to_the_staff_is_written_with_the_note_that_it_was_sent():
    Case().office("register")
    with one_transaction():
        assert remind(at=days(2)) == 1
