"""Appeals that came by post, telephone, e-mail or in the office, entered by a specialist."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from kabinet.appeals.intake import ContactNeeded, take_appeal
from kabinet.appeals.models import Appeal, AppealChange, ReplyBy, Topic
from kabinet.appeals.registering import Arrival, Contacts
from kabinet.appeals.services import reply_to_appeal
from kabinet.appeals.states import Action, State
from kabinet.appeals.telling import enter_for_applicant, may_be_told, record_told
from kabinet.appeals.transitions import AppealNotFound, AppealTransitionImpossible, Outcome, allowed_actions
from kabinet.applicants.models import Applicant
from kabinet.cases.days import DayImpossible, DayOfReceiptRefused
from kabinet.core.channels import Channel
from kabinet.core.models import JournalEntry
from kabinet.correspondence.services import MessageEmpty
from kabinet.law.deadlines import Code
from kabinet.notifications.models import Letter
from tests.appeals.builders import act, make_appeal, make_topics
from tests.applicants.test_claiming import enter
from tests.applications.builders import make_applicant, make_specialist

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")
AT = datetime(2026, 11, 24, 15, 0, tzinfo=MOSCOW)
TODAY = date(2026, 11, 24)
BY_POST = Contacts("", "", ReplyBy.POST, "450000, г. Уфа, ул. Ленина, 1")
BY_PHONE = Contacts("+73472123456", "", ReplyBy.PHONE, "")


def taken(
    applicant=None, *, channel=Channel.POST, on=TODAY, topic="01", contacts=BY_POST, analysed=False, **more
):
    make_topics()
    return take_appeal(
        **{
            "applicant": applicant or Applicant.objects.first() or enter(),
            "topic": Topic.objects.get(code=topic),
            "application": None,
            "arrival": Arrival(channel, on, analysed),
            "contacts": contacts,
            "text": "Когда включат свет?",
            "files": [],
            "by": make_specialist(),
            "at": AT,
            "token": uuid4(),
            **more,
        }
    )


@pytest.mark.parametrize(
    ("channel", "topic", "analysed", "limit", "due_on"),
    [
        (Channel.POST, "01", False, Code.ANSWER_ON_PAPER, date(2026, 12, 24)),
        (Channel.OFFICE, "06", False, Code.ANSWER_ON_PAPER, date(2026, 12, 24)),
        (Channel.POST, "09", False, "", date(2026, 12, 8)),
        (Channel.EMAIL, "01", False, "", date(2026, 12, 9)),
        (Channel.PORTAL, "03", False, "", date(2026, 12, 24)),
        (Channel.PHONE, "01", False, Code.ANSWER_BY_PHONE, TODAY),
        (Channel.PHONE, "01", True, Code.ANSWER_BY_PHONE, TODAY),
        (Channel.PHONE, "03", False, Code.ANSWER_BY_PHONE, TODAY),
        (Channel.PHONE, "03", True, Code.ANSWER_PHONE_COMPLAINT, date(2026, 12, 24)),
    ],
)
def test_term_is_that_of_the_way_it_came_by_186_p_41(channel, topic, analysed, limit, due_on):
    appeal = taken(channel=channel, topic=topic, analysed=analysed)
    assert (appeal.limit, appeal.due_on) == (limit, due_on)
    assert appeal.number == f"{appeal.sequence}/{topic}/{channel}"


def test_term_runs_from_the_day_it_came_and_the_history_says_who_entered_it():
    appeal = taken(on=date(2026, 11, 20))
    assert (appeal.due_on, appeal.sent_at.astimezone(MOSCOW).date()) == (
        date(2026, 12, 21),
        date(2026, 11, 20),
    )
    change = appeal.history.get()
    assert (change.action, change.on, change.at, change.channel) == (
        Action.SEND,
        date(2026, 11, 20),
        AT,
        Channel.POST,
    )
    assert change.by.is_active
    assert change.by_id != appeal.owner_id
    assert "п. 41 «а»" in appeal.basis


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (AT, datetime(2026, 11, 24, 19, 0, tzinfo=MOSCOW)),
        (AT + timedelta(hours=7), datetime(2026, 11, 25, 2, 0, tzinfo=MOSCOW)),
    ],
)
def test_call_is_answered_four_hours_after_its_registration_by_186_p_41_v(at, moment):
    appeal = taken(channel=Channel.PHONE, contacts=BY_PHONE, at=at)
    assert (appeal.answer_by, appeal.due_on) == (moment, moment.date())
    assert list(Appeal.objects.calls()) == [appeal]


def test_call_of_another_day_was_due_on_that_day():
    appeal = taken(channel=Channel.PHONE, contacts=BY_PHONE, on=date(2026, 11, 23))
    assert (appeal.answer_by, appeal.due_on) == (None, date(2026, 11, 23))


def test_complaint_by_telephone_that_wants_analysis_is_extended_to_p_41_g():
    appeal = taken(channel=Channel.PHONE, contacts=BY_PHONE, topic="03")
    act(appeal, "extend", comment="Нужны замеры", at=AT)
    appeal.refresh_from_db()
    assert (appeal.limit, appeal.answer_by, appeal.due_on) == (
        Code.ANSWER_PHONE_COMPLAINT,
        None,
        date(2026, 12, 24),
    )


def test_paper_and_a_plain_call_are_not_extended():
    paper = taken(topic="05")
    assert "extend" not in [row.action for row in allowed_actions(paper, make_specialist(), today=TODAY)]


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2025, 11, 1)])
def test_day_ahead_or_long_ago_is_refused(day):
    with pytest.raises(DayOfReceiptRefused):
        taken(on=day)
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    ("contacts", "field"),
    [
        (Contacts("", "", ReplyBy.PHONE, "Уфа"), "phone"),
        (Contacts("+73472123456", "", ReplyBy.POST, ""), "postal_address"),
        (Contacts("+73472123456", "", ReplyBy.CABINET, ""), "email"),
    ],
)
def test_nothing_to_answer_by_is_refused_beside_the_field(contacts, field):
    with pytest.raises(ContactNeeded) as refusal:
        taken(contacts=contacts)
    assert refusal.value.field == field


def test_form_that_came_twice_makes_one_appeal():
    token, applicant = uuid4(), enter()
    first, second = taken(applicant, token=token), taken(applicant, token=token, text="Другое")
    assert first == second
    assert (Appeal.objects.count(), AppealChange.objects.count()) == (1, 1)


def test_nobody_without_the_duty_registers_and_an_empty_one_is_refused():
    with pytest.raises(AppealNotFound):
        taken(by=make_specialist(handles_appeals=False))
    with pytest.raises(AppealNotFound):
        taken(channel=Channel.CABINET)
    with pytest.raises(MessageEmpty):
        taken(text=" ")


def test_letter_goes_to_the_cabinet_or_the_mailbox_told_and_to_nobody_else():
    taken()
    assert not Letter.objects.exists()
    owner = make_applicant()
    taken(owner, contacts=Contacts("", "other@example.ru", ReplyBy.CABINET, ""))
    told = Letter.objects.get()
    assert (told.recipient, "Поступило по почте: 24.11.2026" in told.text) == (owner.user.email, True)
    assert "/appeals/" in told.text
    taken(contacts=Contacts("", "mail@example.ru", ReplyBy.CABINET, ""), applicant=enter(snils=""))
    told = Letter.objects.get(recipient="mail@example.ru")
    assert "/appeals/" not in told.text


# --- The answer told by the operator's own means --------------------------------------------------------


def answered(**how):
    appeal = taken(**how)
    act(appeal, "answer", comment="Включат завтра.", at=AT)
    appeal.refresh_from_db()
    return appeal


def tell(appeal, *, on=None, channel=Channel.POST, **more):
    return record_told(
        **{
            "appeal": appeal, "on": on, "channel": channel, "text": "исх. № 5", "files": [],
            "by": make_specialist(), "at": AT + timedelta(days=2), "token": uuid4(), **more,
        }
    )  # fmt: skip


def test_answer_that_was_asked_for_by_letter_waits_to_be_told_and_the_fact_is_kept():
    appeal = answered()
    assert (appeal.to_tell, list(Appeal.objects.to_tell())) == (True, [appeal])
    fact = tell(appeal, on=date(2026, 11, 25))
    appeal.refresh_from_db()
    assert (fact.on, fact.channel, fact.title, appeal.to_tell) == (
        date(2026, 11, 25),
        Channel.POST,
        "О решении сообщено",
        False,
    )
    assert appeal.state == State.ANSWERED
    assert JournalEntry.objects.filter(act="appeal_told").count() == 1
    assert not Letter.objects.exists()


def test_answer_of_the_cabinet_owes_no_call():
    appeal = act(make_appeal(), "answer", comment="Да.", by=make_specialist())
    assert (appeal.to_tell, may_be_told(appeal)) == (False, False)


def test_call_that_was_answered_at_once_is_told_on_the_day_it_came():
    appeal = answered(channel=Channel.PHONE, contacts=BY_PHONE, on=date(2026, 11, 23))
    assert tell(appeal, on=date(2026, 11, 23), channel=Channel.PHONE).on == date(2026, 11, 23)
    assert appeal.answer_by is None


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 27)])
def test_nothing_is_told_before_it_came_or_ahead(day):
    with pytest.raises(DayImpossible):
        tell(answered(), on=day)


def test_what_is_not_decided_is_not_told_and_twice_is_once():
    appeal = taken()
    with pytest.raises(AppealTransitionImpossible):
        tell(appeal)
    act(appeal, "answer", comment="Завтра.", at=AT)
    token = uuid4()
    assert tell(appeal, token=token) == tell(appeal, token=token)
    assert appeal.history.filter(action=Action.TELL).count() == 1


# --- What the applicant did on paper later ----------------------------------------------------------------


def entered(appeal, action, *, on=None, channel=Channel.POST, text="Письмо", **more):
    enter_for_applicant(
        **{
            "appeal": appeal, "action": action, "on": on, "channel": channel, "text": text, "files": [],
            "by": make_specialist(), "at": AT + timedelta(days=3), "token": uuid4(), **more,
        }
    )  # fmt: skip
    appeal.refresh_from_db()
    return appeal


def test_clarification_by_post_goes_on_with_the_same_term():
    appeal = taken()
    act(appeal, "ask", comment="Какой адрес?", at=AT)
    entered(appeal, "clarify", on=date(2026, 11, 26))
    change = appeal.history.get(action=Action.CLARIFY)
    assert (appeal.state, appeal.due_on, change.on, change.channel) == (
        State.IN_WORK,
        date(2026, 12, 24),
        date(2026, 11, 26),
        Channel.POST,
    )
    assert appeal.thread.messages.last().from_operator is False


def test_going_on_by_telephone_starts_the_term_of_a_call_and_in_the_cabinet_that_of_the_topic():
    owner = make_applicant()
    appeal = taken(owner, contacts=BY_PHONE)
    act(appeal, "answer", comment="Завтра.", at=AT)
    entered(appeal, "reopen", channel=Channel.PHONE, text="Не включили")
    assert (appeal.limit, appeal.answer_by) == (Code.ANSWER_BY_PHONE, AT + timedelta(days=3, hours=4))
    act(appeal, "answer", comment="Включили.", at=AT + timedelta(days=3))
    reply_to_appeal(
        appeal=appeal,
        by=owner.user,
        text="Нет",
        files=[],
        token=uuid4(),
        at=AT + timedelta(days=4),
        reopens=True,
    )
    appeal.refresh_from_db()
    assert (appeal.limit, appeal.answer_by, appeal.due_on) == ("", None, date(2026, 12, 14))


def test_withdrawal_by_letter_needs_no_words_and_comes_once():
    token, appeal = uuid4(), taken()
    entered(appeal, "withdraw", text="", token=token)
    entered(appeal, "withdraw", text="", token=token)
    assert (appeal.state, appeal.history.count()) == (State.WITHDRAWN, 2)


def test_what_the_table_does_not_know_or_has_no_words_is_refused():
    appeal = taken()
    with pytest.raises(AppealTransitionImpossible):
        entered(appeal, "reopen")
    with pytest.raises(AppealNotFound):
        entered(appeal, "withdraw", channel=Channel.CABINET)
    with pytest.raises(DayImpossible):
        entered(appeal, "withdraw", on=date(2026, 11, 20))
    act(appeal, "ask", comment="Что?", at=AT)
    with pytest.raises(MessageEmpty):
        entered(appeal, "clarify", text="")


def test_refusal_to_consider_is_told_too():
    appeal = taken()
    act(appeal, "refuse", outcome=Outcome(reason="abuse"), at=AT)
    appeal.refresh_from_db()
    assert appeal.to_tell
