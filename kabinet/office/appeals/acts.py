"""What a specialist does to an appeal besides answering: hands it over."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.appeals.services import assign_appeal
from kabinet.appeals.transitions import lock
from kabinet.office.card.freshness import require_fresh


@transaction.atomic
def hand_over(*, appeal: Appeal, seen: str, specialist: User, by: User, at: datetime) -> None:
    """Give the appeal to a specialist, as decided on the card `seen`.

    Raises CardStale and what assign_appeal refuses.
    """
    locked = lock(appeal)
    if locked.specialist_id != specialist.pk:
        require_fresh(seen, locked)
    assign_appeal(appeal=locked, specialist=specialist, by=by, at=at)
