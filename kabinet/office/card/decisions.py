"""What asks first: an act that ends a case for good or leads on at once, and any act on a colleague's."""

from typing import Any

from kabinet.accounts.models import User
from kabinet.cases.engine import Engine
from kabinet.cases.models import Case
from kabinet.cases.rows import Row
from kabinet.core.errors import DomainError
from kabinet.office.people import name_of


class ConfirmationNeeded(DomainError):
    """The person has to be asked first; `row` is what they are about to do."""

    def __init__(self, row: Row, colleague: User | None) -> None:
        self.row: Any = row  # of the table of its kind
        self.colleague = name_of(colleague) if colleague else ""
        why = ", и напишите, почему действуете по делу коллеги" if self.colleague else ""
        super().__init__(f"«{row.label}»: подтвердите, что это нужно{why}.")


def colleague_of(case: Case, by: User) -> User | None:
    """The colleague who works on the case; None when it is nobody's or one's own."""
    return None if case.specialist_id == by.pk else case.specialist


def require_decision[C: Case, R: Row](
    engine: Engine[C, R], case: C, row: R, *, by: User, confirmed: bool, why: str
) -> None:
    """Raise ConfirmationNeeded when an act must be asked about and was not."""
    colleague = colleague_of(case, by)
    if (colleague and not why.strip()) or (engine.asks_first(row, case) and not confirmed):
        raise ConfirmationNeeded(row, colleague)
