"""How things stand: the open cases by state, age and specialist, and the money that has not come."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.utils import timezone

from kabinet.appeals.models import Appeal
from kabinet.applications.models import Application
from kabinet.billing.models import Invoice
from kabinet.law.editions import law_at
from kabinet.office.figures.kinds import AGES, Counted, turn_of
from kabinet.office.figures.tallies import FigureKey, Tallies


def count_standing(tallies: Tallies, today: date) -> None:
    """Count what is open and owed on `today`."""
    _applications(tallies, today)
    appeals = Appeal.objects.open().order_by().values_list("specialist")
    for person, count, late in appeals.annotate(
        number=Count("pk"), missed=Count("pk", filter=Q(due_rank__lt=today))
    ):
        tallies.add(FigureKey(Counted.OPEN_APPEALS, person_id=person), count, late=late)
    _money(tallies, today)


def _applications(tallies: Tallies, today: date) -> None:
    law = law_at(today)
    ages = [
        When(submitted_at__gte=_midnight(submitted_on(today, days)), then=Value(name))
        for name, days in AGES
        if days is not None
    ]
    rows: Any = (
        Application.objects.open()
        .order_by()
        .annotate(age=Case(*ages, default=Value(AGES[-1][0]), output_field=CharField()))
        .values_list("reason", "band", "state", "limit", "specialist", "age")
        .annotate(number=Count("pk"), missed=Count("pk", filter=Q(due_rank__lt=today)))
    )
    for kind, band, state, limit, person, age, count, late in rows:
        turn = turn_of(state, limit, law)
        key = FigureKey(Counted.OPEN, state, side=turn, person_id=person, kind=kind, band=band)
        tallies.add(key, count, late=late)
        tallies.add(FigureKey(Counted.AGED, age, kind=kind, band=band), count, late=late)


def submitted_on(today: date, age: int) -> date:
    """The day on which an application of this age, days, was submitted."""
    return today - timedelta(days=age)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _money(tallies: Tallies, today: date) -> None:
    owed = Invoice.objects.current().filter(next_due_on__isnull=False).with_paid().order_by()
    by_kind = ("application__reason", "application__band")
    late = Q(next_due_on__lt=today)
    left = F("fee") - F("paid")
    for what, found in ((Counted.OWED, owed), (Counted.OVERDUE, owed.filter(late))):
        rows: Any = found.annotate(left=left).values_list(*by_kind, "next_due_on", "left")
        for kind, band, due_on, kopecks in rows.iterator():
            key = FigureKey(what, kind=kind, band=band)
            tallies.add(key, 1, late=int(due_on < today), total=max(kopecks, 0))
