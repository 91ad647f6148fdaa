"""A payment and the contract: which payment accepts which offer, on which day, what is corrected."""

from datetime import date

import pytest
from django.urls import reverse

from kabinet.applications.course.calendar import recount_terms
from kabinet.applications.course.deadlines import contract_day
from kabinet.applications.course.entries import redate_entry
from kabinet.applications.course.guards import PaidAlready
from kabinet.applications.course.side_terms import side_terms
from kabinet.applications.course.timeline import timeline_of
from kabinet.applications.course.transitions import allowed_actions
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action, State
from kabinet.billing.acceptance import waiting_money
from kabinet.billing.invoicing import EventUnknown, start_terms
from kabinet.billing.paying import (
    PaymentImpossible,
    PaymentReasonNeeded,
    redate_payment,
    unmatch_payment,
)
from kabinet.cases.days import DayImpossible
from kabinet.core.models import CalendarDay, JournalEntry
from kabinet.law.payments import Event, Plan
from kabinet.notifications.models import Letter
from kabinet.office.applications.card import act_of
from tests.applications.builders import token
from tests.applications.life import OFFER, Case
from tests.billing.builders import AT, document, issued, load_statement, paid, statement
from tests.office.test_queue import text_of

pytestmark = pytest.mark.django_db

FIRST = 1_485_000
"""The first instalment, 15 % of the fee."""
CLOSE = {"voltage": "0.4", "distance": "10"}
"""Fifteen metres or less at 0.4 kV: works of 30 working days (п. 16 «б»)."""


def day(number, month=11):
    return date(2026, month, number)


def on(number, month=11):
    return AT.replace(month=month, day=number)


def offered(*, at=AT, **chosen):
    case = Case("ФЛ", at=at, **chosen).accept(at=at)
    case.invoice = issued(case.application, by=case.specialist, at=at)
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=at)
    case.office("offer", at=at)
    return case


def fresh(case):
    case.application.refresh_from_db()
    return case.application


def test_contract_is_of_the_day_of_payment_and_not_of_its_booking():
    """Прил. 17, п. 21; п. 12: paid 25.11.2026, recorded 03.12.2026."""
    case = offered(**CLOSE)
    paid(case.invoice, FIRST, on=day(25), at=on(3, 12))
    application = fresh(case)
    assert (application.state, contract_day(application)) == (State.CONTRACTED, day(25))
    assert application.limit == "works_30_days"
    assert application.due_on == date(2027, 1, 15)
    assert [term.due_on for term in side_terms(application)] == [day(27)]
    [concluded] = [
        point for point in timeline_of(application, today=day(3, 12)) if "заключен" in point.title
    ][:1]
    assert (concluded.on, concluded.at) == (day(25), on(3, 12))
    case.office("start_works", at=on(4, 12))
    assert case.application.due_on == date(2027, 1, 15)


def test_contract_by_a_statement_is_of_the_day_on_which_the_money_came():
    case = offered(at=on(17))
    purpose = f"Оплата по счёту {case.invoice.number}"
    content = statement(document(on="18.11.2026", sum="14850.00", purpose=purpose))
    load_statement(content=content, name="выписка.txt", by=case.specialist, at=on(27))
    application = fresh(case)
    assert (contract_day(application), application.due_on) == (day(18), date(2027, 3, 18))


def test_contract_is_of_the_day_since_which_the_first_instalment_is_covered():
    case = offered()
    paid(case.invoice, FIRST - 1, on=day(24), at=on(26))
    paid(case.invoice, 1, on=day(25), at=on(27), number="18")
    assert contract_day(fresh(case)) == day(25)


def test_money_that_came_before_the_offer_accepts_it_on_the_day_of_the_offer():
    case = Case("ФЛ", at=AT).accept(at=AT)
    paid(issued(case.application, by=case.specialist), FIRST, on=day(24))
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=on(26))
    case.office("offer", at=on(26))
    assert (case.application.state, contract_day(case.application)) == (State.CONTRACTED, day(26))


def refused(*, at=25):
    case = offered()
    case.applicant("refuse", comment="Не та мощность", at=on(at))
    return case


def test_payment_after_a_refusal_concludes_nothing_and_is_asked_about():
    """ГК РФ, ст. 443: refuse 25.11, pay 26.11."""
    case = refused()
    paid(case.invoice, FIRST, on=day(26), at=on(26))
    assert fresh(case).state == State.REVISING_OFFER
    assert waiting_money(case.application) == FIRST


def test_revised_offer_is_not_accepted_by_money_that_came_before_it():
    case = refused()
    paid(case.invoice, FIRST, on=day(26), at=on(26))
    case.place(PlacedKind.CONDITIONS, at=on(3, 12))
    case.office("revise", at=on(3, 12))
    assert case.application.state == State.AWAITING_PAYMENT
    possible = [row.action for row in allowed_actions(case.application, case.owner, today=day(10, 12))]
    assert {Action.CONCLUDE, Action.REFUSE} <= set(possible), "five working days to refuse, or to agree"
    case.applicant("conclude", at=on(4, 12))
    assert (case.application.state, contract_day(case.application)) == (State.CONTRACTED, day(4, 12))
    assert waiting_money(case.application) == 0


def test_revised_offer_is_accepted_by_money_that_comes_after_it():
    case = refused()
    case.place(PlacedKind.CONDITIONS, at=on(3, 12))
    case.office("revise", at=on(3, 12))
    paid(case.invoice, FIRST, on=day(4, 12), at=on(7, 12))
    assert (fresh(case).state, contract_day(case.application)) == (State.CONTRACTED, day(4, 12))


def test_nobody_agrees_where_no_money_came():
    case = refused()
    case.place(PlacedKind.CONDITIONS, at=on(3, 12))
    case.office("revise", at=on(3, 12))
    possible = [row.action for row in allowed_actions(case.application, case.owner, today=day(4, 12))]
    assert Action.CONCLUDE not in possible


def test_money_without_an_offer_concludes_nothing():
    case = Case("ФЛ", at=AT).accept(at=AT)
    paid(issued(case.application, by=case.specialist), FIRST)
    assert fresh(case).state == State.ACCEPTED


def test_corrected_payment_moves_the_contract_and_the_journal_keeps_both_days():
    case = offered(**CLOSE)
    wrong = paid(case.invoice, FIRST, on=day(26), at=on(27))
    assert contract_day(fresh(case)) == day(26)
    unmatch_payment(payment=wrong, reason="Чужой платёж", by=case.specialist, at=on(27))
    assert fresh(case).state == State.CONTRACTED, "what the contract rests on is for people to say"
    paid(case.invoice, FIRST, on=day(25), at=on(28), number="18")
    application = fresh(case)
    assert (contract_day(application), application.due_on) == (day(25), date(2027, 1, 15))
    entry = JournalEntry.objects.get(act="application_entry_corrected")
    assert (entry.details["before"], entry.details["on"]) == ("2026-11-26", "2026-11-25")
    correction = application.history.get(action=Action.CONCLUDE).corrections.get()
    assert (correction.before, correction.after) == (day(26), day(25))


def test_refund_after_the_contract_does_not_move_its_day():
    case = offered()
    paid(case.invoice, FIRST, on=day(25), at=on(25))
    paid(case.invoice, -FIRST, on=day(30), at=on(30), number="3")
    paid(case.invoice, FIRST, on=day(4, 12), at=on(4, 12), number="18")
    assert contract_day(fresh(case)) == day(25)


def test_invoice_of_a_later_day_does_not_move_the_contract():
    case = offered()
    paid(case.invoice, FIRST, on=day(25), at=on(27))
    dearer = issued(case.application, by=case.specialist, at=on(30), fee=20_000_000, replaces=case.invoice)
    paid(dearer, 3_000_000, on=day(2, 12), at=on(2, 12), number="18")
    assert contract_day(fresh(case)) == day(25)


def test_money_is_compared_with_the_invoice_of_its_day():
    case = offered()
    cheaper = issued(case.application, by=case.specialist, at=on(30), fee=5_000_000, replaces=case.invoice)
    paid(cheaper, 750_000, on=day(25), at=on(1, 12))
    assert contract_day(fresh(case)) == day(30), "on 25.11 the first instalment was still 14 850 rubles"


def test_money_returned_before_the_offer_does_not_accept_it():
    case = Case("ФЛ", at=AT).accept(at=AT)
    invoice = issued(case.application, by=case.specialist)
    paid(invoice, FIRST, on=day(24))
    paid(invoice, -FIRST, on=day(25), at=on(25), number="3")
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=on(26))
    case.office("offer", at=on(26))
    assert case.application.state == State.AWAITING_PAYMENT
    paid(invoice, FIRST, on=day(27), at=on(30), number="18")
    assert contract_day(fresh(case)) == day(27)


@pytest.mark.parametrize("ended_by", ["refuse", "recall"])
def test_payment_made_before_the_offer_ended_and_booked_after_is_a_contract_for_a_person_to_tell(ended_by):
    """Прил. 17, п. 21; ГК РФ, ст. 433, 438: paid 25.11, refused or recalled later, booked after that."""
    case = offered()
    if ended_by == "refuse":
        case.applicant("refuse", comment="Не та мощность", at=on(26))
    else:  # only once the term of payment has ended (ГК РФ, ст. 436)
        case.office("recall", comment="Не та мощность", at=on(2, 12))
    paid(case.invoice, FIRST, on=day(25), at=on(3, 12))
    assert fresh(case).state == State.REVISING_OFFER
    [row] = [
        row for row in allowed_actions(case.application, case.specialist) if row.action == Action.CONCLUDE
    ]
    assert act_of(row, case.application, day(3, 12)).due_on == date(2027, 3, 25)
    case.office("conclude", comment="Оплата пришла раньше", at=on(3, 12))
    assert (case.application.state, contract_day(case.application)) == (State.CONTRACTED, day(25))
    assert case.application.due_on == date(2027, 3, 25)


def test_payment_of_the_day_of_the_refusal_proves_no_contract():
    case = refused(at=25)
    paid(case.invoice, FIRST, on=day(25), at=on(27))
    possible = [row.action for row in allowed_actions(fresh(case), case.specialist, today=day(27))]
    assert Action.CONCLUDE not in possible


def test_application_whose_money_came_is_not_annulled_as_unpaid():
    case = refused()
    paid(case.invoice, FIRST, on=day(26), at=on(26))
    case.place(PlacedKind.CONDITIONS, at=on(3, 12))
    case.office("revise", at=on(3, 12))
    late = date(2027, 2, 15)
    actions = [row.action for row in allowed_actions(case.application, case.specialist, today=late)]
    assert Action.ANNUL_UNPAID not in actions
    with pytest.raises(PaidAlready, match="Деньги по этой заявке поступили"):
        case.office("annul_unpaid", at=AT.replace(year=2027, month=2, day=15))


def test_calendar_counts_the_works_from_the_day_of_the_contract():
    case = offered(**CLOSE)
    paid(case.invoice, FIRST, on=day(25), at=on(3, 12))
    CalendarDay.objects.create(day=day(10, 12), working=False, reason="Указ региона")
    recount_terms.func()
    assert fresh(case).due_on == date(2027, 1, 18)


def test_letters_tell_the_day_of_the_contract_and_its_correction():
    case = offered(**CLOSE)
    wrong = paid(case.invoice, FIRST, on=day(26), at=on(30))
    told = Letter.objects.filter(kind="application_state_changed").last().text
    assert "Это произошло 26.11.2026: с этого дня считаются сроки." in told
    unmatch_payment(payment=wrong, reason="Чужой платёж", by=case.specialist, at=on(30))
    paid(case.invoice, FIRST, on=day(25), at=on(30), number="18")
    corrected = Letter.objects.get(kind="application_entry_corrected").text
    assert "«Договор заключен»: 25.11.2026, а не 26.11.2026, как было записано." in corrected
    assert "до 15.01.2027" in corrected


def test_both_sides_read_the_day_of_payment_and_the_moment_of_its_booking(client):
    case = offered()
    paid(case.invoice, FIRST, on=day(25), at=on(3, 12))
    told = "25.11.2026, записано 03.12.2026 в 12:00"
    for who, name in (
        (case.owner, "application"),
        (case.specialist, "office_application"),
        (case.specialist, "office_documents"),
    ):
        client.force_login(who)
        assert f"Договор заключен {told}" in text_of(client.get(reverse(name, args=[case.application.pk])))


def test_contract_is_terminated_on_the_day_of_the_agreement():
    """861, п. 15(1): two working days to tell the supplier run from the termination itself."""
    case = offered()
    paid(case.invoice, FIRST, on=day(25), at=on(25))
    case.office("start_works", at=on(1, 12))
    with pytest.raises(DayImpossible, match=r"от 25\.11\.2026 до 04\.12\.2026: не раньше дня договора"):
        case.office("terminate", comment="Соглашение", on=day(24), at=on(4, 12))
    case.office("terminate", comment="Соглашение", on=day(30), at=on(4, 12))
    assert [term.due_on for term in side_terms(case.application)] == [day(27), day(2, 12)]


def test_day_is_not_taken_for_an_act_that_has_none():
    case = Case("ФЛ", at=AT)
    with pytest.raises(DayImpossible, match="уберите дату"):
        case.office("accept", on=day(24), at=on(26))


def test_signed_contract_is_of_the_day_on_which_it_came():
    """861, п. 15: «с даты поступления подписанного договора»."""
    case = Case("ЮЛ", at=AT, requested_power="900").offer(at=AT)
    case.office("conclude", on=day(27), at=on(30))
    assert (case.application.state, contract_day(case.application)) == (State.CONTRACTED, day(27))
    change = case.application.history.get(action=Action.CONCLUDE)
    assert (change.by, change.at) == (case.specialist, on(30))
    with pytest.raises(DayImpossible, match=r"от 24\.11\.2026 до 30\.11\.2026"):
        Case("ЮЛ", at=AT, requested_power="900").offer(at=AT).office("conclude", on=day(23), at=on(30))


def test_nobody_presses_what_a_payment_brings_about():
    case = offered()
    pressed = [row.action for row in allowed_actions(case.application, case.specialist)]
    assert Action.CONCLUDE not in pressed
    paid(case.invoice, FIRST)
    assert fresh(case).history.get(action=Action.CONCLUDE).from_state == State.AWAITING_PAYMENT


def test_parts_that_run_from_the_contract_are_dated_by_it_and_follow_its_correction():
    """861, п. 16(4): the days of the bill are those of the case; nobody types them twice."""
    case = Case("ЮЛ", at=AT, requested_power="900").accept(at=AT)
    bill = issued(case.application, by=case.specialist, plan=Plan.FROM_CONTRACT)
    case.place(*OFFER, at=AT)
    case.office("offer", at=AT)
    case.office("conclude", on=day(27), at=on(30))
    assert [part.due_on for part in bill.instalments.all()][:1] == [day(14, 12)]
    redate_entry(
        change=case.application.history.get(action=Action.CONCLUDE),
        on=day(30),
        reason="Штамп почты",
        by=case.specialist,
        at=on(30),
        token=token(),
    )
    assert [part.due_on for part in bill.instalments.all()][:1] == [day(15, 12)]
    bill.refresh_from_db()
    assert bill.next_due_on == day(15, 12)
    with pytest.raises(EventUnknown, match="событиях дела"):
        start_terms(invoice=bill, event=Event.CONTRACT, on=day(30), by=case.specialist, at=on(30))


def test_wrong_day_of_a_payment_is_corrected_and_the_contract_follows():
    case = offered(**CLOSE)
    payment = paid(case.invoice, FIRST, on=day(26), at=on(27))
    with pytest.raises(PaymentReasonNeeded):
        redate_payment(payment=payment, paid_on=day(25), reason=" ", by=case.specialist, at=on(28))
    with pytest.raises(PaymentImpossible, match="ещё не наступил"):
        redate_payment(payment=payment, paid_on=day(29), reason="Так", by=case.specialist, at=on(28))
    redate_payment(
        payment=payment, paid_on=day(25), reason="Выписка банка", by=case.specialist, at=on(28)
    )  # fmt: skip
    application = fresh(case)
    assert (contract_day(application), application.due_on) == (day(25), date(2027, 1, 15))
    entry = JournalEntry.objects.get(act="payment_redated")
    assert (entry.details["before"], entry.details["reason"]) == ("2026-11-26", "Выписка банка")
    assert "25.11.2026, а не 26.11.2026" in Letter.objects.get(kind="application_entry_corrected").text
