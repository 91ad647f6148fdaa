"""By when others than the supplier get what the Rules say.

The system operator (861, п. 21, 34), whoever gave up power and their supplier (п. 38, 38(3)), the applicant
with a temporary scheme (п. 53).
"""

from collections.abc import Iterator

from kabinet.applications.asked.answers import text_in
from kabinet.applications.course.supplier_terms import SupplierTerm
from kabinet.applications.models import Application
from kabinet.applications.rules.states import Action
from kabinet.law.applicability import Paragraph
from kabinet.law.deadlines import Code


def other_terms(application: Application) -> list[SupplierTerm]:
    """The terms that have begun, the newest last; an application that has none costs no query."""
    events = dict(_events(application))
    if not events:
        return []
    done = application.history.filter(action__in=events).values_list("action", "on")
    found = [
        SupplierTerm(application.law.limits[code], application.due(code, on))
        for action, on in done
        for code in events[Action(action)]
    ]
    return sorted(found, key=lambda term: term.due_on)


def _events(application: Application) -> Iterator[tuple[Action, tuple[Code, ...]]]:
    """After which acts which terms begin."""
    facts = application.facts
    if facts.dispatched and facts.paragraph is Paragraph.GENERAL:  # п. 21 leaves out paragraphs 12(1) to 14
        yield Action.SUBMIT, (Code.DISPATCHER_COPY,)
    if facts.redistributed:
        yield Action.OFFER, (Code.GIVER_CONDITIONS,)
        yield Action.PLACE, (Code.GIVER_SUPPLIER_COPIES,)
        yield Action.FIX, (Code.GIVER_SUPPLIER_COPIES,)
    if facts.temporary and text_in(application.answers, "autonomous_source") == "yes":
        yield Action.CONCLUDE, (Code.AUTONOMOUS_SOURCE,)
