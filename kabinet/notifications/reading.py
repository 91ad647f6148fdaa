"""Notices as their person reads them in the cabinet."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from kabinet.core.busy import write_unless_busy
from kabinet.notifications.models import Letter, LetterQuerySet

PAGE_SIZE = 30
COUNTED = 99


class NoticesPage(NamedTuple):
    """The notices, the newest first, and the key behind which the next page begins."""

    notices: list[Letter]
    older: UUID | None


def notices_page(person: UUID, *, before: UUID | None) -> NoticesPage:
    """A page of a person's notices, in one query."""
    found = Letter.objects.notices_of(person).defer("text").order_by("-id")
    listed = list((found.filter(id__lt=before) if before else found)[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    return NoticesPage(shown, shown[-1].pk if listed[PAGE_SIZE:] else None)


def count_unread(person: UUID) -> str:
    """How many are unread, as a mark says it: «99+» for more, «» for none."""
    number = Letter.objects.notices_of(person).unread().values("pk")[: COUNTED + 1].count()
    return f"{COUNTED}+" if number > COUNTED else str(number or "")


def read_notice(notice: Letter, *, at: datetime) -> None:
    """Note that it was opened; a database that is busy notes it the next time."""
    if notice.read_at is None:
        write_unless_busy(lambda: _read(Letter.objects.filter(pk=notice.pk), at))


def read_about(person: UUID, about: str, *, at: datetime) -> None:
    """Note that whoever opens a case has seen what its notices tell; a busy database notes it later."""
    found = Letter.objects.notices_of(person).filter(about=about).unread()
    if found.exists():  # asked first: on SQLite an update takes the write lock
        write_unless_busy(lambda: _read(found, at))


def read_all(person: UUID, *, at: datetime) -> int:
    """Note that all were read, because the person says so; how many there were."""
    return _read(Letter.objects.notices_of(person), at)


def _read(found: LetterQuerySet, at: datetime) -> int:
    return found.unread().update(read_at=at)
