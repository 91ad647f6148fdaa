"""Sending an appeal, its draft, replies, messages, handing over."""

import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connections

from kabinet.accounts.models import Role
from kabinet.appeals.models import Appeal, AppealDraft, Topic
from kabinet.appeals.services import (
    AppealIncomplete,
    AppealOver,
    NotASpecialist,
    assign_appeal,
    reply_to_appeal,
    save_appeal_draft,
    send_appeal,
)
from kabinet.appeals.states import State
from kabinet.appeals.transitions import ENGINE as APPEAL_ENGINE
from kabinet.appeals.transitions import AppealNotFound
from kabinet.core.models import JournalEntry
from kabinet.core.numbers import APPEAL
from kabinet.correspondence.models import Message, MessageDraft, Thread
from kabinet.files.models import StoredFile
from tests.appeals.builders import TEXT, act, answers_to, make_appeal, make_taken, make_topics
from tests.applications.builders import NOW, make_applicant, make_file, make_specialist, make_submitted
from tests.waiting import LONGEST_SECONDS


def reply(appeal, text="И ещё вопрос", *, by=None, token=None, files=(), at=NOW, reopens=False):
    return reply_to_appeal(
        appeal=appeal,
        by=by or appeal.owner,
        text=text,
        files=list(files),
        token=token or uuid4(),
        at=at,
        reopens=reopens,
    )


# --- Sending ----------------------------------------------------------------------------------


def test_appeal_gets_its_number_topic_contacts_and_term(db):
    appeal = make_appeal(topic="04")
    assert APPEAL.fullmatch(appeal.number)
    assert appeal.number == f"{appeal.sequence}/04/ЛК"
    assert (appeal.state, appeal.topic.title) == (
        State.SENT,
        "Сообщение о бездоговорном (безучетном) потреблении",
    )
    assert (appeal.applicant_name, appeal.phone, appeal.email) == (
        "Иванов Пётр Сергеевич",
        "+79171234567",
        appeal.owner.email,
    )
    assert appeal.due_on == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("topic", "due_on"),
    [
        ("01", date(2026, 12, 9)),
        ("03", date(2026, 12, 24)),
        ("09", date(2026, 12, 8)),  # ten working days
    ],
)
def test_term_of_the_answer_is_that_of_the_topic(db, topic, due_on):
    assert make_appeal(topic=topic).due_on == due_on


def test_term_that_ends_on_a_day_off_ends_on_the_next_working_day(db):
    friday = NOW + timedelta(days=3)
    assert make_appeal(topic="04", at=friday).due_on == date(2026, 11, 30)


def test_numbers_of_all_topics_are_one_sequence(db):
    first, second = make_appeal(topic="01"), make_appeal(topic="03")
    assert second.sequence == first.sequence + 1


def test_text_and_files_are_the_first_message(db):
    owner = make_applicant()
    file = make_file(owner.user, "фото счётчика.pdf")
    appeal = make_appeal(owner, files=[file])
    message = appeal.thread.messages.get()
    assert (message.text, list(message.files.all()), message.author) == (TEXT, [file], owner.user)


def test_sending_is_told_by_letter_with_number_term_and_paragraph_and_stands_in_the_journal(db, letters):
    appeal = make_appeal()
    [letter] = letters()
    assert letter.to == [appeal.owner.email]
    assert appeal.number in letter.subject
    assert "до 09.12.2026 (приказ Минэнерго от 15.04.2014 № 186, прил. 5, п. 1)" in letter.body
    assert [entry.act for entry in JournalEntry.objects.filter(subject=f"appeal:{appeal.pk}")] == [
        "appeal_send"
    ]


def test_repeat_of_a_form_gives_the_first_appeal(db):
    make_topics()
    owner, token = make_applicant(), uuid4()
    sendings = [
        send_appeal(by=owner.user, answers=answers_to(), files=[], token=token, at=NOW) for _ in range(2)
    ]
    assert sendings[0] == sendings[1]
    assert Appeal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sendings_of_one_form_at_once_are_one_appeal():
    make_topics()
    user, token, together = make_applicant().user, uuid4(), threading.Barrier(4)
    results = []

    def press():
        try:
            together.wait(LONGEST_SECONDS)
            save_appeal_draft(by=user, answers=answers_to(), files=[], at=NOW)
            results.append(send_appeal(by=user, answers=answers_to(), files=[], token=token, at=NOW).pk)
        except Exception as failure:  # noqa: BLE001 - what went wrong is compared below
            results.append(failure)
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(30)
    assert results == [Appeal.objects.get().pk] * 4
    assert (Message.objects.count(), AppealDraft.objects.count(), Thread.objects.count()) == (1, 0, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": ""},
        {"topic": "99"},
        {"text": " \n "},
        {"text": "ы" * 10_001},
        {"phone": "123"},
        {"reply_by": "post", "postal_address": ""},
    ],
)
def test_incomplete_appeal_is_not_sent(db, wrong):
    make_topics()
    with pytest.raises(AppealIncomplete):
        send_appeal(by=make_applicant().user, answers=answers_to(**wrong), files=[], token=uuid4(), at=NOW)
    assert Appeal.objects.count() == 0


def test_topic_that_the_operator_closed_cannot_be_chosen(db):
    make_topics()
    Topic.objects.filter(code="10").update(active=False)
    with pytest.raises(AppealIncomplete):
        send_appeal(by=make_applicant().user, answers=answers_to("10"), files=[], token=uuid4(), at=NOW)


def test_appeal_names_an_own_application_only(db):
    owner = make_applicant()
    own, others = make_submitted(owner), make_submitted()
    assert make_appeal(owner, application=str(own.pk)).application == own
    with pytest.raises(AppealIncomplete):
        make_appeal(owner, application=str(others.pk))


# --- The draft --------------------------------------------------------------------------------


def test_draft_keeps_everything_as_typed_and_a_later_one_takes_its_place(db):
    user = make_applicant().user
    file = make_file(user)
    save_appeal_draft(by=user, answers={"topic": "01", "text": "Нача", "phone": "8"}, files=[file], at=NOW)
    draft = save_appeal_draft(
        by=user, answers={"topic": "03", "text": " Начало ", "phone": "8 9"}, files=[file], at=NOW
    )
    kept = MessageDraft.objects.get()
    assert AppealDraft.objects.get().answers == {"topic": "03", "phone": "8 9"}
    assert (kept.thread, kept.text, list(kept.files.all())) == (draft.thread, " Начало ", [file])


def test_file_taken_out_of_a_draft_is_removed(db):
    user = make_applicant().user
    first, second = make_file(user, "a.pdf"), make_file(user, "b.pdf")
    save_appeal_draft(by=user, answers={}, files=[first, second], at=NOW)
    save_appeal_draft(by=user, answers={}, files=[second], at=NOW)
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["b.pdf"]


def test_sending_uses_up_the_draft(db):
    make_topics()
    user = make_applicant().user
    file = make_file(user)
    draft = save_appeal_draft(by=user, answers=answers_to(), files=[file], at=NOW)
    appeal = send_appeal(by=user, answers=answers_to(), files=[file], token=uuid4(), at=NOW)
    assert appeal.thread == draft.thread
    assert (AppealDraft.objects.count(), MessageDraft.objects.count()) == (0, 0)
    assert list(appeal.thread.messages.get().files.all()) == [file]


# --- The conversation -------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["sent", "in_work"])
def test_reply_to_an_open_appeal_leaves_its_state(db, state):
    appeal = make_appeal() if state == "sent" else make_taken()
    reply(appeal)
    appeal.refresh_from_db()
    assert appeal.state == state
    assert appeal.thread.messages.count() == 2


def test_reply_clarifies_what_was_asked_and_the_term_runs_on(db):
    appeal = act(make_taken(), "ask", comment="Укажите номер договора")
    reply(appeal, "Договор № 5", at=NOW + timedelta(days=2))
    appeal.refresh_from_db()
    assert (appeal.state, appeal.due_on) == (State.IN_WORK, date(2026, 12, 9))


@pytest.mark.parametrize("closed", [False, True])
def test_reply_to_an_answered_appeal_opens_it_again_with_a_new_term(db, closed):
    appeal = act(make_taken(), "answer", comment="Готовы.")
    if closed:
        act(appeal, "close")
    reply(appeal, "А где их взять?", at=NOW + timedelta(days=7), reopens=True)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.due_on) == (State.IN_WORK, date(2026, 12, 16))
    assert [change.to_state for change in appeal.history.all()][-1] == State.IN_WORK


def test_reply_reaches_the_specialist_by_letter_with_the_term(db, letters):
    specialist = make_specialist(email="smirnova@seti.example.ru")
    appeal = make_taken(by=specialist)
    reply(appeal, "Есть новости?")
    letter = letters()[-1]
    assert letter.to == ["smirnova@seti.example.ru"]
    assert "Есть новости?" in letter.body
    assert "09.12.2026" in letter.body


def test_nothing_is_written_about_an_appeal_that_is_over(db):
    appeal = make_appeal()
    act(appeal, "withdraw", by=appeal.owner)
    with pytest.raises(AppealOver) as refusal:
        reply(appeal)
    assert "«Отозвано». Напишите новое обращение." in str(refusal.value)


def test_repeat_of_a_reply_writes_and_moves_nothing(db):
    appeal = act(make_taken(), "answer", comment="Готовы.")
    token = uuid4()
    reply(appeal, token=token, reopens=True)
    act(appeal, "answer", comment="Вот так.")
    reply(appeal, token=token, reopens=True)
    appeal.refresh_from_db()
    assert appeal.state == State.ANSWERED
    assert appeal.thread.messages.filter(token=token).count() == 1


def test_nobody_else_writes_in_an_appeal(db):
    appeal = make_appeal()
    with pytest.raises(AppealNotFound):
        reply(appeal, by=make_applicant().user)
    for stranger in (appeal.owner, make_specialist(role=Role.ADMINISTRATOR)):
        with pytest.raises(AppealNotFound):
            APPEAL_ENGINE.comment(case=appeal, by=stranger, text="Ответ", files=[], token=uuid4(), at=NOW)


def test_first_message_of_a_specialist_makes_the_appeal_theirs(db, letters):
    specialist, appeal = make_specialist(), make_appeal()
    APPEAL_ENGINE.comment(case=appeal, by=specialist, text="Уточняем.", files=[], token=uuid4(), at=NOW)
    appeal.refresh_from_db()
    assert (appeal.specialist, appeal.state) == (specialist, State.SENT)
    assert "Уточняем." in letters()[-1].body


# --- Handing over -----------------------------------------------------------------------------


def test_appeal_is_handed_over_with_a_letter(db, letters):
    appeal = make_taken()
    former, colleague = appeal.specialist, make_specialist(email="petrova@seti.example.ru")
    assign_appeal(appeal=appeal, specialist=colleague, by=make_specialist(), at=NOW)
    appeal.refresh_from_db()
    assert appeal.specialist == colleague
    assert letters()[-1].to == ["petrova@seti.example.ru"]
    entry = JournalEntry.objects.get(act="appeal_assigned")
    assert entry.details == {"number": appeal.number, "from": str(former.pk), "to": str(colleague.pk)}


def test_appeal_is_not_handed_over_to_someone_without_the_duty(db):
    administrator = make_specialist(role=Role.ADMINISTRATOR)
    for stranger in (administrator, make_applicant().user):
        with pytest.raises(NotASpecialist):
            assign_appeal(appeal=make_taken(), specialist=stranger, by=make_specialist(), at=NOW)
