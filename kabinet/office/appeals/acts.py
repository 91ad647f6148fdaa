"""What a specialist does to an appeal besides answering: hands it over."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.accounts.standing_in import send_to_worker
from kabinet.appeals.models import Appeal
from kabinet.appeals.services import assign_appeal
from kabinet.appeals.transitions import lock
from kabinet.office.card.decisions import WhyNeeded, colleague_of
from kabinet.office.card.freshness import require_fresh
from kabinet.office.people import name_of


@transaction.atomic
def hand_over(*, appeal: Appeal, seen: str, specialist: User, why: str, by: User, at: datetime) -> None:
    """Give the appeal to a specialist, as decided on the card `seen`.

    `why`: the reason to take it from a colleague, who reads it in a letter; the journal keeps it. Raises
    CardStale, WhyNeeded and what assign_appeal refuses.
    """
    locked = lock(appeal)
    if locked.specialist_id == specialist.pk:
        return
    require_fresh(seen, locked)
    former, reason = colleague_of(locked, by), why.strip()
    if former and not reason:
        raise WhyNeeded(locked, former)
    assign_appeal(appeal=locked, specialist=specialist, by=by, at=at, why=reason if former else "")
    if former and former.is_active:
        send_to_worker(
            person=former,
            duty=Duty.APPEALS,
            kind="appeal_taken_over",
            context={"appeal": locked, "by": name_of(by), "to": name_of(specialist), "why": reason},
            about=locked.subject,
            at=at,
        )
