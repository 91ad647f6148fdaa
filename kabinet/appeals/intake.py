"""«Принять обращение»: what came by post, telephone, e-mail or in the office, entered for the applicant.

186, п. 40: an appeal in any form is registered, with what it takes to answer it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal, ReplyBy, Topic
from kabinet.appeals.registering import Arrival, Contacts, register_appeal
from kabinet.appeals.transitions import AppealNotFound
from kabinet.applicants.models import Applicant
from kabinet.applications.models import Application
from kabinet.cases.days import check_receipt_day
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.correspondence.models import Thread
from kabinet.correspondence.services import open_thread
from kabinet.files.models import StoredFile


class ContactNeeded(DomainError):
    """By the way of reply that was asked for nobody can be answered; `field` is what is missing."""

    def __init__(self, field: str, text: str) -> None:
        self.field = field
        super().__init__(text)


@transaction.atomic
def take_appeal(
    *,
    applicant: Applicant,
    topic: Topic,
    application: Application | None,
    arrival: Arrival,
    contacts: Contacts,
    text: str,
    files: Sequence[StoredFile],
    by: User,
    at: datetime,
    token: UUID,
) -> Appeal:
    """Register an appeal that came outside the cabinet; a repeated `token` gives the one registered first.

    Raises AppealNotFound without the duty, DayOfReceiptRefused, ContactNeeded and what send_message refuses.
    """
    if Duty.APPEALS not in by.duties or arrival.channel == Channel.CABINET:
        raise AppealNotFound
    # The applicant's row is locked, so that a form that comes twice at once makes one appeal.
    owner = User.objects.select_for_update().get(pk=applicant.user_id)
    taken = Appeal.objects.filter(token=token, owner=owner).first()
    if taken is not None:
        return taken
    check_receipt_day(arrival.on, today=timezone.localdate(at))
    contacts = contacts._replace(email=owner.login or contacts.email)
    _check(contacts)
    return register_appeal(
        applicant=applicant,
        topic=topic,
        application=application,
        arrival=arrival,
        contacts=contacts,
        thread=open_thread(owner=owner, about=Thread.About.APPEAL, at=at),
        text=text,
        files=files,
        by=by,
        at=at,
        token=token,
    )


def _check(contacts: Contacts) -> None:
    """Raise ContactNeeded when there is nothing to answer by in the way that was asked for."""
    match contacts.reply_by:
        case ReplyBy.PHONE if not contacts.phone:
            raise ContactNeeded("phone", "Напишите телефон: ответить просят по нему.")
        case ReplyBy.POST if not contacts.postal_address:
            raise ContactNeeded("postal_address", "Напишите почтовый адрес: ответить просят письмом.")
        case ReplyBy.CABINET if not contacts.email:
            raise ContactNeeded("email", "Напишите адрес электронной почты: ответить просят на него.")
