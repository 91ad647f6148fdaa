"""Which time limit an application is under, and what happens next by when."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from kabinet.applications.course.clocks import clocks_of
from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.course import Course
from kabinet.applications.rules.states import Action, Clock, Depends, State, Transition
from kabinet.applications.rules.table import way_into
from kabinet.cases.sides import Side
from kabinet.law.deadlines import Bound, Code, Limit
from kabinet.law.said import SAID

_SIDES = {Bound.APPLICANT: Side.APPLICANT, Bound.OPERATOR: Side.SPECIALIST}
_WHO = {Side.APPLICANT: "Вы", Side.SPECIALIST: "Сетевая организация"}
_ENDS = {
    State.COMPLETED: "Технологическое присоединение завершено",
    State.ANNULLED: "Рассмотрение прекращено",
    State.TERMINATED: "Договор расторгнут",
}
_FILL = "Заполните заявку и подайте её"
_STANDING = {
    State.REVIEW_SUSPENDED: "Рассмотрение приостановлено (п. 118 Правил)",
    State.WORKS_SUSPENDED: "Срок мероприятий приостановлен (п. 118 Правил)",
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next: whose turn it is, what they do, by when, and where that is written.

    `what` is how the act calls it; `said`, how the applicant is told (kabinet.law.said).
    """

    party: Side | None
    what: str
    by: date | None = None
    basis: str = ""
    said: str = ""

    @property
    def who(self) -> str:
        """«Вы» or «Сетевая организация», as the applicant is told; empty when it is nobody's turn."""
        return _WHO[self.party] if self.party else ""

    @property
    def mine(self) -> bool:
        """Whether the applicant is awaited."""
        return self.party is Side.APPLICANT


def receipt_day(application: Application) -> date | None:
    """The day from which the review runs: of the submission, or of the last supply (861, п. 15)."""
    return clocks_of(application).received


def request_day(application: Application) -> date | None:
    """The last day of a request for documents that stops the operator's term (861, п. 15)."""
    received = receipt_day(application)
    return application.due(Code.COMPLETENESS_CHECK, received) if received else None


def contract_day(application: Application) -> date | None:
    """The day of the contract (861, п. 15; прил. 17, п. 21)."""
    return contract_days([application.pk]).get(application.pk)


def contract_days(ids: Collection[UUID]) -> dict[UUID, date]:
    """The days of the contracts of many applications, of those that have one."""
    concluded = StateChange.objects.filter(application__in=ids, action=Action.CONCLUDE)
    return dict(concluded.order_by("at", "id").values_list("application", "on"))


def entered_day(application: Application) -> date | None:
    """The day on which the present state began."""
    moves = application.history.exclude(from_state=F("to_state"))
    return moves.order_by("-at", "-id").values_list("on", flat=True).first()


def limit_of(row: Transition, application: Application) -> Code | None:
    """The time limit that a transition starts for this application; None when it starts none."""
    if not isinstance(row.limit, Depends):
        return row.limit
    repeated = row.action == Action.FIX or (row.limit is Depends.CHECK and _was_remarked(application))
    return resolve(row.limit, application.course, repeated=repeated)


def _was_remarked(application: Application) -> bool:
    """Whether the last check ended by remarks: those to a stage that passed count no more (пп. 89, 101)."""
    ends = application.history.filter(action__in=(Action.REMARK, Action.CHECK_STAGE)).order_by("-at", "-id")
    return ends.values_list("action", flat=True).first() == Action.REMARK


def resolve(limit: Code | Depends, course: Course, *, repeated: bool = False) -> Code:
    """The limit by its code or by what it depends on; `repeated`: after remarks."""
    return limit if isinstance(limit, Code) else _BY_COURSE[limit](course, repeated)


def _answer_limit(course: Course, repeated: bool) -> Code:  # noqa: FBT001 - one of a table of functions
    if not course.simplified:
        return Code.RETURN_ACT
    # Only a notice at 0.4 kV has a term of its own after remarks; acts are placed anew (п. 110).
    return Code.REMARKS_REPEATED if repeated and not course.checked else Code.REMARKS


def _check_limit(course: Course, repeated: bool) -> Code:  # noqa: FBT001 - one of a table of functions
    if repeated:
        return Code.REPEAT_INSPECTION
    return Code.CHECK_WITH_DISPATCHER if course.dispatched else Code.CHECK_CONDITIONS


_BY_COURSE: dict[Depends, Callable[[Course, bool], Code]] = {
    Depends.OFFER: lambda course, _: course.applicability.offer_deadline,
    Depends.PAYMENT: lambda course, _: course.payment_limit,
    Depends.REFUSAL: lambda course, _: course.applicability.refusal_deadline,
    Depends.REVISION: lambda course, _: course.applicability.revision_deadline,
    Depends.ACCEPTANCE: lambda course, _: course.payment_limit if course.simplified else Code.SIGNATURE,
    Depends.WORKS: lambda course, _: course.works,
    Depends.CHECK: _check_limit,
    Depends.FIX: lambda course, _: Code.FIX_REMARKS if course.simplified else Code.FIX_REMARKS_GENERAL,
    Depends.ANSWER: _answer_limit,
}


def due_on(row: Transition, application: Application, on: date) -> date | None:
    """The last day of the limit that a transition of the day `on` starts."""
    limit = limit_of(row, application)
    if limit is None:
        return None
    if row.clock is Clock.NOW:
        return application.due(limit, on)
    clocks = clocks_of(application)
    clocks.pass_by(row.action, on)
    return clocks.due(limit, row.clock, on)


def running_limit(application: Application) -> Code | None:
    """The limit that runs now; applications submitted before it was kept have the usual one of the state."""
    if application.limit:
        return Code(application.limit)
    row = way_into(application.state, application.course)
    return resolve(row.limit, application.course) if row and row.limit else None


def next_step(application: Application) -> NextStep:
    """Whose turn it is, and by when. Reads nothing but the row itself."""
    state = State(application.state)
    if state in _ENDS:
        return NextStep(None, _ENDS[state], said=_ENDS[state])
    if state in _STANDING:
        return NextStep(None, _STANDING[state], said=_STANDING[state])
    code = running_limit(application)
    if state is State.DRAFT or code is None:
        return NextStep(Side.APPLICANT, _FILL, said=_FILL)
    if state is State.FULFILLING and application.course.checked:
        return NextStep(
            Side.APPLICANT,
            "Выполнение технических условий и уведомление об этом",
            application.due_on,
            application.law.limits[code].basis,
            "Выполните технические условия и сообщите об этом",
        )
    return _step(application.law.limits[code], application.due_on)


def upcoming(application: Application) -> list[NextStep]:
    """The steps that are ahead of a submitted application, the next one first."""
    start = receipt_day(application)
    offer = application.course.applicability.offer_deadline
    ahead = {
        State.SUBMITTED: (Code.REGISTRATION, Code.COMPLETENESS_CHECK, offer),
        State.CHECKING: (Code.COMPLETENESS_CHECK, offer),
        State.ACCEPTED: (offer,),
    }.get(State(application.state))
    if ahead is None or start is None:
        return [next_step(application)]
    law = application.law
    return [_step(law.limits[code], application.due(code, start)) for code in ahead]


def _step(limit: Limit, by: date | None) -> NextStep:
    return NextStep(_SIDES[limit.binds], limit.title, by, limit.basis, SAID.get(limit.code, limit.title))
