"""From acceptance to the end: every row of the table that the review leaves."""

from datetime import date

import pytest

from kabinet.applications.course.deadlines import next_step
from kabinet.applications.course.guards import (
    DocumentsMissing,
    NothingRenewed,
    ReasonForNone,
    TooEarly,
    TooLate,
)
from kabinet.applications.course.transitions import (
    CommentNeeded,
    TransitionImpossible,
    allowed_actions,
    conclude_by_signature,
    make_expired,
)
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action, State
from kabinet.cases.sides import Side
from kabinet.notifications.models import Letter
from tests.applications.builders import NOW
from tests.applications.life import BIG, HIGH_VOLTAGE, OFFER, Case, days
from tests.journal import faults_once_sealed

pytestmark = pytest.mark.django_db


def actions(case, who, *, at=NOW):
    return [row.action for row in allowed_actions(case.application, who, today=at.date())]


def told(case):
    """What became of the application: the state, whose turn it is and by when."""
    step = next_step(case.application)
    return case.application.state, step.party, case.application.due_on


# --- Section X ---------------------------------------------------------------------------------------


def test_offer_of_section_x_waits_for_the_payment():
    case = Case().offer()
    assert told(case) == (State.AWAITING_PAYMENT, Side.APPLICANT, date(2026, 12, 1))
    letter = Letter.objects.filter(kind="application_state_changed").last()
    assert "Оплата счёта означает согласие" in letter.text
    assert "Проверьте документы и оплатите счёт до 1 декабря" in letter.text.replace("\u00a0", " ")
    assert actions(case, case.owner) == ["refuse", "withdraw"]
    assert actions(case, case.specialist) == []  # an offer binds until its term has ended (ГК РФ, ст. 436)


@pytest.mark.parametrize(
    ("kind", "chosen", "due"),
    [
        ("ФЛ", {}, date(2026, 12, 1)),
        ("ЮЛ", {"procurement": "44"}, date(2026, 12, 15)),
        ("ЮЛ", {"requested_power": "400"}, date(2026, 12, 9)),
    ],
)
def test_first_payment_has_the_term_of_its_paragraph(kind, chosen, due):
    assert Case(kind, **chosen).offer().application.due_on == due


@pytest.mark.parametrize("missing", OFFER)
def test_offer_of_section_x_needs_conditions_contract_and_invoice(missing):
    case = Case().accept()
    case.place(*[kind for kind in OFFER if kind != missing])
    with pytest.raises(DocumentsMissing, match=missing.label.split(" (")[0]):
        case.office("offer")
    assert case.application.state == State.ACCEPTED


def test_refusal_is_answered_by_a_new_version_and_the_terms_start_again():
    case = Case().offer()
    with pytest.raises(CommentNeeded):
        case.applicant("refuse")
    case.applicant("refuse", comment="В условиях не та мощность", at=days(3))
    assert told(case) == (State.REVISING_OFFER, Side.SPECIALIST, date(2026, 12, 11))
    with pytest.raises(NothingRenewed):
        case.office("revise", at=days(4))
    case.place(PlacedKind.CONDITIONS, at=days(5))
    case.office("revise", at=days(5))
    assert told(case) == (State.AWAITING_PAYMENT, Side.APPLICANT, date(2026, 12, 4))


def test_unfounded_refusal_is_answered_by_a_comment():
    case = Case().offer()
    case.applicant("refuse", comment="Дорого")
    case.office("revise", comment="Плата посчитана по ставкам региона, оснований менять счёт нет.")
    assert case.application.state == State.AWAITING_PAYMENT


def test_refusal_is_accepted_within_five_working_days():
    case = Case().offer()
    assert "refuse" in actions(case, case.owner, at=days(7))  # 01.12.2026, the fifth working day
    assert "refuse" not in actions(case, case.owner, at=days(8))
    with pytest.raises(TooLate, match=r"01\.12\.2026"):
        case.applicant("refuse", comment="Не согласен", at=days(8))


def test_specialist_recalls_an_offer_with_a_mistake():
    case = Case().offer()
    case.office("recall", comment="В счёте опечатка", at=days(8))
    case.place(PlacedKind.INVOICE, at=days(8))
    case.office("revise", at=days(8))
    assert case.application.state == State.AWAITING_PAYMENT


def test_household_at_04_kv_ends_by_a_notice_and_silence():
    case = Case().contract()
    assert actions(case, case.owner) == ["terminate"]
    case.office("start_works", at=days(1))
    assert told(case) == (State.FULFILLING, Side.SPECIALIST, date(2027, 3, 24))
    with pytest.raises(DocumentsMissing, match="Уведомление об обеспечении"):
        case.office("place")
    case.place(PlacedKind.NOTICE, PlacedKind.ADMISSION_ACT, at=days(2))
    case.office("place", at=days(2))
    assert told(case) == (State.DOCUMENTS_PLACED, Side.APPLICANT, date(2026, 12, 24))
    assert not make_expired(application=case.application, at=days(30))  # 24.12.2026, the last day
    assert make_expired(application=case.application, at=days(31))
    case.application.refresh_from_db()
    assert told(case) == (State.COMPLETED, None, None)
    assert case.application.history.last().by is None
    assert faults_once_sealed() == []


def test_remarks_are_fixed_and_a_second_silence_is_shorter():
    case = Case().finish_works()
    case.applicant("object", comment="Нет напряжения на опоре", at=days(1))
    assert told(case) == (State.FIXING_REMARKS, Side.SPECIALIST, date(2026, 12, 9))
    with pytest.raises(NothingRenewed):
        case.office("fix", at=days(2))
    case.place(PlacedKind.NOTICE, at=days(2))
    case.office("fix", at=days(2))
    # Ten working days from 26.11.2026 instead of twenty (п. 110, абз. 5).
    assert told(case) == (State.DOCUMENTS_PLACED, Side.APPLICANT, date(2026, 12, 10))
    with pytest.raises(TooLate, match=r"10\.12\.2026"):
        case.applicant("object", comment="Ещё", at=days(17))
    assert make_expired(application=case.application, at=days(17))


def test_applicant_confirms_the_documents_at_once():
    case = Case().finish_works()
    assert case.applicant("confirm").state == State.COMPLETED


def test_above_04_kv_the_conditions_are_checked_and_inspected_again():
    case = Case("ЮЛ", **HIGH_VOLTAGE).contract()
    case.office("start_works")
    assert next_step(case.application).party is Side.APPLICANT
    with pytest.raises(TransitionImpossible):
        case.office("place")
    with pytest.raises(CommentNeeded):
        case.applicant("notify")
    case.applicant("notify", comment="Готово", at=days(1))
    assert told(case) == (State.CHECKING_CONDITIONS, Side.SPECIALIST, date(2026, 12, 7))
    case.office("remark", comment="Нет заземления", at=days(2))
    assert told(case) == (State.FULFILLING, Side.APPLICANT, date(2027, 3, 24))
    case.applicant("notify", comment="Заземлили", at=days(3))
    assert told(case) == (State.CHECKING_CONDITIONS, Side.SPECIALIST, date(2026, 12, 2))
    with pytest.raises(DocumentsMissing, match="Акт"):
        case.office("place", at=days(6))
    case.place(PlacedKind.ACT, at=days(6))
    with pytest.raises(ReasonForNone, match="Акт допуска"):
        case.office("place", at=days(6))
    case.office("place", comment="Прибор учёта стоит с прошлого года", at=days(6))
    case.applicant("object", comment="Не тот адрес", at=days(7))
    case.place(PlacedKind.ACT, at=days(8))
    case.office("fix", at=days(8))
    # Acts are placed anew: twenty working days from 02.12.2026.
    assert told(case) == (State.DOCUMENTS_PLACED, Side.APPLICANT, date(2026, 12, 30))


def test_unpaid_offer_is_annulled_by_a_specialist_after_thirty_working_days():
    case = Case().offer()
    last = date(2027, 1, 14)  # thirty working days from 24.11.2026
    with pytest.raises(TooEarly, match=r"14\.01\.2027"):
        case.office("annul_unpaid", at=days((last - NOW.date()).days))
    day_after = days((last - NOW.date()).days + 1)
    assert actions(case, case.specialist, at=day_after) == ["recall", "annul_unpaid"]
    assert not make_expired(application=case.application, at=day_after)
    case.office("annul_unpaid", at=day_after)
    assert told(case) == (State.ANNULLED, None, None)
    assert "Основание: счёт не оплачен" in Letter.objects.filter(kind="application_state_changed").last().text


# --- The general order -------------------------------------------------------------------------------


def test_general_order_goes_by_signature_to_the_signed_acts():
    case = Case("ЮЛ", **BIG).accept()
    assert case.application.due_on == date(2026, 12, 22)
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, PlacedKind.INSTRUCTION)
    case.office("offer")
    assert told(case) == (State.OFFER_SENT, Side.APPLICANT, date(2026, 12, 8))
    case.office("conclude", at=days(1))
    # A year from 25.11.2026: Thursday 25.11.2027.
    assert told(case) == (State.CONTRACTED, Side.SPECIALIST, date(2027, 11, 25))
    case.applicant("notify", comment="Выполнено", at=days(2))
    case.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=days(3))
    case.office("place", at=days(3))
    assert told(case) == (State.DOCUMENTS_PLACED, Side.APPLICANT, date(2026, 12, 2))
    # The five days of п. 88 are those of the act's return: remarks are not shut out by them.
    assert "object" in actions(case, case.owner, at=days(30))
    # Here silence means nothing (п. 88): the signed acts complete it.
    assert not make_expired(application=case.application, at=days(60))
    case.office("complete", at=days(60))
    assert case.application.state == State.COMPLETED


def test_signature_in_the_cabinet_concludes_the_contract_once():
    case = Case("ЮЛ", **BIG).offer()
    first = conclude_by_signature(application=case.application, by=case.owner, at=days(1))
    assert (first.state, first.specialist) == (State.CONTRACTED, case.specialist)
    again = conclude_by_signature(application=case.application, by=case.owner, at=days(2))
    assert (again.state, again.history.filter(action=Action.CONCLUDE).count()) == (State.CONTRACTED, 1)


def test_refused_contract_is_revised_in_ten_working_days():
    case = Case("ЮЛ", **BIG).offer()
    case.applicant("refuse", comment="Протокол разногласий", at=days(14))  # 08.12.2026, the tenth day
    assert told(case) == (State.REVISING_OFFER, Side.SPECIALIST, date(2026, 12, 22))
    case.place(PlacedKind.CONTRACT, at=days(15))
    case.office("revise", at=days(15))
    assert told(case) == (State.OFFER_SENT, Side.APPLICANT, date(2026, 12, 23))


def test_unsigned_contract_is_annulled_not_before_thirty_working_days():
    case = Case("ЮЛ", **BIG).offer()
    with pytest.raises(TooEarly, match=r"14\.01\.2027"):
        case.office("annul_unsigned", at=days(51))
    assert case.office("annul_unsigned", at=days(52)).state == State.ANNULLED


# --- The other ends ----------------------------------------------------------------------------------


def test_documents_not_supplied_in_twenty_working_days_annul_the_application():
    case = Case()
    case.office("request_documents", comment="План")
    assert not make_expired(application=case.application, at=days(28))  # 22.12.2026, the last day
    assert make_expired(application=case.application, at=days(29))
    case.application.refresh_from_db()
    assert told(case) == (State.ANNULLED, None, None)
    letter = Letter.objects.filter(kind="application_state_changed").last()
    assert "не представлены за 20\u00a0рабочих дней (п. 15)" in letter.text


@pytest.mark.parametrize("chosen", [{}, BIG])
@pytest.mark.parametrize("reach", ["accept", "offer"])
def test_applicant_withdraws_before_the_contract(reach, chosen):
    case = getattr(Case("ЮЛ", **chosen), reach)()
    assert case.applicant("withdraw").state == State.ANNULLED


@pytest.mark.parametrize("reach", ["contract", "finish_works"])
@pytest.mark.parametrize("side", ["applicant", "office"])
def test_contract_is_terminated_by_either_side_with_a_reason(reach, side):
    case = getattr(Case("ЮЛ", **HIGH_VOLTAGE), reach)()
    act = getattr(case, side)
    with pytest.raises(CommentNeeded):
        act("terminate")
    assert act("terminate", comment="Объект продан").state == State.TERMINATED
    assert actions(case, case.owner) == actions(case, case.specialist) == []


def test_specialist_is_told_what_the_applicant_did():
    case = Case().offer()
    case.applicant("refuse", comment="Не та мощность")
    letter = Letter.objects.get(kind="application_acted")
    assert letter.recipient == case.specialist.email
    assert letter.subject.endswith(": Направить мотивированный отказ")
    assert f"Статус теперь: {State.REVISING_OFFER.label}, срок — до 08.12.2026." in letter.text
    assert "Что написал заявитель:\nНе та мощность\n" in letter.text


def test_nothing_expires_where_the_law_leaves_it_to_people():
    for case in (Case().offer(), Case("ЮЛ", **BIG).offer(), Case().contract()):
        assert not make_expired(application=case.application, at=days(800))
