"""By when the supplier (субъект розничного рынка) is sent what happened (861, п. 15(1), 107, 109, 111)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from kabinet.applications.models import Application
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action
from kabinet.law.deadlines import Code, Limit


class SupplierTerm(NamedTuple):
    """What the supplier is sent, and the last day for it."""

    limit: Limit
    due_on: date


def supplier_terms(application: Application) -> list[SupplierTerm]:
    """The terms that have begun, the newest last."""
    law = application.law
    found = [
        SupplierTerm(law.limits[code], application.due(code, start)) for start, code in _begun(application)
    ]
    return sorted(found, key=lambda term: term.due_on)


def _begun(application: Application) -> Iterator[tuple[date, Code]]:
    for action, on in application.history.values_list("action", "on"):
        match action:
            case Action.CONCLUDE if application.course.simplified:
                yield on, Code.SUPPLIER_COPIES_SIMPLIFIED
            case Action.CONCLUDE:
                yield on, Code.SUPPLIER_COPIES_GENERAL
            case Action.PLACE | Action.FIX:
                yield on, Code.SUPPLIER_ACT
            case Action.TERMINATE:
                yield on, Code.SUPPLIER_TERMINATION
    for at in application.placed.filter(kind=PlacedKind.ADMISSION_ACT).values_list("placed_at", flat=True):
        yield timezone.localdate(at), Code.SUPPLIER_METER_ACT
