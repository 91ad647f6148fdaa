"""What asks first: an act that ends a case for good, and any act on an application of a colleague."""

from kabinet.accounts.models import User
from kabinet.applications.models import Application
from kabinet.applications.states import Party, Transition
from kabinet.applications.table import transition
from kabinet.core.errors import DomainError
from kabinet.office.people import name_of


class ConfirmationNeeded(DomainError):
    """The person has to be asked first; `row` is what they are about to do."""

    def __init__(self, row: Transition, application: Application, by: User) -> None:
        self.row = row
        other = colleague_of(application, by)
        self.colleague = name_of(other) if other else ""
        asked = "подтвердите, что это нужно" if row.is_final else "подтвердите действие"
        why = ", и напишите, почему действуете по заявке коллеги" if self.colleague else ""
        super().__init__(f"«{row.label}»: {asked}{why}.")


def colleague_of(application: Application, by: User) -> User | None:
    """The colleague who works on the application; None when it is nobody's or one's own."""
    return None if application.specialist_id == by.pk else application.specialist


def require_decision(application: Application, action: str, *, by: User, confirmed: bool, why: str) -> None:
    """Raise ConfirmationNeeded when an act must be asked about and was not.

    What cannot be done at all is left to be refused by `perform`.
    """
    row = transition(action, application.state, Party.SPECIALIST, application.course)
    if row is None:
        return
    unexplained = colleague_of(application, by) is not None and not why.strip()
    if unexplained or (row.is_final and not confirmed):
        raise ConfirmationNeeded(row, application, by)
