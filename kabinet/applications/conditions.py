"""What the technical conditions say of an application's course: the voltage, the term of the works."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.course import works_choices
from kabinet.applications.models import Application
from kabinet.applications.states import State
from kabinet.applications.transitions import ApplicationNotFound, lock
from kabinet.core import journal
from kabinet.core.errors import DomainError

_SETTABLE = frozenset(
    {State.SUBMITTED, State.CHECKING, State.AWAITING_DOCUMENTS, State.ACCEPTED, State.REVISING_OFFER}
)


class ConditionsFixed(DomainError):
    """The applicant has been offered them already."""

    def __init__(self) -> None:
        super().__init__(
            "Напряжение и срок мероприятий уже предложены заявителю. Чтобы изменить их, отзовите предложение "
            "на доработку."
        )


class WorksLimitUnknown(DomainError):
    """The law sets no such term for this application."""

    def __init__(self) -> None:
        super().__init__("Такого срока мероприятий Правила для этой заявки не знают: выберите другой.")


def are_settable(application: Application) -> bool:
    """Whether the conditions may still be changed."""
    return application.state in _SETTABLE


@transaction.atomic
def set_conditions(
    *, application: Application, low_voltage: bool, works_limit: str, by: User, at: datetime
) -> Application:
    """Keep the voltage (0.4 kV and below, or above) and the code of the term of the works.

    Raises ApplicationNotFound without the duty, ConditionsFixed once offered, WorksLimitUnknown.
    """
    locked = lock(application)
    if locked.is_draft or Duty.APPLICATIONS not in by.duties:
        raise ApplicationNotFound
    if not are_settable(locked):
        raise ConditionsFixed
    if works_limit not in works_choices(locked.answers, locked.applicant_kind):
        raise WorksLimitUnknown
    locked.low_voltage, locked.works_limit, locked.updated_at = low_voltage, works_limit, at
    locked.save(update_fields=["low_voltage", "works_limit", "updated_at"])
    journal.record(
        act="application_conditions_set",
        subject=f"application:{locked.pk}",
        by=by.pk,
        at=at,
        details={"low_voltage": low_voltage, "works_limit": works_limit},
    )
    return locked
