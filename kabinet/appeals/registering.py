"""Registering an appeal, however it came: its number, contacts, term, first message and row of history.

186, п. 40: what comes in any form is registered, with the contacts, the day it came and a number.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.appeals import states
from kabinet.appeals.deadlines import due_on, set_limit
from kabinet.appeals.models import Appeal, Topic
from kabinet.appeals.transitions import move
from kabinet.applicants.models import Applicant
from kabinet.applications.models import Application
from kabinet.cases.days import moment_of
from kabinet.core import numbers
from kabinet.core.channels import Channel
from kabinet.core.numbers import Sequence as Numbers
from kabinet.correspondence.models import Thread
from kabinet.correspondence.services import send_message
from kabinet.files.models import StoredFile


class Contacts(NamedTuple):
    """By what and how the applicant wants to be answered."""

    phone: str
    email: str
    reply_by: str
    postal_address: str


class Arrival(NamedTuple):
    """How and when an appeal came; `analysed`: the facts of a complaint by telephone want analysis."""

    channel: Channel
    on: date
    analysed: bool = False


def register_appeal(
    *,
    applicant: Applicant,
    topic: Topic,
    application: Application | None,
    contacts: Contacts,
    thread: Thread,
    text: str,
    files: Sequence[StoredFile],
    by: User,
    at: datetime,
    token: UUID,
    arrival: Arrival | None = None,
) -> Appeal:
    """Make the appeal in the caller's transaction; `arrival` is None for what is sent from the cabinet now.

    Raises what send_message refuses.
    """
    channel, on, analysed = arrival or Arrival(Channel.CABINET, timezone.localdate(at))
    sequence = numbers.next_in_sequence(Numbers.APPEAL)
    appeal = Appeal(
        owner_id=applicant.user_id,
        sequence=sequence,
        number=numbers.appeal_number(sequence, topic=topic.code, channel=channel),
        topic=topic,
        application=application,
        thread=thread,
        token=token,
        applicant_kind=applicant.kind,
        applicant_name=applicant.name,
        **contacts._asdict(),
        channel=channel,
        sent_at=moment_of(on, at),
        updated_at=at,
    )
    set_limit(appeal, channel, on, at, analysed=analysed)
    appeal.due_on = due_on(states.SENDING, appeal, on)
    appeal.save(force_insert=True)
    send_message(thread=thread, by=by, from_operator=False, text=text, files=files, token=token, at=at)
    move(appeal, states.SENDING, by=by, at=at, on=on, token=token, channel=channel)
    return appeal
