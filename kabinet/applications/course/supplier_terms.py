"""By when the supplier (субъект розничного рынка) is sent what happened (861, п. 15(1), 107, 109, 111).

And the system operator (п. 21, 34); where power is redistributed, whoever gave it up, and their supplier
(п. 38, 38(3)).
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from kabinet.applications.models import Application
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action
from kabinet.law.applicability import Paragraph
from kabinet.law.deadlines import Code, Limit


class SupplierTerm(NamedTuple):
    """What is sent, and the last day for it."""

    limit: Limit
    due_on: date


def supplier_terms(application: Application) -> list[SupplierTerm]:
    """The terms that have begun, the newest last."""
    law = application.law
    found = [
        SupplierTerm(law.limits[code], application.due(code, start)) for start, code in _begun(application)
    ]
    return sorted(found, key=lambda term: term.due_on)


def _is_copied(application: Application) -> bool:
    """Whether its copy goes to the system operator: п. 21 leaves out paragraphs 12(1) to 14."""
    return application.facts.paragraph is Paragraph.GENERAL


def _begun(application: Application) -> Iterator[tuple[date, Code]]:
    for action, on in application.history.values_list("action", "on"):
        match action:
            case Action.SUBMIT if application.facts.dispatched and _is_copied(application):
                yield on, Code.DISPATCHER_COPY
            case Action.CONCLUDE if application.course.simplified:
                yield on, Code.SUPPLIER_COPIES_SIMPLIFIED
            case Action.CONCLUDE:
                yield on, Code.SUPPLIER_COPIES_GENERAL
            case Action.OFFER if application.facts.redistributed:
                yield on, Code.GIVER_CONDITIONS
            case Action.PLACE | Action.FIX:
                yield on, Code.SUPPLIER_ACT
                if application.facts.redistributed:
                    yield on, Code.GIVER_SUPPLIER_COPIES
            case Action.TERMINATE:
                yield on, Code.SUPPLIER_TERMINATION
    for at in application.placed.filter(kind=PlacedKind.ADMISSION_ACT).values_list("placed_at", flat=True):
        yield timezone.localdate(at), Code.SUPPLIER_METER_ACT
