"""Which time limit an application is under, and what happens next by when."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from kabinet.applications import facts
from kabinet.applications.models import Application
from kabinet.applications.states import OFFER, Action, Clock, Party, State, Transition
from kabinet.law.deadlines import LIMITS, Code, due
from kabinet.law.deadlines import Party as Bound

_SIDES = {Bound.APPLICANT: Party.APPLICANT, Bound.OPERATOR: Party.SPECIALIST}
_WHO = {Party.APPLICANT: "Вы", Party.SPECIALIST: "Сетевая организация"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next: whose turn it is, what they do, by when, and where that is written."""

    party: Party | None
    what: str
    by: date | None = None
    basis: str = ""

    @property
    def who(self) -> str:
        """«Вы» or «Сетевая организация», as the applicant is told; empty when it is nobody's turn."""
        return _WHO[self.party] if self.party else ""


def receipt_day(application: Application) -> date | None:
    """The day from which the review runs: of the submission, or of the last supply (861, п. 15)."""
    arrivals = application.history.filter(action__in=(Action.SUBMIT, Action.SUPPLY))
    last = arrivals.order_by("-at", "-id").values_list("at", flat=True).first()
    return timezone.localdate(last) if last else None


def limit_of(row: Transition, application: Application) -> Code | None:
    """The time limit that a transition starts for this application; None when it starts none."""
    if row.limit == OFFER:
        return offer_limit(application)
    return Code(row.limit) if row.limit else None


def offer_limit(application: Application) -> Code:
    """The term in which the contract and the technical conditions are offered (861, п. 15, 105)."""
    return Code(facts.applicability(application.answers, application.applicant_kind).offer_deadline)


def due_on(row: Transition, application: Application, today: date) -> date | None:
    """The last day of the limit that a transition made `today` starts."""
    limit = limit_of(row, application)
    if limit is None:
        return None
    start = (receipt_day(application) or today) if row.clock is Clock.RECEIPT else today
    return due(limit, start)


def next_step(application: Application) -> NextStep:
    """Whose turn it is, and by when."""
    match application.state:
        case State.DRAFT:
            return NextStep(Party.APPLICANT, "Заполните заявку и подайте её")
        case State.SUBMITTED:
            return _step(Code.REGISTRATION, application.due_on)
        case State.CHECKING:
            return _step(Code.COMPLETENESS_CHECK, application.due_on)
        case State.AWAITING_DOCUMENTS:
            return _step(Code.SUPPLY_DOCUMENTS, application.due_on)
        case State.ACCEPTED:
            return _step(offer_limit(application), application.due_on)
        case _:
            return NextStep(None, "Рассмотрение прекращено")


def upcoming(application: Application) -> list[NextStep]:
    """The steps that are ahead of a submitted application, the next one first."""
    start = receipt_day(application)
    offer = offer_limit(application)
    ahead = {
        State.SUBMITTED: (Code.REGISTRATION, Code.COMPLETENESS_CHECK, offer),
        State.CHECKING: (Code.COMPLETENESS_CHECK, offer),
        State.ACCEPTED: (offer,),
    }.get(State(application.state))
    if ahead is None or start is None:
        return [next_step(application)]
    return [_step(code, due(code, start)) for code in ahead]


def _step(code: Code, by: date | None) -> NextStep:
    limit = LIMITS[code]
    return NextStep(_SIDES[limit.binds], limit.title, by, f"{limit.act}, {limit.paragraph}")
