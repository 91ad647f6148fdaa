"""Opening conversations, writing in them and reading them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from kabinet.accounts.models import User
from kabinet.core.busy import write_unless_busy
from kabinet.core.errors import DomainError
from kabinet.core.values import plain_text, spaced
from kabinet.correspondence.drafts import drop_draft
from kabinet.correspondence.models import Message, StaffReading, Thread
from kabinet.files.models import StoredFile

MAX_TEXT = 10_000
"""The longest message, characters after cleaning."""
NBSP = "\N{NO-BREAK SPACE}"


class AwaitedAnswer(NamedTuple):
    """Since when a conversation waits for an answer, and whether the reader has read what was written."""

    since: datetime
    is_read: bool


class MessageEmpty(DomainError):
    """There is neither a text nor a file."""


class MessageTooLong(DomainError):
    """The text is longer than MAX_TEXT characters."""


def open_thread(*, owner: User, about: Thread.About, at: datetime) -> Thread:
    """Open a conversation of an applicant with the operator."""
    return Thread.objects.create(owner=owner, about=about, created_at=at)


def check_text(text: str) -> str:
    """The text of a message as it is kept. Raises MessageTooLong."""
    cleaned = plain_text(text)
    if len(cleaned) > MAX_TEXT:
        raise MessageTooLong(
            f"Сообщение длиннее {spaced(MAX_TEXT)} знаков: в{NBSP}нём {spaced(len(cleaned))}. "
            "Сократите текст или приложите его файлом."
        )
    return cleaned


@transaction.atomic
def send_message(
    *,
    thread: Thread,
    by: User,
    from_operator: bool,
    text: str,
    files: Sequence[StoredFile],
    token: UUID,
    at: datetime,
    kind: Message.Kind = Message.Kind.MESSAGE,
    until: date | None = None,
) -> Message:
    """Write a message in a conversation; a repeat of `token` gives the first message and writes nothing.

    The author's draft in this conversation has become this message and is dropped. `until`: the day by
    which a request is to be answered.

    Raises MessageEmpty without a text and files, MessageTooLong for more than MAX_TEXT characters.
    """
    # Two sendings of one form at once wait for each other here: the second finds the message of the first.
    Thread.objects.select_for_update().get(pk=thread.pk)
    first = Message.objects.filter(thread=thread, token=token).first()
    if first is not None:
        return first
    cleaned = check_text(text)
    if not cleaned and not files:
        raise MessageEmpty("Напишите текст сообщения или приложите файл.")
    message = Message.objects.create(
        thread=thread,
        author=by,
        from_operator=from_operator,
        kind=kind,
        until=until,
        text=cleaned,
        token=token,
        sent_at=at,
    )
    message.files.set(files)
    if from_operator:
        Thread.objects.filter(pk=thread.pk).update(unread_by_owner=True, waits_since=None)
    else:
        Thread.objects.filter(pk=thread.pk).update(
            unread_by_operator=True, waits_since=Coalesce("waits_since", Value(at))
        )
        StaffReading.objects.filter(thread=thread).delete()
    # The line about a placed document is written by the portal: what its author was composing stays.
    if kind is not Message.Kind.DOCUMENT:
        drop_draft(thread=thread, by=by)
    return message


def mark_read(*, thread: Thread, reader_is_operator: bool, at: datetime) -> int:
    """Mark as read what the other side wrote, and give the number of messages that were unread.

    A page that only looks waits for no writer: where nothing is unread nothing is written, and a busy
    database is left with the mark until the page is opened again (then 0).
    """
    mark = "unread_by_operator" if reader_is_operator else "unread_by_owner"
    marked = Thread.objects.filter(pk=thread.pk, **{mark: True})
    if not marked.exists():
        return 0
    read = 0

    def write() -> None:
        nonlocal read
        # Locks the thread: a message sent meanwhile comes after, with its mark.
        marked.update(**{mark: False})
        read = thread.messages.unread_by(reader_is_operator=reader_is_operator).update(read_at=at)

    return read if write_unless_busy(write) else 0


def read_by(reader: User, *, thread: Thread, at: datetime) -> AwaitedAnswer | None:
    """Whether the applicant waits for an answer; what somebody of the operator sees is read from now on.

    The mark «Новый ответ» goes for this reader and stays for the others. A page that only looks waits for no
    writer: where there is nothing new nothing is written.
    """
    found = Thread.objects.filter(pk=thread.pk).annotate(is_read=Exists(_readings(reader)))
    [(since, is_read, unread)] = found.values_list("waits_since", "is_read", "unread_by_operator")
    if unread:
        mark_read(thread=thread, reader_is_operator=True, at=at)
    if since and not is_read:
        write_unless_busy(
            lambda: StaffReading.objects.bulk_create(
                [StaffReading(thread=thread, reader=reader, read_at=at)], ignore_conflicts=True
            )
        )
    return AwaitedAnswer(since, is_read) if since else None


def waiting(threads: Collection[UUID], *, reader: User) -> dict[UUID, AwaitedAnswer]:
    """Which of these conversations wait for the operator's answer, as this reader sees them. One query."""
    found = Thread.objects.filter(pk__in=threads, waits_since__isnull=False).annotate(
        is_read=Exists(_readings(reader))
    )
    rows = found.values_list("pk", "waits_since", "is_read")
    return {pk: AwaitedAnswer(since, is_read) for pk, since, is_read in rows if since}


def needs_no_answer(*, thread: Thread) -> bool:
    """What the applicant wrote wants no answer («спасибо»); whether something waited for one."""
    return bool(Thread.objects.filter(pk=thread.pk, waits_since__isnull=False).update(waits_since=None))


def _readings(reader: User) -> QuerySet[StaffReading]:
    return StaffReading.objects.filter(thread=OuterRef("pk"), reader=reader)
