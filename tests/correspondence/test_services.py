import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections, transaction

from kabinet.correspondence.models import Message, Thread
from kabinet.correspondence.services import (
    MAX_TEXT,
    MessageEmpty,
    MessageTooLong,
    mark_read,
    open_thread,
    send_message,
)
from kabinet.files.models import StoredFile
from tests.waiting import LONGEST_SECONDS


def send(thread, by, at, text="Добрый день", *, from_operator=False, files=(), token=None):
    return send_message(
        thread=thread,
        by=by,
        from_operator=from_operator,
        text=text,
        files=list(files),
        token=token or uuid4(),
        at=at,
    )


@pytest.fixture
def plan(applicant, at):
    return StoredFile.objects.create(
        owner=applicant,
        name="план.pdf",
        content_type="application/pdf",
        size=10,
        sha256="0" * 64,
        storage_name="ab/plan",
        uploaded_at=at,
    )


def test_message_is_kept_with_its_author_text_files_and_time(thread, applicant, plan, at):
    send(thread, applicant, at, "Прикладываю план", files=[plan])
    message = Message.objects.get()
    assert message.text == "Прикладываю план"
    assert message.author == applicant
    assert message.from_operator is False
    assert message.sent_at == at
    assert message.read_at is None
    assert list(message.files.all()) == [plan]


def test_messages_stand_in_the_order_they_were_sent(thread, applicant, specialist, at):
    send(thread, specialist, at + timedelta(minutes=5), "Второе", from_operator=True)
    send(thread, applicant, at, "Первое")
    assert [message.text for message in thread.messages.all()] == ["Первое", "Второе"]


@pytest.mark.parametrize("text", ["", "  \n\t ", "\x00", "\r\n\r\n"])
def test_empty_message_is_refused(thread, applicant, at, text):
    with pytest.raises(MessageEmpty) as caught:
        send(thread, applicant, at, text)
    assert str(caught.value) == "Напишите текст сообщения или приложите файл."
    assert Message.objects.count() == 0


def test_message_of_a_file_alone_is_sent(thread, applicant, plan, at):
    assert send(thread, applicant, at, "", files=[plan]).text == ""


def test_message_of_the_longest_text_is_sent(thread, applicant, at):
    assert len(send(thread, applicant, at, "ы" * MAX_TEXT).text) == MAX_TEXT


def test_message_one_character_longer_is_refused(thread, applicant, at):
    with pytest.raises(MessageTooLong) as caught:
        send(thread, applicant, at, "ы" * (MAX_TEXT + 1))
    assert str(caught.value) == (
        "Сообщение длиннее 10\N{NO-BREAK SPACE}000 знаков: в\N{NO-BREAK SPACE}нём 10\N{NO-BREAK SPACE}001. "
        "Сократите текст или приложите его файлом."
    )
    assert Message.objects.count() == 0


def test_line_ends_of_a_form_count_once(thread, applicant, at):
    text = "строка\r\n" * 1400
    assert send(thread, applicant, at, text).text == ("строка\n" * 1400).strip()


def test_text_is_kept_as_typed_but_for_control_characters(thread, applicant, at):
    text = "<b>'; DROP TABLE users; --</b> 🙂\tномер № 5\x00\x1b[31m"
    assert send(thread, applicant, at, text).text == "<b>'; DROP TABLE users; --</b> 🙂\tномер № 5[31m"


def test_repeat_of_a_form_gives_the_first_message(thread, applicant, at):
    token = uuid4()
    first = send(thread, applicant, at, "Первое", token=token)
    second = send(thread, applicant, at + timedelta(seconds=3), "Первое, ещё раз", token=token)
    assert second == first
    assert [message.text for message in Message.objects.all()] == ["Первое"]


def test_same_token_in_another_thread_is_another_message(thread, applicant, at):
    token = uuid4()
    other = open_thread(owner=applicant, about=Thread.About.APPLICATION, at=at)
    assert send(thread, applicant, at, token=token) != send(other, applicant, at, token=token)


@pytest.mark.django_db(transaction=True)
def test_two_sendings_of_one_form_at_once_are_one_message(thread, applicant, at):
    token = uuid4()
    together = threading.Barrier(4)
    results = []

    def press():
        try:
            together.wait(LONGEST_SECONDS)
            with transaction.atomic():
                results.append(send(thread, applicant, at, token=token).pk)
        except Exception as failure:  # noqa: BLE001 - what went wrong is compared below
            results.append(failure)
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(30)
    assert results == [Message.objects.get().pk] * 4


def test_reading_marks_only_what_the_other_side_wrote(thread, applicant, specialist, at):
    send(thread, applicant, at)
    send(thread, specialist, at, from_operator=True)
    send(thread, specialist, at, from_operator=True)
    later = at + timedelta(hours=1)
    assert mark_read(thread=thread, reader_is_operator=False, at=later) == 2
    assert mark_read(thread=thread, reader_is_operator=False, at=later + timedelta(hours=1)) == 0
    read = {message.from_operator: message.read_at for message in thread.messages.all()}
    assert read == {False: None, True: later}


@pytest.fixture(params=[1, 3])
def conversation(thread, applicant, plan, at, request):
    """A thread of one message and a thread of three."""
    for _ in range(request.param):
        send(thread, applicant, at, files=[plan])
    return thread, request.param


def test_page_of_messages_takes_two_queries(conversation, django_assert_num_queries):
    thread, number = conversation
    with django_assert_num_queries(2):
        told = [
            (one.author.name, [file.name for file in one.files.all()]) for one in thread.messages.for_page()
        ]
    assert told == [("Иванов Иван", ["план.pdf"])] * number
