"""Reading a conversation: its newest messages first, the earlier ones page by page."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleLessThan

from kabinet.correspondence.models import Message, Thread
from kabinet.files.models import StoredFile

PAGE_SIZE = 20


class MessagePage(NamedTuple):
    """Messages in the order they were sent; `earlier`: the one before which there are more (or None)."""

    messages: list[Message]
    earlier: UUID | None


def page_of_messages(thread: Thread | None, *, before: UUID | None = None) -> MessagePage:
    """The last messages of a conversation, or the last before one; their number changes no query's cost."""
    if thread is None:
        return MessagePage([], None)
    found = thread.messages.for_page()
    if before is not None:
        anchor = thread.messages.filter(pk=before).values_list("sent_at", "pk").first()
        if anchor is not None:
            found = found.filter(TupleLessThan((F("sent_at"), F("pk")), anchor))
    listed = list(found.order_by("-sent_at", "-pk")[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE][::-1]
    return MessagePage(shown, shown[0].pk if len(listed) > PAGE_SIZE else None)


def shown_message(
    message: Message, *, author: str, files: list[dict[str, Any]], own: bool, to_operator: bool
) -> dict[str, Any]:
    """A message for components/message.html; its reading is told to the side that wrote it only."""
    wrote_it = message.from_operator == to_operator
    return {
        "author": author,
        "at": message.sent_at,
        "text": message.text,
        "files": files,
        "own": own,
        "from_operator": message.from_operator,
        "kind": message.kind,
        "kind_title": message.get_kind_display(),
        "until": message.until,
        "read_at": message.read_at if wrote_it else None,
    }


def file_in(thread: Thread | None, file_id: UUID) -> StoredFile | None:
    """A file that was sent in the conversation."""
    if thread is None:
        return None
    return StoredFile.objects.filter(pk=file_id, messages__thread=thread).first()
