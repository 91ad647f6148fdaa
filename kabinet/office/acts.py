"""What a specialist does to an application from its card: writes to the applicant, changes the state."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.models import Application
from kabinet.applications.services import comment_application
from kabinet.applications.states import State
from kabinet.applications.transitions import lock, perform
from kabinet.billing.paying import settle
from kabinet.core.errors import DomainError
from kabinet.files.models import StoredFile

COMMENT = "comment"
"""The act that only writes to the applicant; every other one is an action of the transition table."""


class CardStale(DomainError):
    """The state is no longer the one that the specialist saw when deciding what to write."""

    def __init__(self, application: Application) -> None:
        label = State(application.state).label
        super().__init__(
            f"Пока карточка была открыта, статус заявки изменился: теперь он — «{label}». Ничего не "
            "отправлено, ваш текст и файлы сохранены ниже. Проверьте, нужны ли они ещё, и отправьте снова."
        )


@transaction.atomic
def answer_application(
    *,
    application: Application,
    act: str,
    seen_state: str,
    text: str,
    files: Sequence[StoredFile],
    token: UUID,
    by: User,
    at: datetime,
) -> None:
    """Carry out `act` (COMMENT or an action) as decided in `seen_state`; a repeated `token` changes nothing.

    Raises CardStale, and what comment_application or perform refuse.
    """
    locked = lock(application)
    if not _is_repeated(locked, token) and locked.state != seen_state:
        raise CardStale(locked)
    if act == COMMENT:
        comment_application(application=locked, by=by, text=text, files=files, token=token, at=at)
    else:
        moved = perform(application=locked, action=act, by=by, at=at, comment=text, files=files, token=token)
        settle([moved], by=by, at=at)  # the invoice may have been paid before the offer was sent


def _is_repeated(application: Application, token: UUID) -> bool:
    if application.history.filter(token=token).exists():
        return True
    return application.thread is not None and application.thread.messages.filter(token=token).exists()
