"""Recording payments by hand, and how an invoice stands by them."""

from datetime import date, timedelta

import pytest

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.course.transitions import allowed_actions
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action, State
from kabinet.billing.invoicing import start_terms
from kabinet.billing.models import Payment
from kabinet.billing.overdue import overdue_invoices
from kabinet.billing.paying import (
    InterestImpossible,
    PaymentImpossible,
    PaymentMoved,
    PaymentReasonNeeded,
    PaymentRepeated,
    charge_interest,
    match_payment,
    record_payment,
    set_payment_aside,
    unmatch_payment,
)
from kabinet.billing.standing import InstalmentStatus, standing_of
from kabinet.core.models import JournalEntry
from kabinet.law.payments import Event, Plan
from kabinet.office.applications.card import APPLICATION_CARD
from kabinet.office.card.answering import answer_case
from kabinet.office.card.declaration import CardAnswer
from kabinet.office.card.freshness import Mark
from tests.applications.builders import token
from tests.applications.life import Case
from tests.billing.builders import AT, FEE, a_specialist, accepted, issued, paid

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def specialist_answers():
    """A function that presses a button of the card, and the one of the page that asks whether it is meant."""

    def press(case, act):
        answer = CardAnswer(
            act=act,
            seen=str(Mark.of(case.application)),
            text="",
            files=(),
            given={"on": None},
            confirmed=True,
            token=token(),
            by=case.specialist,
            at=AT,
        )
        answer_case(APPLICATION_CARD, case.application, answer)

    return press


def statuses(invoice, on=TODAY):
    return [line.status for line in standing_of(invoice, on=on).lines]


def test_payments_cover_the_instalments_in_their_order():
    invoice = issued()
    assert statuses(invoice) == [InstalmentStatus.NEXT, *[InstalmentStatus.LATER] * 3]
    paid(invoice, 1_485_000)
    paid(invoice, 1_000_000, number="18")
    standing = standing_of(invoice, on=TODAY)
    assert [line.status for line in standing.lines] == [
        InstalmentStatus.PAID,
        InstalmentStatus.NEXT,
        InstalmentStatus.LATER,
        InstalmentStatus.LATER,
    ]
    assert (standing.next.left, standing.left, standing.first_is_paid) == (1_970_000, 7_415_000, True)


def test_what_is_not_paid_by_its_day_is_late_from_the_next_one():
    invoice = issued()
    assert statuses(invoice, on=date(2026, 12, 1))[0] is InstalmentStatus.NEXT
    assert statuses(invoice, on=date(2026, 12, 2))[0] is InstalmentStatus.LATE
    assert standing_of(invoice, on=date(2026, 12, 15)).late == 1_485_000 + 2_970_000


def test_a_payment_beyond_the_fee_is_told_as_an_excess():
    invoice = issued()
    paid(invoice, FEE + 5)
    standing = standing_of(invoice, on=TODAY)
    assert (standing.left, standing.excess, standing.next) == (0, 5, None)


def test_what_was_paid_by_a_replaced_invoice_counts_for_its_successor():
    first = issued(application := accepted())
    paid(first, 1_485_000)
    second = issued(application, fee=8_000_000, replaces=first)
    assert standing_of(second, on=TODAY).lines[0].left == 0


def test_a_refund_uncovers_what_was_covered():
    invoice = issued()
    paid(invoice, 1_485_000)
    paid(invoice, -485_000, number="3")
    standing = standing_of(invoice, on=TODAY)
    assert (standing.paid, standing.lines[0].left) == (1_000_000, 485_000)
    with pytest.raises(PaymentImpossible, match="больше, чем поступило"):
        paid(invoice, -1_000_001, number="4")


def test_a_double_click_is_one_payment_and_the_same_document_is_not_taken_twice():
    invoice, by, pressed = issued(), a_specialist(), token()
    for _ in range(2):
        record_payment(
            invoice=invoice,
            kopecks=1_485_000,
            paid_on=TODAY,
            payer="Иванов",
            document_number="17",
            token=pressed,
            by=by,
            at=AT,
        )
    assert Payment.objects.count() == 1
    with pytest.raises(PaymentRepeated):
        paid(invoice, 1_485_000)
    paid(invoice, 1_485_000, number="18")
    with pytest.raises(PaymentImpossible, match="не наступил"):
        paid(invoice, 100, on=TODAY + timedelta(days=1))


def test_a_payment_is_taken_back_and_given_to_another_invoice_with_the_reason_in_the_journal():
    wrong, right, by = issued(), issued(), a_specialist()
    payment = paid(wrong, 1_485_000)
    with pytest.raises(PaymentReasonNeeded):
        unmatch_payment(payment=payment, reason=" ", by=by, at=AT)
    unmatch_payment(payment=payment, reason="Другой заявитель", by=by, at=AT)
    assert list(Payment.objects.unmatched()) == [payment]
    assert standing_of(wrong, on=TODAY).paid == 0
    match_payment(payment=payment, invoice=right, by=by, at=AT)
    assert standing_of(right, on=TODAY).first_is_paid
    entries = JournalEntry.objects.filter(act__startswith="payment").order_by("id")
    assert [(entry.act, entry.details["invoice"]) for entry in entries] == [
        ("payment_recorded", wrong.number),
        ("payment_unmatched", wrong.number),
        ("payment_matched", right.number),
    ]
    assert entries[1].details["reason"] == "Другой заявитель"


def test_a_payment_dealt_with_in_another_window_is_not_dealt_with_again():
    invoice, by = issued(), a_specialist()
    payment = paid(invoice, 100)
    with pytest.raises(PaymentMoved):
        match_payment(payment=payment, invoice=invoice, by=by, at=AT)
    unmatch_payment(payment=payment, reason="Ошибка", by=by, at=AT)
    with pytest.raises(PaymentMoved):
        unmatch_payment(payment=payment, reason="Ошибка", by=by, at=AT)
    set_payment_aside(payment=payment, reason="За передачу электроэнергии", by=by, at=AT)
    assert not Payment.objects.unmatched().exists()
    payment.refresh_from_db()
    unmatch_payment(payment=payment, reason="Всё-таки наш", by=by, at=AT)
    assert list(Payment.objects.unmatched()) == [payment]


def test_invoices_with_a_debt_are_found_with_the_day_from_which_they_may_be_annulled(
    django_assert_num_queries,
):
    unpaid, started = issued(accepted(state=State.AWAITING_PAYMENT)), issued()
    paid(started, 1_485_000)
    paid(settled := issued(), FEE)
    annulled = issued()
    annulled.application.state = State.ANNULLED
    annulled.application.save(update_fields=["state"])
    replaced = issued(application := accepted())
    current = issued(application, replaces=replaced)
    returned = issued()
    unmatch_payment(payment=paid(returned, FEE), reason="Чужой", by=a_specialist(), at=AT)
    assert overdue_invoices(date(2026, 12, 1)) == []
    found = {item.invoice.pk: item for item in overdue_invoices(date(2026, 12, 2))}
    assert set(found) == {unpaid.pk, current.pk, returned.pk}
    # 30 рд: 25–27, 30 ноября; 22 дня декабря до 30-го; 11–14 января. Решение — со следующего.
    assert found[unpaid.pk].annul_from == date(2027, 1, 15)
    with django_assert_num_queries(3):
        later = {item.invoice.pk: item for item in overdue_invoices(date(2026, 12, 15))}
    assert later[started.pk].annul_from is None
    assert settled.pk not in later


def test_annulment_for_debt_comes_by_the_setting_in_the_list_and_in_the_table_alike(settings):
    case = Case("ФЛ", at=AT).accept(at=AT)
    issued(case.application, by=case.specialist)
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=AT)
    case.office("offer", at=AT + timedelta(days=1))
    settings.UNPAID_ANNUL_AFTER = "8"  # 26, 27, 30 ноября, 1–4 и 7 декабря
    [found] = overdue_invoices(date(2026, 12, 2))
    assert found.annul_from == date(2026, 12, 8)
    for day, refused in ((7, True), (8, False)):
        actions = allowed_actions(case.application, case.specialist, today=date(2026, 12, day))
        assert (Action.ANNUL_UNPAID not in [row.action for row in actions]) is refused
    settings.UNPAID_ANNUL_AFTER = "off"
    assert overdue_invoices(date(2026, 12, 2))[0].annul_from is None
    actions = allowed_actions(case.application, case.specialist, today=date(2030, 1, 1))
    assert Action.ANNUL_UNPAID not in [row.action for row in actions]


def test_a_payment_concludes_the_contract_of_an_offer_even_when_it_came_before(specialist_answers):
    case = Case("ФЛ", at=AT).accept(at=AT)
    invoice = issued(case.application, by=case.specialist)
    paid(invoice, 1_000_000, by=case.specialist)
    paid(invoice, 485_000, by=case.specialist, number="18")
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=AT)
    specialist_answers(case, "offer")
    case.application.refresh_from_db()
    assert case.application.state == State.CONTRACTED


@pytest.mark.parametrize("kopecks", [1_484_999, 1_485_000])
def test_only_the_whole_first_instalment_concludes_the_contract(kopecks):
    case = Case("ФЛ", at=AT).accept(at=AT)
    invoice = issued(case.application, by=case.specialist)
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION, at=AT)
    case.office("offer", at=AT)
    paid(invoice, kopecks, by=case.specialist)
    case.application.refresh_from_db()
    concluded = case.application.state == State.CONTRACTED
    assert concluded is (kopecks == 1_485_000)
    if concluded:
        change = case.application.history.last()
        assert (change.action, change.by) == (Action.CONCLUDE, case.specialist)
        unmatch_payment(payment=invoice.payments.get(), reason="Ошибка", by=case.specialist, at=AT)
        paid(invoice, kopecks, by=case.specialist, number="19")
        case.application.refresh_from_db()
        assert case.application.state == State.CONTRACTED


def test_a_part_without_a_date_is_never_late():
    invoice = issued(accepted(ApplicantKind.COMPANY, requested_power="900"), plan=Plan.FROM_CONTRACT)
    assert overdue_invoices(date(2030, 1, 1)) == []
    assert statuses(invoice, on=date(2030, 1, 1))[0] is InstalmentStatus.NEXT


def test_interest_of_a_deferral_is_paid_with_its_part_and_counts_as_debt():
    invoice = issued(accepted(ApplicantKind.COMPANY, instalments="yes"), plan=Plan.DEFERRED, quarters=2)
    by = a_specialist()
    with pytest.raises(InterestImpossible):
        charge_interest(invoice=invoice, kopecks=50_000, by=by, at=AT)
    paid(invoice, 990_000)
    start_terms(invoice=invoice, event=Event.COMPLETION, on=TODAY, by=by, at=AT)
    charge_interest(invoice=invoice, kopecks=50_000, by=by, at=AT)
    standing = standing_of(invoice, on=TODAY)
    assert (standing.next.left, standing.left) == (4_505_000, 8_960_000)
    paid(invoice, 4_455_000, number="18")
    day_after = date(2027, 2, 25)
    [late] = overdue_invoices(day_after)
    assert (late.standing.late, late.since, late.annul_from) == (50_000, date(2027, 2, 24), None)
    paid(invoice, 50_000, number="19")
    assert overdue_invoices(day_after) == []
    assert standing_of(invoice, on=day_after).next.left == 4_455_000
