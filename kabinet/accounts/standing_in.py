"""THE rule of who stands in for whom: during an absence its substitute, by days of the operator's time zone.

Whose work a case is stays as it is: when the absence is over, everything is as before (docs/adr/0051). Who is
away while standing in is stood in for as well, with all that they stand in for.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import Absence, User
from kabinet.notifications.services import send_letter

type Absences = Mapping[UUID, Absence]
"""Who is away on a day, by their keys."""


def away_on(day: date) -> Absences:
    """The absences of a day, with both people. One query."""
    found = Absence.objects.filter(void_at=None, first__lte=day, last__gte=day)
    return {absence.person_id: absence for absence in found.select_related("person", "substitute")}


def stand_in_of(person: UUID, absences: Absences) -> User | None:
    """Who stands in for a person; None for somebody who is not away, or whose substitute has left."""
    found, seen = None, {person}
    while (absence := absences.get(person)) is not None:
        person, found = absence.substitute_id, absence.substitute
        if person in seen:
            return None
        seen.add(person)
    return found if found is not None and found.is_active else None


def stood_in_by(user: User, absences: Absences) -> frozenset[UUID]:
    """For whom a person stands in."""
    standing = ((person, stand_in_of(person, absences)) for person in absences)
    return frozenset(person for person, substitute in standing if substitute == user)


def stands_in_for(user: User, person: UUID, day: date) -> bool:
    """Whether the work of `person` is the user's on this day. One query."""
    return stand_in_of(person, away_on(day)) == user


def works_for(user: User, absences: Absences) -> frozenset[UUID]:
    """Whose cases are the user's work: their own and those of whoever they stand in for."""
    return stood_in_by(user, absences) | {user.pk}


def send_to_worker(
    *, person: User, duty: Duty, kind: str, context: Mapping[str, Any], about: str, at: datetime
) -> None:
    """Send a letter about a case to its specialist, or to who stands in for them, if their duty lets them.

    The letter then tells for whom they get it (`instead_of`).
    """
    stand_in = stand_in_of(person.pk, away_on(timezone.localdate(at)))
    to = stand_in if stand_in is not None and duty in stand_in.duties else person
    instead = (person.name or person.login) if to != person else ""
    send_letter(kind=kind, recipient=to.email, context={**context, "instead_of": instead}, about=about, at=at)
