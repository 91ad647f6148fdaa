"""What a specialist sets of an application's course: the voltage, the term of the works, the procurement."""

from datetime import datetime

from django.db import transaction

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.course.transitions import ApplicationNotFound, lock
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.law.applicability import ApplicantKind

_SETTABLE = frozenset(
    {
        State.SUBMITTED,
        State.CHECKING,
        State.AWAITING_DOCUMENTS,
        State.SUPPLIED,
        State.ACCEPTED,
        State.REVISING_OFFER,
    }
)
LONGEST_REASON = 300


class ConditionsFixed(DomainError):
    """The applicant has been offered them already."""

    def __init__(self) -> None:
        super().__init__(
            "Условия и сроки уже предложены заявителю. Пока идёт срок ответа, предложение обязывает нас "
            "(ГК РФ, ст. 436); потом его можно отозвать на доработку."
        )


class WorksLimitUnknown(DomainError):
    """The law sets no such term for this application."""

    def __init__(self) -> None:
        super().__init__("Такого срока мероприятий Правила для этой заявки не знают: выберите другой.")


class ProcurementForeign(DomainError):
    """The law knows no other term for this applicant."""

    def __init__(self) -> None:
        super().__init__("Для этой заявки у закупки нет своего срока первого платежа (п. 106 Правил).")


class ProcurementReasonNeeded(DomainError):
    """The applicant's answer is overruled: it has to be told why."""

    def __init__(self) -> None:
        super().__init__("Напишите, откуда известно, что это так: ответ в заявке другой или его нет.")


def minds_procurement(application: Application) -> bool:
    """Whether the term of the first payment depends on a procurement: a person never buys by those laws."""
    return application.course.minds_procurement and application.applicant_kind != ApplicantKind.PERSON


def are_settable(application: Application) -> bool:
    """Whether the conditions may still be changed."""
    return application.state in _SETTABLE


@transaction.atomic
def set_conditions(
    *,
    application: Application,
    low_voltage: bool,
    works_limit: str,
    procurement: bool | None = None,
    stages: int | None = None,
    reason: str = "",
    by: User,
    at: datetime,
) -> Application:
    """Keep the voltage (0.4 kV and below, or above), the term of the works, the procurement, the stages.

    `procurement`: whether the contract is bought by laws № 44-ФЗ or № 275-ФЗ, None to leave it. It is kept
    only where the answer says otherwise, so that an answer that is mended later counts again. `stages`: in
    how many the receivers are put into operation (п. 101), None to leave it.
    Raises ApplicationNotFound without the duty, ConditionsFixed once offered, WorksLimitUnknown,
    ProcurementForeign, ReasonNeeded when the procurement changes without a `reason`.
    """
    locked = lock(application)
    if locked.is_draft or Duty.APPLICATIONS not in by.duties:
        raise ApplicationNotFound
    if not are_settable(locked):
        raise ConditionsFixed
    if works_limit not in locked.facts.works:
        raise WorksLimitUnknown
    told = ""
    if procurement is not None and procurement != locked.course.procurement:
        told = _set_procurement(locked, procurement, reason)
    locked.low_voltage, locked.works_limit, locked.updated_at = low_voltage, works_limit, at
    locked.stages = stages or locked.stages
    locked.save(update_fields=["low_voltage", "works_limit", "procurement", "stages", "updated_at"])
    journal.record(
        act="application_conditions_set",
        subject=f"application:{locked.pk}",
        by=by.pk,
        at=at,
        details={
            "low_voltage": low_voltage,
            "works_limit": works_limit,
            "procurement": locked.course.procurement,
            "stages": locked.course.stages,
            "reason": told,
        },
    )
    return locked


def _set_procurement(locked: Application, known: bool, reason: str) -> str:  # noqa: FBT001 - the fact itself
    """The reason as it is kept."""
    if not minds_procurement(locked):
        raise ProcurementForeign
    told = " ".join(storable(reason).split())[:LONGEST_REASON]
    if not told:
        raise ProcurementReasonNeeded
    locked.procurement = None if known == locked.facts.procurement else known
    return told
