"""Reading a conversation page by page."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kabinet.correspondence.models import Message
from kabinet.correspondence.reading import PAGE_SIZE, page_of_messages, shown_message
from kabinet.correspondence.services import mark_read, send_message


@pytest.fixture
def write(thread, applicant, at):
    """A function that sends messages: one a minute, two of each moment, so that the key decides too."""

    def send(number):
        for place in range(number):
            send_message(
                thread=thread,
                by=applicant,
                from_operator=False,
                text=f"№ {place}",
                files=[],
                token=uuid4(),
                at=at + timedelta(minutes=place // 2),
            )

    return send


def test_pages_go_back_without_gap_or_repetition(thread, write):
    write(2 * PAGE_SIZE + 3)
    told, before = [], None
    while True:
        page = page_of_messages(thread, before=before)
        told = [message.text for message in page.messages] + told
        before = page.earlier
        if before is None:
            break
    assert told == [message.text for message in thread.messages.all()]
    assert len(told) == 2 * PAGE_SIZE + 3


def test_message_of_another_conversation_is_no_place(thread, write):
    write(3)
    assert len(page_of_messages(thread, before=uuid4()).messages) == 3


@pytest.mark.parametrize("number", [1, 200])
def test_page_of_a_long_conversation_costs_no_more_queries(thread, write, number, django_assert_num_queries):
    write(number)
    with django_assert_num_queries(2):
        page = page_of_messages(thread)
    assert len(page.messages) == min(number, PAGE_SIZE)


def test_kind_and_day_stand_with_the_message_and_reading_is_told_to_its_author_alone(thread, specialist, at):
    send_message(
        thread=thread,
        by=specialist,
        from_operator=True,
        text="Пришлите план",
        files=[],
        token=uuid4(),
        at=at,
        kind=Message.Kind.REQUEST,
        until=date(2026, 12, 22),
    )
    mark_read(thread=thread, reader_is_operator=False, at=at + timedelta(hours=1))
    [message] = page_of_messages(thread).messages
    for_author = shown_message(message, author="Вы", files=[], own=True, to_operator=True)
    for_reader = shown_message(message, author="Специалист", files=[], own=False, to_operator=False)
    assert (for_author["kind_title"], for_author["until"]) == ("Запрос", date(2026, 12, 22))
    assert (for_author["read_at"], for_reader["read_at"]) == (at + timedelta(hours=1), None)
