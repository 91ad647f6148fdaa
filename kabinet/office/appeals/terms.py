"""How the office tells by when an appeal is answered: a call has hours (186, п. 41 «в»), the rest days."""

from datetime import date

from django.utils import timezone

from kabinet.appeals.models import Appeal
from kabinet.office.terms import Term, term_by, term_of


def term_of_appeal(appeal: Appeal, *, today: date) -> Term | None:
    """The term of the answer, None when none is owed."""
    if appeal.answer_by is not None and appeal.due_on is not None:
        return term_by(appeal.answer_by, at=timezone.now())
    return term_of(appeal.due_on, today=today)
