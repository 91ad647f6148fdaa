"""Copies of a person's letters for those who act for them."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kabinet.notifications.models import LetterCopy


def begin_copies(*, person: UUID, reader: UUID, recipient: str, until: date | None) -> None:
    """From now on, and to the end of the day `until`, `reader` gets the letters about `person` too."""
    wanted = {"recipient": recipient, "until": until}
    LetterCopy.objects.update_or_create(person=person, reader=reader, defaults=wanted)


def end_copies(*, person: UUID, reader: UUID) -> None:
    """No more of them."""
    LetterCopy.objects.filter(person=person, reader=reader).delete()


@transaction.atomic
def forget_copies(*, account: UUID) -> None:
    """An account is gone: nobody reads its letters, and it reads nobody's."""
    LetterCopy.objects.filter(reader=account).delete()
    LetterCopy.objects.filter(person=account).delete()


def follow_mailbox(*, reader: UUID, recipient: str) -> None:
    """The reader has another mailbox."""
    LetterCopy.objects.filter(reader=reader).update(recipient=recipient)


def copies_of(person: UUID, *, on: date) -> list[LetterCopy]:
    """Who else reads on this day."""
    reading = LetterCopy.objects.filter(Q(until=None) | Q(until__gte=on), person=person)
    return list(reading.order_by("pk"))


def is_copied(*, person: UUID, reader: UUID) -> bool:
    """Whether `reader` gets the letters of `person`."""
    return LetterCopy.objects.filter(person=person, reader=reader).exists()
