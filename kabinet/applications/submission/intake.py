"""What came on paper, by post or through the portal of services, entered by a specialist for the applicant.

An application may be sent by any means (861, п. 8; приказ № 186, пп. 37, 40), and what came is registered
(п. 105), incomplete or not: its terms run from the day of its receipt, and what it lacks is asked for then.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applicants.models import Applicant
from kabinet.applicants.services import prefill
from kabinet.applications.asked.steps import DOCUMENTS
from kabinet.applications.content.completeness import Gap, Lack, missing, unfit
from kabinet.applications.content.documents import DOCUMENTS_BY_CODE, PAPER
from kabinet.applications.course.transitions import ApplicationNotFound, lock, move
from kabinet.applications.models import Application
from kabinet.applications.rules.states import Action, State
from kabinet.applications.rules.table import transition as row_for
from kabinet.applications.submission.services import (
    AlreadySubmitted,
    NotComplete,
    Receipt,
    freeze,
    start_draft,
)
from kabinet.cases.days import check_receipt_day, moment_of
from kabinet.cases.sides import Side
from kabinet.core.channels import NUMBERED, Channel

BY_OFFICE = tuple(channel for channel in NUMBERED if channel is not Channel.CABINET)
"""The ways by which an application comes that a specialist enters."""


def start_intake(
    *, draft_id: UUID, applicant: Applicant, channel: Channel, received_on: date, by: User, at: datetime
) -> Application:
    """Begin to enter an application of the applicant; the same `draft_id` again gives the same draft.

    Raises ApplicationNotFound, DayOfReceiptRefused.
    """
    if Duty.APPLICATIONS not in by.duties:
        raise ApplicationNotFound
    check_receipt_day(received_on, today=timezone.localdate(at))
    return start_draft(
        draft_id=draft_id,
        applicant=applicant,
        answers=prefill(applicant),
        receipt=Receipt(channel, received_on, by),
        at=at,
    )


@transaction.atomic
def change_receipt(
    *, application: Application, channel: Channel, received_on: date, by: User, at: datetime
) -> Application:
    """Correct how and when it came, until it is registered.

    Raises ApplicationNotFound, AlreadySubmitted, DayOfReceiptRefused.
    """
    draft = _of_office(application, by)
    if not draft.is_draft:
        raise AlreadySubmitted
    check_receipt_day(received_on, today=timezone.localdate(at))
    draft.channel, draft.received_on, draft.updated_at = channel, received_on, at
    draft.save(update_fields=["channel", "received_on", "updated_at"])
    return draft


@transaction.atomic
def register_from_paper(
    *, application: Application, by: User, at: datetime, address: str | None
) -> Application:
    """Register what was entered as it came; repeated, it gives the application registered first.

    The applicant submitted it on the day of its receipt, by its channel; `by` has entered it. No consent is
    recorded and no signature demanded: both are on the paper. Raises ApplicationNotFound, NotComplete,
    DayOfReceiptRefused.
    """
    locked = _of_office(application, by)
    row = row_for(Action.SUBMIT, locked.state, Side.APPLICANT, locked.course)
    received_on = locked.received_on
    if row is None or received_on is None:
        return locked
    if gaps := held_back_by(locked):
        raise NotComplete(gaps)
    check_receipt_day(received_on, today=timezone.localdate(at))
    locked.submitted_at = moment_of(received_on, at)
    freeze(locked, dated_at=locked.submitted_at, at=at)
    move(
        locked,
        row,
        by=by,
        at=at,
        on=received_on,
        comment=_told(locked),
        address=address,
        changed=["submitted_at", "thread"],
        channel=locked.channel,
    )
    return locked


def held_back_by(application: Application) -> list[Gap]:
    """What keeps the registration back: what cannot be a case, and the paper, the ground of all the rest."""
    paper = DOCUMENTS_BY_CODE[PAPER]
    attached = application.attachments.filter(kind=PAPER).exists()
    scan = () if attached else (Gap(DOCUMENTS, paper.name, f"Не приложено: «{paper.title}»."),)
    return [*unfit(application), *scan]


def lacking(application: Application) -> list[Gap]:
    """What an application from paper still lacks while it is reviewed: it is to be asked for (861, п. 15)."""
    if not application.is_of_office or application.state not in _REVIEWED:
        return []
    return missing(application)


def request_for(gaps: list[Gap]) -> str:
    """The text that asks for what is missing; empty when nothing is."""
    if not gaps:
        return ""
    lines = ";\n".join(f"– {_asked(gap)}" for gap in gaps)
    return f"Просим представить недостающие сведения и документы:\n{lines}."


_REVIEWED = (State.SUBMITTED, State.CHECKING)


def _asked(gap: Gap) -> str:
    text = gap.text.rstrip(".")
    return text.partition(": ")[2] if gap.lack is Lack.EMPTY else text


def _of_office(application: Application, by: User) -> Application:
    locked = lock(application)
    if not locked.is_of_office or Duty.APPLICATIONS not in by.duties:
        raise ApplicationNotFound
    return locked


def _told(application: Application) -> str:
    how = Channel(application.channel).label
    return (
        f"Поступила {how} {application.received_on:%d.%m.%Y}, внесена специалистом с приложенного оригинала. "
        "Согласие на обработку персональных данных и подпись — в оригинале, отметок в кабинете заявитель "
        "не ставил."
    )
