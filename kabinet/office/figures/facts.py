"""The facts of one month, counted by the days on which they happened, not by those of their entry."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate

from kabinet.appeals.models import AppealChange
from kabinet.appeals.states import Action as AppealAction
from kabinet.appeals.states import State as AppealState
from kabinet.applications.models import StateChange
from kabinet.applications.rules.states import FINAL, Action, State
from kabinet.billing.models import Invoice
from kabinet.law.editions import Law, law_at
from kabinet.office.figures.kinds import FOUNDED, MEASURED, UNFOUNDED, Counted, whose_term
from kabinet.office.figures.tallies import FigureKey, Tallies

_KIND = ("application__reason", "application__band")
_LEFT = (State.ANNULLED, State.TERMINATED)
_DECISIONS = (AppealState.ANSWERED, AppealState.NOT_OURS, AppealState.NOT_CONSIDERED, AppealState.WITHDRAWN)


def count_facts(tallies: Tallies, first: date, end: date) -> None:
    """Count what happened from `first` on and before `end`."""
    # The states are named, so that the index by state and day is used.
    moved = StateChange.objects.filter(on__gte=first, on__lt=end, to_state__in=State.values)
    moved = moved.exclude(from_state=F("to_state")).order_by()
    _states(tallies, moved)
    _terms(tallies, moved, law_at(end - timedelta(days=1)))
    _durations(tallies, moved)
    _fees(tallies, first, end)
    _appeals(tallies, first, end)


def _states(tallies: Tallies, moved: QuerySet[StateChange]) -> None:
    power = Sum("application__total_power")
    for kind, band, count, kilowatts in (
        moved.filter(action=Action.SUBMIT).values_list(*_KIND).annotate(Count("pk"), power)
    ):
        tallies.add(FigureKey(Counted.SUBMITTED, kind=kind, band=band), count, total=_watts(kilowatts))
    reached = moved.filter(to_state__in=(State.CONTRACTED, *FINAL))
    for kind, band, state, person, count, kilowatts in reached.values_list(
        *_KIND, "to_state", "application__specialist"
    ).annotate(Count("pk"), power):
        key = FigureKey(Counted.REACHED, state, person_id=person, kind=kind, band=band)
        tallies.add(key, count, total=_watts(kilowatts))
    ended = moved.filter(to_state__in=_LEFT)
    for kind, band, action, state, count in ended.values_list(*_KIND, "action", "from_state").annotate(
        Count("pk")
    ):
        tallies.add(FigureKey(Counted.ENDED, f"{action}:{state}", kind=kind, band=band), count)


def _terms(tallies: Tallies, moved: QuerySet[StateChange], law: Law) -> None:
    """Terms that a step has ended; one that goes on in the next state, or stands still, has not ended.

    Whoever left in time has neither kept nor missed a term: that one is passed over.
    """
    ran = Subquery(_before("application").values("limit")[:1])
    last = Subquery(_before("application").values("due_on")[:1])
    late = Q(on__gt=F("last")) | Q(action=Action.EXPIRE)
    ended = (
        moved.exclude(action=Action.SUSPEND)
        .annotate(ran=ran, last=last)
        .filter(last__isnull=False)
        .exclude(ran="")
        .exclude(limit=F("ran"))
        .filter(late | ~Q(to_state__in=_LEFT))
    )
    for kind, band, code, action, count, missed in ended.values_list(*_KIND, "ran", "action").annotate(
        number=Count("pk"), missed=Count("pk", filter=late)
    ):
        key = FigureKey(Counted.TERM, code, side=whose_term(code, action, law), kind=kind, band=band)
        tallies.add(key, count, late=missed)


def _before(case: str) -> QuerySet[Any]:
    """The step of the same case before a row of its history."""
    changes: Any = StateChange if case == "application" else AppealChange
    earlier = Q(at__lt=OuterRef("at")) | Q(at=OuterRef("at"), id__lt=OuterRef("id"))
    found: QuerySet[Any] = changes.objects.filter(earlier, **{case: OuterRef(case)}).order_by("-at", "-id")
    if case == "appeal":
        return found.exclude(action=AppealAction.TELL)
    return found.exclude(from_state=F("to_state"))


def _durations(tallies: Tallies, moved: QuerySet[StateChange]) -> None:
    took = ExpressionWrapper(F("on") - TruncDate("application__submitted_at"), output_field=DurationField())
    rows: Any = (
        moved.filter(to_state__in=MEASURED)
        .annotate(took=took)
        .values_list(*_KIND, "to_state", "took")
        .annotate(Count("pk"))
    )
    for kind, band, state, length, count in rows:
        days = max(length.days, 0)
        tallies.add(FigureKey(Counted.TOOK, state, kind=kind, band=band, days=days), count)


def _fees(tallies: Tallies, first: date, end: date) -> None:
    concluded = StateChange.objects.filter(to_state=State.CONTRACTED, on__gte=first, on__lt=end)
    invoices = Invoice.objects.current().filter(application__in=concluded.values("application"))
    rows = invoices.order_by().values_list(*_KIND).annotate(Count("pk"), Sum("fee"))
    for kind, band, count, kopecks in rows:
        tallies.add(FigureKey(Counted.FEES, kind=kind, band=band), count, total=kopecks)


def _appeals(tallies: Tallies, first: date, end: date) -> None:
    changes = AppealChange.objects.filter(on__gte=first, on__lt=end).order_by()
    came = changes.filter(action=AppealAction.SEND).values_list("appeal__topic__code").annotate(Count("pk"))
    for topic, count in came:
        tallies.add(FigureKey(Counted.APPEALED, topic), count)
    decided = changes.filter(to_state__in=_DECISIONS).exclude(from_state=F("to_state"))
    decided = decided.exclude(action=AppealAction.CLOSE)
    last = Subquery(_before("appeal").values("due_on")[:1])
    rows = (
        decided.annotate(last=last)
        .values_list("appeal__topic__code", "appeal__topic__complaint", "appeal__founded", "to_state")
        .annotate(number=Count("pk"), missed=Count("pk", filter=Q(on__gt=F("last"))))
    )
    for topic, complaint, founded, state, count, late in rows:
        outcome = state
        if complaint and state == AppealState.ANSWERED and founded is not None:
            outcome = FOUNDED if founded else UNFOUNDED
        tallies.add(FigureKey(Counted.DECIDED, topic, side=outcome), count, late=late)


def _watts(kilowatts: Decimal | None) -> int:
    return int((kilowatts or 0) * 1000)
