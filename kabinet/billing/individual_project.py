"""What the operator and the applicant of an individual project do by when (861, пп. 15, 30(1)–30(4))."""

from datetime import date
from typing import NamedTuple

from kabinet.applications.course.deadlines import contract_day
from kabinet.billing.models import Invoice
from kabinet.law.deadlines import Code, Limit, Unit
from kabinet.law.payments import Plan

_YEAR = 12


class ProjectTerm(NamedTuple):
    """A term, and its last day once the day is known from which it runs."""

    limit: Limit
    due_on: date | None


def project_terms(invoice: Invoice) -> list[ProjectTerm]:
    """The terms from the contract to the additional agreement; none when the fee is not an individual one."""
    if invoice.plan != Plan.INDIVIDUAL_PROJECT:
        return []
    application = invoice.application
    works = application.law.limits[application.course.works]
    is_long = works.unit is Unit.MONTHS and works.length > _YEAR
    request = Code.FEE_REQUEST_LONG if is_long else Code.FEE_REQUEST
    concluded_on = contract_day(application)
    rest = (Code.FEE_REQUEST_NOTICE, Code.AMENDMENT_OFFER, Code.AMENDMENT_SIGNATURE)
    return [
        ProjectTerm(
            application.law.limits[request], application.due(request, concluded_on) if concluded_on else None
        ),
        *(ProjectTerm(application.law.limits[code], None) for code in rest),
    ]
