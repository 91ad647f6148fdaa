"""Entries of appeals are mended: a wrong day, a wrong press, and what of a decision may be taken back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kabinet.appeals.entries import ENTRIES
from kabinet.appeals.models import Topic
from kabinet.appeals.services import reply_to_appeal
from kabinet.appeals.states import Action, State
from kabinet.appeals.transitions import AppealNotFound, Outcome
from kabinet.cases.days import DayImpossible
from kabinet.cases.entries import EntryFixed, ReasonNeeded
from kabinet.core.channels import Channel
from kabinet.core.models import JournalEntry
from kabinet.law.deadlines import Code
from kabinet.notifications.models import Letter
from tests.appeals.builders import act, make_appeal
from tests.appeals.test_intake import AT, BY_PHONE, entered, taken, tell
from tests.applications.builders import make_applicant, make_specialist

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


def row(appeal, action):
    return appeal.history(manager="every").filter(action=action).latest("at", "id")


def redate(appeal, action, on, *, reason="Штамп почты", **more):
    how = {"by": make_specialist(), "at": LATER, "token": uuid4(), **more}
    ENTRIES.redate_entry(change=row(appeal, action), on=on, reason=reason, **how)
    appeal.refresh_from_db()


def take_back(appeal, action, *, reason="Нажато по ошибке", **more):
    how = {"by": make_specialist(), "at": LATER, "token": uuid4(), **more}
    ENTRIES.take_back_entry(change=row(appeal, action), reason=reason, **how)
    appeal.refresh_from_db()


def test_day_of_receipt_is_corrected_and_the_term_runs_from_the_right_one():
    appeal = taken()
    act(appeal, "take", at=AT)
    redate(appeal, Action.SEND, date(2026, 11, 20))
    assert (appeal.due_on, appeal.sent_at.date()) == (date(2026, 12, 21), date(2026, 11, 19))
    assert row(appeal, Action.TAKE).due_on == date(2026, 12, 21)
    [correction] = row(appeal, Action.SEND).corrections.all()
    assert (correction.before, correction.after, correction.reason) == (
        date(2026, 11, 24),
        date(2026, 11, 20),
        "Штамп почты",
    )
    assert JournalEntry.objects.filter(act="appeal_entry_corrected").count() == 1


def test_call_that_came_the_day_before_was_late_from_the_beginning():
    appeal = taken(channel=Channel.PHONE, contacts=BY_PHONE)
    redate(appeal, Action.SEND, date(2026, 11, 23))
    assert (appeal.answer_by, appeal.due_on) == (None, date(2026, 11, 23))


def test_topic_that_was_changed_since_moves_no_term_of_what_was_not_mended():
    appeal = taken(channel=Channel.EMAIL, topic="05")
    act(appeal, "extend", comment="Замеры", at=AT)
    Topic.objects.filter(code="05").update(days=2, extended_days=60)
    take_back(appeal, Action.EXTEND)
    assert appeal.due_on == date(2026, 12, 9)
    act(appeal, "extend", comment="Замеры", at=LATER)
    redate(appeal, Action.SEND, date(2026, 11, 23))
    assert appeal.due_on == date(2027, 1, 22)


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2026, 11, 24)])
def test_day_is_not_behind_what_followed_nor_the_same(day):
    appeal = taken()
    act(appeal, "take", at=AT + timedelta(days=1))
    with pytest.raises(DayImpossible):
        redate(appeal, Action.SEND, day)


@pytest.mark.parametrize(
    ("action", "how", "state"),
    [
        ("close", {}, State.ANSWERED),
        ("refer", {"comment": "Энергосбыт, 8 800"}, State.IN_WORK),
        ("refuse", {"outcome": Outcome(reason="abuse")}, State.IN_WORK),
    ],
)
def test_wrong_press_is_taken_back_and_the_term_runs_as_it_did(action, how, state):
    appeal = make_appeal(at=AT)
    act(appeal, "take", at=AT)
    if action == "close":
        act(appeal, "answer", comment="Да.", at=AT)
    before = Letter.objects.count()
    act(appeal, action, at=AT, **how)
    take_back(appeal, action)
    assert (appeal.state, appeal.reason) == (state, "")
    assert appeal.due_on == (None if action == "close" else date(2026, 12, 9))
    assert row(appeal, action).taken_back
    letter = Letter.objects.order_by("created_at").last()
    assert (Letter.objects.count(), letter.kind) == (before + 2, "appeal_entry_corrected")
    assert "Нажато по ошибке" in letter.text
    assert ("больше не действует" in letter.text) is (action != "close")


def test_answer_of_a_complaint_is_taken_back_with_its_outcome_and_the_message_stays():
    appeal = make_appeal(topic="03", at=AT)
    act(appeal, "answer", comment="Нет.", at=AT, outcome=Outcome(founded=False))
    take_back(appeal, Action.ANSWER)
    assert (appeal.state, appeal.founded, appeal.due_on) == (State.SENT, None, date(2026, 12, 24))
    assert "необоснованной" in appeal.thread.messages.last().text


def test_decision_that_was_told_by_letter_is_not_taken_back_until_that_is():
    appeal = taken()
    act(appeal, "answer", comment="Завтра.", at=AT)
    tell(appeal)
    with pytest.raises(EntryFixed, match=r"сообщено 26\.11\.2026"):
        take_back(appeal, Action.ANSWER)
    take_back(appeal, Action.TELL)
    assert (appeal.to_tell, appeal.state) == (True, State.ANSWERED)
    take_back(appeal, Action.ANSWER)
    assert (appeal.to_tell, appeal.state, appeal.due_on) == (False, State.SENT, date(2026, 12, 24))


def test_day_on_which_it_was_told_is_corrected_within_the_life_of_the_appeal():
    appeal = taken()
    act(appeal, "answer", comment="Завтра.", at=AT)
    tell(appeal)
    redate(appeal, Action.TELL, date(2026, 11, 24))
    assert (appeal.to_tell, row(appeal, Action.TELL).on) == (False, date(2026, 11, 24))
    with pytest.raises(DayImpossible):
        redate(appeal, Action.TELL, date(2026, 11, 23))


def test_what_the_applicant_did_in_the_cabinet_and_the_registration_stay():
    owner = make_applicant()
    appeal = make_appeal(owner, at=AT)
    with pytest.raises(EntryFixed, match="Регистрацию"):
        take_back(appeal, Action.SEND)
    with pytest.raises(EntryFixed, match="нет своего дня"):
        redate(appeal, Action.SEND, date(2026, 11, 20))
    act(appeal, "ask", comment="Что?", at=AT)
    reply_to_appeal(appeal=appeal, by=owner.user, text="То", files=[], token=uuid4(), at=AT)
    with pytest.raises(EntryFixed, match="сам заявитель"):
        take_back(appeal, Action.CLARIFY)
    with pytest.raises(EntryFixed, match="пошло дальше"):
        take_back(appeal, Action.ASK)


def test_what_was_entered_for_the_applicant_by_mistake_is_taken_back():
    appeal = taken()
    act(appeal, "answer", comment="Завтра.", at=AT)
    entered(appeal, "reopen", channel=Channel.PHONE)
    assert appeal.limit == Code.ANSWER_BY_PHONE
    take_back(appeal, Action.REOPEN)
    assert (appeal.state, appeal.limit, appeal.answer_by) == (State.ANSWERED, Code.ANSWER_ON_PAPER, None)
    assert appeal.to_tell


def test_nothing_is_mended_without_a_reason_or_the_duty_and_once_for_a_form():
    appeal = taken()
    with pytest.raises(ReasonNeeded):
        redate(appeal, Action.SEND, date(2026, 11, 20), reason=" ")
    with pytest.raises(AppealNotFound):
        redate(appeal, Action.SEND, date(2026, 11, 20), by=make_specialist(handles_appeals=False))
    token = uuid4()
    redate(appeal, Action.SEND, date(2026, 11, 20), token=token)
    redate(appeal, Action.SEND, date(2026, 11, 20), token=token)
    assert row(appeal, Action.SEND).corrections.count() == 1
