"""Drafts of messages."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kabinet.correspondence.drafts import draft_of, drop_draft, save_draft
from kabinet.correspondence.models import Message, MessageDraft
from kabinet.correspondence.services import MessageEmpty, send_message
from kabinet.files.models import StoredFile
from tests.applications.builders import make_file


def test_draft_is_kept_as_typed_with_its_files(thread, applicant, at):
    file = make_file(applicant)
    save_draft(thread=thread, by=applicant, text="  Начало\n", files=[file], at=at)
    draft = draft_of(thread, applicant)
    assert (draft.text, list(draft.files.all()), draft.saved_at) == ("  Начало\n", [file], at)


def test_each_side_has_a_draft_of_its_own(thread, applicant, specialist, at):
    save_draft(thread=thread, by=applicant, text="Вопрос", files=[], at=at)
    save_draft(thread=thread, by=specialist, text="Ответ", files=[], at=at)
    assert (draft_of(thread, applicant).text, draft_of(thread, specialist).text) == ("Вопрос", "Ответ")


def test_later_draft_takes_the_place_of_the_earlier(thread, applicant, at):
    save_draft(thread=thread, by=applicant, text="Раз", files=[], at=at)
    save_draft(thread=thread, by=applicant, text="Два", files=[], at=at + timedelta(minutes=1))
    assert [draft.text for draft in MessageDraft.objects.all()] == ["Два"]


def test_draft_of_nothing_is_no_draft(thread, applicant, at):
    save_draft(thread=thread, by=applicant, text="Раз", files=[], at=at)
    assert save_draft(thread=thread, by=applicant, text=" \n", files=[], at=at) is None
    assert MessageDraft.objects.count() == 0


def test_sending_drops_the_draft_of_its_author_alone(thread, applicant, specialist, at):
    file = make_file(applicant)
    save_draft(thread=thread, by=applicant, text="Вопрос", files=[file], at=at)
    save_draft(thread=thread, by=specialist, text="Ответ", files=[], at=at)
    message = send_message(
        thread=thread, by=applicant, from_operator=False, text="Вопрос", files=[file], token=uuid4(), at=at
    )
    assert [draft.author for draft in MessageDraft.objects.all()] == [specialist]
    assert list(message.files.all()) == [file]


def test_refused_message_leaves_the_draft(thread, applicant, at):
    save_draft(thread=thread, by=applicant, text="Вопрос", files=[], at=at)
    with pytest.raises(MessageEmpty):
        send_message(
            thread=thread, by=applicant, from_operator=False, text="", files=[], token=uuid4(), at=at
        )
    assert draft_of(thread, applicant).text == "Вопрос"


def test_dropping_a_draft_removes_only_files_that_went_nowhere(thread, applicant, at):
    sent, unsent = make_file(applicant, "послан.pdf"), make_file(applicant, "не послан.pdf")
    send_message(
        thread=thread, by=applicant, from_operator=False, text="", files=[sent], token=uuid4(), at=at
    )
    save_draft(thread=thread, by=applicant, text="", files=[sent, unsent], at=at)
    drop_draft(thread=thread, by=applicant)
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["послан.pdf"]


def test_line_about_a_placed_document_leaves_the_draft_of_its_author(thread, specialist, at):
    save_draft(thread=thread, by=specialist, text="Ответ", files=[], at=at)
    send_message(
        thread=thread,
        by=specialist,
        from_operator=True,
        text="Размещено",
        files=[],
        token=uuid4(),
        at=at,
        kind=Message.Kind.DOCUMENT,
    )
    assert draft_of(thread, specialist).text == "Ответ"
