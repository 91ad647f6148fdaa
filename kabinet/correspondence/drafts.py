"""Drafts of messages: what was begun is kept on the server, whatever happens to the page."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, QuerySet

from kabinet.accounts.models import User
from kabinet.core.values import storable
from kabinet.correspondence.models import MessageDraft, Thread
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file


def draft_of(thread: Thread, user: User) -> MessageDraft | None:
    """What `user` has begun to write in the conversation, with its files."""
    return MessageDraft.objects.filter(thread=thread, author=user).prefetch_related("files").first()


@transaction.atomic
def save_draft(
    *, thread: Thread, by: User, text: str, files: Sequence[StoredFile], at: datetime
) -> MessageDraft | None:
    """Keep what was begun, as typed, in the place of what was kept before; nothing written keeps nothing."""
    if not text.strip() and not files:
        drop_draft(thread=thread, by=by)
        return None
    draft, _ = MessageDraft.objects.update_or_create(
        thread=thread, author=by, defaults={"text": storable(text), "saved_at": at}
    )
    left_out = [file for file in draft.files.all() if file not in files]
    draft.files.set(files)
    remove_unsent(left_out)
    return draft


@transaction.atomic
def drop_draft(*, thread: Thread, by: User) -> None:
    """Forget what was begun; files that were in it and went nowhere are removed."""
    draft = draft_of(thread, by)
    if draft is None:
        return
    files = list(draft.files.all())
    draft.delete()
    remove_unsent(files)


@transaction.atomic
def drop_drafts_of(user: User) -> None:
    """Forget everything that a person has begun to write anywhere."""
    for draft in MessageDraft.objects.filter(author=user).select_related("thread"):
        drop_draft(thread=draft.thread, by=user)


def remove_unsent(files: Iterable[StoredFile]) -> None:
    """Remove those of the files that were sent and attached nowhere and stand in no draft."""
    keys = [file.pk for file in files]
    if not keys:
        return
    for file in unused_files().filter(pk__in=keys, message_drafts=None):
        remove_file(file=file)


def unused_files() -> QuerySet[StoredFile]:
    """Files to which nothing points but drafts of messages, whatever parts of the portal point to files."""
    found = StoredFile.objects.all()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or _is_of_drafts(relation):
            continue
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        found = found.exclude(Exists(pointing))
    return found


def _is_of_drafts(relation: ForeignObjectRel) -> bool:
    return relation.related_model in {MessageDraft, MessageDraft.files.through}
