"""The applicant writes about a submitted application."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.course.transitions import (
    ENGINE,
    ApplicationNotFound,
    TransitionImpossible,
    lock,
)
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.correspondence.models import Message
from kabinet.files.models import StoredFile


@transaction.atomic
def reply_to_application(
    *,
    application: Application,
    by: User,
    text: str,
    files: Sequence[StoredFile],
    token: UUID,
    at: datetime,
) -> Message:
    """The applicant writes to the specialist: talk alone is no legal act and moves nothing (861, п. 15).

    A repeated `token` writes nothing. Raises ApplicationNotFound, TransitionImpossible for an annulled
    application and what send_message refuses.
    """
    locked = lock(application)
    if locked.owner_id != by.pk or locked.thread is None:
        raise ApplicationNotFound
    first = locked.thread.messages.filter(token=token).first()
    if first is None and locked.state == State.ANNULLED:
        raise TransitionImpossible(locked)
    return first or ENGINE.reply(locked, by=by, text=text, files=files, token=token, at=at)
