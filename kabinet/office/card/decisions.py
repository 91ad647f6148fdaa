"""What asks first: an act that ends a case for good or leads on at once, and any act on a colleague's."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.accounts.standing_in import stands_in_for
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


class WhyNeeded(DomainError):
    """A colleague works on the case: they have to learn why somebody else acts."""

    def __init__(self, case: Case, colleague: User) -> None:
        what = case.words.accusative.capitalize()
        super().__init__(f"{what} ведёт {name_of(colleague)}. Напишите, почему действуете вы.")


def colleague_of(case: Case, by: User) -> User | None:
    """The colleague who has to learn why `by` acts on the case.

    None when it is nobody's or one's own, for the head, and for who stands in for the colleague today.
    """
    if case.specialist is None or case.specialist_id == by.pk or Duty.LEADING in by.duties:
        return None
    return None if stands_in_for(by, case.specialist.pk, timezone.localdate()) else case.specialist


def require_decision[C: Case, R: Row](
    engine: Engine[C, R], case: C, row: R, *, by: User, confirmed: bool, why: str
) -> None:
    """Raise ConfirmationNeeded when an act must be asked about and was not."""
    colleague = colleague_of(case, by)
    if (colleague and not why.strip()) or (engine.asks_first(row, case) and not confirmed):
        raise ConfirmationNeeded(row, colleague)


def asked_why(request: HttpRequest, case: Case) -> dict[str, Any]:
    """The context of office/why.html: whose case it is, if a colleague's, and what was typed."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    colleague = colleague_of(case, request.user)
    why = request.POST.get("why", "")
    return {
        "colleague": name_of(colleague) if colleague else "",
        "why": why,
        "unanswered": request.method == "POST" and not why.strip(),
    }
