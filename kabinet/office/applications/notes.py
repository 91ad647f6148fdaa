"""Internal notes: what the operator's people tell each other about an application."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.course.transitions import lock
from kabinet.applications.models import Application
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import plain_text
from kabinet.office.models import Note

LONGEST_NOTE = 4000


class NoteRefused(DomainError):
    """The note is empty or too long."""


def application_notes(application: Application) -> list[Note]:
    """The notes on an application with their authors, the earliest first. One query."""
    return list(Note.objects.filter(application=application).select_related("author"))


@transaction.atomic
def write_note(
    *, application: Application, text: str, by: User, at: datetime, token: UUID, address: str | None = None
) -> Note:
    """Write a note; a repeated `token` gives the note written first. Raises NoteRefused."""
    locked = lock(application)
    first = Note.objects.filter(application=locked, token=token).first()
    if first is not None:
        return first
    cleaned = plain_text(text)
    if not cleaned:
        raise NoteRefused("Напишите текст заметки.")
    if len(cleaned) > LONGEST_NOTE:
        raise NoteRefused(f"Заметка длиннее {LONGEST_NOTE} знаков: в ней {len(cleaned)}. Сократите текст.")
    note = Note.objects.create(application=locked, author=by, text=cleaned, written_at=at, token=token)
    journal.record(
        act="application_noted",
        subject=f"application:{locked.pk}",
        by=by.pk,
        at=at,
        address=address,
        details={"note": str(note.pk)},
    )
    return note
