"""Whether an applicant buys by laws № 44-ФЗ or № 275-ФЗ is one fact, of the state and of the invoice."""

from datetime import date

import pytest

from kabinet.applications.course.conditions import (
    ConditionsFixed,
    ProcurementForeign,
    ProcurementReasonNeeded,
    set_conditions,
)
from kabinet.applications.course.guards import InvoiceOutdated
from kabinet.applications.course.reminders import remind
from kabinet.applications.course.timeline import timeline_of
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from tests.applications.life import Case
from tests.billing.builders import AT, issued

pytestmark = pytest.mark.django_db

SHORT, LONG = date(2026, 12, 1), date(2026, 12, 15)
"""5 and 15 working days from 24.11.2026 (п. 106)."""
LETTER = "письмо заявителя от 20.11.2026"


def set_procurement(case, known, reason=LETTER):
    case.application.refresh_from_db()
    course = case.application.course
    case.application = set_conditions(
        application=case.application,
        low_voltage=course.low_voltage,
        works_limit=course.works,
        procurement=known,
        reason=reason,
        by=case.specialist,
        at=AT,
    )
    return case.application


def accepted_case(kind="ЮЛ", **chosen):
    return Case(kind, at=AT, **chosen).accept(at=AT)


def bill(case, **how):
    case.invoice = issued(case.application, by=case.specialist, at=AT, **how)
    return case.invoice


def offer(case):
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=AT)
    return case.office("offer", at=AT)


def told_days(case):
    """The last day of the first payment by everything that tells it."""
    now = timeline_of(case.application, today=AT.date())
    return {
        "state": case.application.due_on,
        "invoice": case.invoice.instalments.first().due_on,
        "timeline": next(point.on for point in now if point.phase == "now"),
    }


@pytest.mark.parametrize(
    ("chosen", "corrected", "day"),
    [({}, None, SHORT), ({"procurement": "44"}, None, LONG), ({}, True, LONG),
     ({"procurement": "44"}, False, SHORT)],
)  # fmt: skip
def test_state_timeline_and_invoice_tell_one_day(chosen, corrected, day):
    case = accepted_case(**chosen)
    if corrected is not None:
        set_procurement(case, corrected)
    bill(case)
    offer(case)
    assert told_days(case) == {"state": day, "invoice": day, "timeline": day}


def test_reminders_wait_for_the_corrected_day():
    case = accepted_case()
    set_procurement(case, known=True)
    bill(case)
    offer(case)
    letters = Letter.objects.filter(kind="term_reminder", recipient=case.owner.email)
    remind(at=AT.replace(day=30))
    assert letters.count() == 0
    remind(at=AT.replace(month=12, day=10))
    assert "до 15\xa0декабря" in letters.get().text


def test_correction_is_kept_with_its_reason_in_the_journal():
    case = accepted_case()
    application = set_procurement(case, known=True, reason=f"  {LETTER}\n")
    assert (application.procurement, application.course.procurement) == (True, True)
    details = JournalEntry.objects.get(act="application_conditions_set").details
    assert details == {
        "low_voltage": application.low_voltage,
        "works_limit": application.works_limit,
        "procurement": True,
        "stages": 1,
        "reason": LETTER,
    }


def test_return_to_the_answer_leaves_the_answer_to_count():
    case = accepted_case()
    set_procurement(case, known=True)
    assert set_procurement(case, known=False).procurement is None


def test_correction_without_a_reason_is_refused_and_without_a_change_needs_none():
    case = accepted_case()
    with pytest.raises(ProcurementReasonNeeded):
        set_procurement(case, known=True, reason=" ")
    assert set_procurement(case, known=False, reason="").procurement is None


@pytest.mark.parametrize(("kind", "chosen"), [("ФЛ", {}), ("ЮЛ", {"requested_power": "400"})])
def test_procurement_is_not_set_where_it_has_no_term_of_its_own(kind, chosen):
    with pytest.raises(ProcurementForeign):
        set_procurement(accepted_case(kind, **chosen), known=True)


def test_invoice_of_the_other_term_is_not_offered():
    case = accepted_case()
    first = bill(case)
    set_procurement(case, known=True)
    with pytest.raises(InvoiceOutdated):
        offer(case)
    bill(case, replaces=first)
    case.office("offer", at=AT)
    assert told_days(case) == {"state": LONG, "invoice": LONG, "timeline": LONG}


def test_procurement_is_fixed_once_offered_and_free_again_after_a_refusal():
    case = accepted_case()
    first = bill(case)
    offer(case)
    with pytest.raises(ConditionsFixed):
        set_procurement(case, known=True)
    case.applicant("refuse", comment="Закупка по 44-ФЗ", at=AT)
    set_procurement(case, known=True)
    bill(case, replaces=first)
    case.office("revise", comment="Срок оплаты изменён", at=AT)
    assert told_days(case) == {"state": LONG, "invoice": LONG, "timeline": LONG}
