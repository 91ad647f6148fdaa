"""Letters of a day in one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kabinet.notifications.kinds import DIGEST
from kabinet.notifications.models import Fate, Letter
from kabinet.notifications.services import send_letter

LONGEST = 50
"""So many are named; the rest is counted."""


def people_waiting() -> list[UUID]:
    """For whom something waits to be told in one letter."""
    waiting = Letter.objects.filter(state=Fate.DIGEST, person__isnull=False)
    return [person for person in waiting.order_by().values_list("person", flat=True).distinct() if person]


@transaction.atomic
def send_digest(*, person: UUID, recipient: str | None, at: datetime) -> bool:
    """Tell a person in one letter what waits; without a mailbox it stays in the cabinet alone."""
    waiting = Letter.objects.select_for_update().filter(person=person, state=Fate.DIGEST)
    letters = list(waiting.order_by("id").only("subject", "created_at"))
    if not letters:
        return False
    context = {"letters": letters[:LONGEST], "more": len(letters[LONGEST:])}
    digest = send_letter(kind=DIGEST, recipient=recipient, context=context, person=person, at=at)
    told = Letter.objects.filter(pk__in=[letter.pk for letter in letters])
    told.update(state=Fate.GATHERED if digest else Fate.CABINET, digest=digest)
    return digest is not None
