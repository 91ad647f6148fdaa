"""Whose work an application is: taken, handed over, assigned by the head."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.course.transitions import ENGINE, ApplicationNotFound, lock
from kabinet.applications.models import Application
from kabinet.core.errors import DomainError


class AlreadyTaken(DomainError):
    """Another specialist was first; `holder` is who."""

    def __init__(self, application: Application, holder: User) -> None:
        self.holder = holder
        super().__init__(
            f"Заявку {application.number} уже взял(а) {holder.name or holder.email}. Если она нужна вам, "
            "попросите передать её или обратитесь к руководителю."
        )


class NotYours(DomainError):
    """Only its specialist hands an application over."""

    def __init__(self) -> None:
        super().__init__("Передать заявку может её специалист, назначить другого — руководитель.")


class CannotWork(DomainError):
    """The person chosen does not work on applications."""

    def __init__(self) -> None:
        super().__init__("Выберите сотрудника, который работает с заявками.")


@transaction.atomic
def take_application(*, application: Application, by: User, at: datetime, address: str | None = None) -> bool:
    """Become the specialist of an application that has none; False when it is one's own already.

    Of two at the same moment one gets it. Raises AlreadyTaken, ApplicationNotFound.
    """
    locked = _lock_submitted(application, by)
    if locked.specialist_id == by.pk:
        return False
    if locked.specialist is not None:
        raise AlreadyTaken(locked, locked.specialist)
    ENGINE.give(locked, by, act="application_taken", by=by, at=at, address=address)
    return True


@transaction.atomic
def hand_over_application(
    *, application: Application, to: User, by: User, at: datetime, address: str | None = None
) -> bool:
    """Give one's own application to a colleague, or as the head anybody's to anybody, with a letter to them.

    False when it is theirs already. Raises NotYours, CannotWork, ApplicationNotFound.
    """
    locked = _lock_submitted(application, by)
    leads = Duty.LEADING in by.duties
    if not leads and locked.specialist_id != by.pk:
        raise NotYours
    if not to.is_active or Duty.APPLICATIONS not in to.duties:
        raise CannotWork
    if locked.specialist_id == to.pk:
        return False
    act = "application_assigned" if leads else "application_handed_over"
    ENGINE.give(locked, to, act=act, by=by, at=at, address=address)
    if to.pk != by.pk:
        context = {"application": locked, "by": by}
        ENGINE.tell_specialist(locked, "application_given", context, at=at)
    return True


def _lock_submitted(application: Application, by: User) -> Application:
    locked = lock(application)
    if locked.is_draft or Duty.APPLICATIONS not in by.duties:
        raise ApplicationNotFound
    return locked
