"""What is done to several applications of the queue at once, each by itself: one refusal stops none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kabinet.accounts.models import User
from kabinet.applications.assignment import hand_over_application, take_application
from kabinet.applications.models import Application
from kabinet.core.errors import DomainError

MOST_AT_ONCE = 200
"""Four pages of the queue: more is not chosen by hand, and each is locked for a moment."""


@dataclass(slots=True)
class Outcome:
    """How many were given anew, and why the others were not."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def give_several(
    *, ids: Iterable[UUID], to: User | None, by: User, at: datetime, address: str | None
) -> Outcome:
    """Take the applications, or hand them over `to` somebody; ids of none are passed over."""
    outcome = Outcome()
    found = Application.objects.queued().filter(pk__in=list(ids)[:MOST_AT_ONCE]).defer("answers")
    for application in found.order_by("due_rank", "submitted_at", "pk"):
        try:
            if to is None:
                changed = take_application(application=application, by=by, at=at, address=address)
            else:
                changed = hand_over_application(application=application, to=to, by=by, at=at, address=address)
        except DomainError as refusal:
            outcome.refused.append(str(refusal))
        else:
            outcome.done += changed
    return outcome
