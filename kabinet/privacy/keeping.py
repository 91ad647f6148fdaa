"""THE table of what outlives a consent: on which basis, and until which day.

The terms are rows of kabinet.law; which row a paper falls under is a decision for the operator's lawyer.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from kabinet.accounts.models import User
from kabinet.appeals.models import Appeal
from kabinet.appeals.states import OPEN
from kabinet.applicants.models import Consent, Withdrawal
from kabinet.applicants.powers import powers_of
from kabinet.applications.models import CLOSED, Application
from kabinet.applications.rules.states import State
from kabinet.billing.models import Invoice
from kabinet.cases.models import Case
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at
from kabinet.meters.models import MeterReading

CONTRACTED = (State.COMPLETED, State.TERMINATED)
"""The ends of an application that had a contract; an annulled one goes with those if it was invoiced."""


class Kept(NamedTuple):
    """What stays: its name, why, and the day after which it goes too; the case itself if it is one."""

    title: str
    basis: str
    until: date
    case: Case | None = None


def kept_cases(user: User) -> Iterator[Kept]:
    """The finished cases of a person: a year of keeping begins when that of the end is over."""
    applications: QuerySet[Any] = (
        Application.objects.submitted()
        .filter(owner=user, state__in=CLOSED)
        .annotate(invoiced=Exists(Invoice.objects.filter(application=OuterRef("pk"))), ended_on=_ENDED_ON)
    )
    for one in applications.defer("answers").order_by("sequence"):
        if one.invoiced or one.state in CONTRACTED:
            yield _kept(f"Заявка {one.number}", Code.KEPT_CONTRACT, _end_of_year(one.ended_on), one)
        else:
            yield _kept(f"Заявка {one.number}", Code.KEPT_CLAIM, one.ended_on, one)
    appeals: QuerySet[Any] = Appeal.objects.of(user).exclude(state__in=OPEN).annotate(ended_on=_ENDED_ON)
    for one in appeals.order_by("sequence"):
        yield _kept(f"Обращение {one.number}", Code.KEPT_APPEAL, _end_of_year(one.ended_on), one)


def kept_of(user: User, *, today: date) -> list[Kept]:
    """What stays of a person who leaves: case by case, then what is no case."""
    listed = list(kept_cases(user))
    last = MeterReading.objects.filter(owner=user).aggregate(on=Max("on"))["on"]
    if last is not None:
        listed.append(_kept("Переданные показания приборов учёта", Code.KEPT_CLAIM, last))
    if Consent.objects.of(user).exists() or Withdrawal.objects.filter(user=user).exists():
        evidence = _kept("Записи о согласиях и их отзыве", Code.KEPT_CLAIM, today)
        # They prove what the cases lean on, as long as these are kept.
        lasting = evidence._replace(until=max(one.until for one in (*listed, evidence)))
        listed.append(lasting)
        if powers_of(user).exists():
            listed.append(lasting._replace(title="Доверенности тех, кто действовал за заявителя"))
    return listed


def claims_end(start: date) -> date:
    """Until when what only proves a right is kept that is of the day `start`."""
    return law_at(start).due(Code.KEPT_CLAIM, start)


def act_kept_until(done_on: date) -> date:
    """Until when the act of a destruction is kept."""
    return law_at(done_on).due(Code.KEPT_DESTRUCTION_ACT, done_on)


_ENDED_ON = Coalesce(Max("history__on"), TruncDate("updated_at"))


def _end_of_year(day: date) -> date:
    return date(day.year, 12, 31)


def _kept(title: str, code: Code, start: date, case: Case | None = None) -> Kept:
    law = law_at(start)
    return Kept(title, law.limits[code].basis, law.due(code, start), case)
