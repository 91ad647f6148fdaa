"""What a specialist does to an application besides answering: asks for corrections, hands it over."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.corrections.requests import request_corrections
from kabinet.applications.course.assignment import hand_over_application
from kabinet.applications.course.transitions import ENGINE, lock
from kabinet.applications.models import Application
from kabinet.applications.models.corrections import CorrectionRequest
from kabinet.notifications.services import send_letter
from kabinet.office.applications.notes import write_note
from kabinet.office.applications.reasons import explain
from kabinet.office.card.decisions import WhyNeeded
from kabinet.office.card.freshness import require_fresh
from kabinet.office.people import name_of


@transaction.atomic
def ask_for_corrections(
    *,
    application: Application,
    notes: Mapping[str, str],
    comment: str,
    seen: str,
    why: str = "",
    token: UUID,
    by: User,
    at: datetime,
) -> CorrectionRequest:
    """Request corrections as decided on the card `seen`; a repeated `token` changes nothing.

    `why`: the reason to act on a colleague's application. Raises CardStale, WhyNeeded, and what
    request_corrections refuses.
    """
    locked = lock(application)
    if not ENGINE.is_repeated(locked, token):
        require_fresh(seen, locked)
        explain(locked, why=why, by=by, at=at, token=token)
    return request_corrections(application=locked, notes=notes, comment=comment, by=by, at=at, token=token)


@transaction.atomic
def give_application(
    *,
    application: Application,
    to: User,
    note: str,
    token: UUID,
    by: User,
    at: datetime,
    address: str | None,
) -> bool:
    """Hand an application over; what the colleague should know becomes an internal note.

    The head who takes it from a colleague says why in it. False when it is theirs already. Raises WhyNeeded,
    and what hand_over_application and write_note refuse.
    """
    locked = lock(application)
    former = None if locked.specialist_id == by.pk else locked.specialist
    if former and former.pk != to.pk and Duty.LEADING in by.duties and not note.strip():
        raise WhyNeeded(application, former)
    if not hand_over_application(application=application, to=to, by=by, at=at, address=address):
        return False
    if former and former.is_active:
        send_letter(
            kind="application_taken_over",
            about=application.subject,
            recipient=former.email,
            context={"application": application, "by": name_of(by), "to": name_of(to), "why": note.strip()},
            at=at,
        )
    if note.strip():
        text = f"Для {name_of(to)}: {note.strip()}"
        write_note(application=application, text=text, by=by, at=at, token=token, address=address)
    return True
