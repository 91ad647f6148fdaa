"""What is done to several applications of the queue at once, each by itself: one refusal stops none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kabinet.accounts.models import User
from kabinet.applications.course.assignment import take_application
from kabinet.applications.models import Application
from kabinet.core.errors import DomainError
from kabinet.office.applications.acts import give_application
from kabinet.office.card.decisions import WhyNeeded

MOST_AT_ONCE = 200
"""Four pages of the queue: more is not chosen by hand, and each is locked for a moment."""


@dataclass(slots=True)
class BulkOutcome:
    """How many were given anew, and why the others were not."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def give_several(
    *,
    ids: Iterable[UUID],
    to: User | None,
    why: str,
    token: UUID,
    by: User,
    at: datetime,
    address: str | None,
) -> BulkOutcome:
    """Take the applications, or hand them over `to` somebody; ids of none are passed over.

    `why`: the reason to take those of colleagues away from them; without it they stay.
    """
    outcome = BulkOutcome()
    found = Application.objects.queued().filter(pk__in=list(ids)[:MOST_AT_ONCE]).defer("answers")
    for application in found.order_by("due_rank", "submitted_at", "pk"):
        try:
            if to is None:
                changed = take_application(application=application, by=by, at=at, address=address)
            else:
                changed = give_application(
                    application=application, to=to, note=why, token=token, by=by, at=at, address=address
                )
        except DomainError as refusal:
            outcome.refused.append(_told(refusal, application))
        else:
            outcome.done += changed
    return outcome


def _told(refusal: DomainError, application: Application) -> str:
    """The refusal with the number, where its text has none."""
    return f"{application.number}: {refusal}" if isinstance(refusal, WhyNeeded) else str(refusal)
