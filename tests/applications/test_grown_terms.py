"""Terms that grow by what others have to agree: hand-computed, each by its paragraph of the Rules № 861."""

from datetime import date

import pytest

from kabinet.applications.course.derive import derive
from kabinet.applications.course.entries import redate_entry, take_back_entry
from kabinet.applications.course.guards import DayImpossible, TooLate, TransitionImpossible
from kabinet.applications.course.side_terms import side_terms
from kabinet.applications.course.transitions import allowed_actions
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import State
from kabinet.notifications.models import Letter
from tests.applications.builders import token
from tests.applications.life import BIG, OFFER, Case, days

pytestmark = pytest.mark.django_db

DISPATCHED = {"requested_power": "6000"}
"""Above 5 MW: the system operator agrees the conditions (п. 21)."""


def term(case, code):
    [found] = [term for term in side_terms(case.application) if term.limit.code == code]
    return found.due_on, found.done_on


def letters(kind="application_fact"):
    return [letter.text for letter in Letter.objects.filter(kind=kind).order_by("pk")]


def due(case):
    case.application.refresh_from_db()
    assert not derive(case.application), "what is kept is what follows from the history"
    return case.application.due_on


# --- The offer while the system operator agrees the conditions: пп. 15, 21 ------------------------------


def test_offer_waits_for_the_system_operator():
    """П. 15: twenty working days from 24.11.2026, and those on which the conditions were agreed."""
    case = Case("ЮЛ", **DISPATCHED).accept()
    assert due(case) == date(2026, 12, 22)
    case.record(Record.DISPATCHER_DRAFT, on=date(2026, 12, 1), at=days(8))
    # П. 21 gives ten working days, until 15.12.2026: the offer has those more.
    assert term(case, "dispatcher_agreement") == (date(2026, 12, 15), None)
    assert due(case) == date(2027, 1, 14)
    assert "Срок теперь — до 14.01.2027." in letters()[-1]
    assert "на это у него 10\u00a0рабочих дней" in letters()[-1]
    case.record(Record.DISPATCHER_AGREED, on=date(2026, 12, 10), at=days(16))
    # Agreed on the seventh working day: seven more, and the contract three working days after it.
    assert due(case) == date(2027, 1, 11)
    assert "Срок теперь — до 11.01.2027." in letters()[-1]
    assert term(case, "dispatcher_agreement") == (date(2026, 12, 15), date(2026, 12, 10))
    assert term(case, "offer_agreed") == (date(2026, 12, 15), None)
    case.place(*OFFER, at=days(17))
    case.office("offer", at=days(17))
    assert term(case, "offer_agreed") == (date(2026, 12, 15), date(2026, 12, 11))


def test_remarks_of_the_system_operator_end_its_term_and_the_next_draft_begins_another():
    case = Case("ЮЛ", **DISPATCHED).accept()
    case.record(Record.DISPATCHER_DRAFT, on=date(2026, 12, 1), at=days(8))
    case.record(Record.DISPATCHER_REMARKED, on=date(2026, 12, 4), at=days(10), text="Замечания № 3")
    case.record(Record.DISPATCHER_DRAFT, on=date(2026, 12, 8), at=days(14))
    terms = [one for one in side_terms(case.application) if one.limit.code == "dispatcher_agreement"]
    assert [(one.due_on, one.done_on) for one in terms] == [
        (date(2026, 12, 15), date(2026, 12, 4)),
        (date(2026, 12, 22), None),
    ]
    # From 01.12 to 22.12.2026 fifteen working days: thirty-five from 24.11.2026.
    assert due(case) == date(2027, 1, 21)


def test_agreement_that_was_entered_wrongly_is_mended_with_the_term_of_the_offer():
    case = Case("ЮЛ", **DISPATCHED).accept()
    draft = case.record(Record.DISPATCHER_DRAFT, on=date(2026, 12, 1), at=days(14))
    redate_entry(
        change=draft, on=date(2026, 12, 4), reason="Отметка о получении", by=case.specialist, at=days(14),
        token=token(),
    )  # fmt: skip
    # Ten working days from 04.12 end on 18.12.2026: still ten more.
    assert term(case, "dispatcher_agreement") == (date(2026, 12, 18), None)
    assert due(case) == date(2027, 1, 14)
    take_back_entry(change=draft, reason="Другая заявка", by=case.specialist, at=days(14), token=token())
    assert due(case) == date(2026, 12, 22)


def test_day_before_the_draft_is_no_day_of_its_agreement():
    case = Case("ЮЛ", **DISPATCHED).accept()
    case.record(Record.DISPATCHER_DRAFT, on=date(2026, 12, 1), at=days(14))
    with pytest.raises(DayImpossible, match=r"от 01\.12\.2026 до 08\.12\.2026"):
        case.record(Record.DISPATCHER_AGREED, on=date(2026, 11, 30), at=days(14))


def test_up_to_five_megawatts_the_system_operator_is_not_asked():
    case = Case("ЮЛ", **BIG).accept()
    with pytest.raises(TransitionImpossible):
        case.record(Record.DISPATCHER_DRAFT, at=days(1))


# --- The works while consents are missing: п. 16(8) ----------------------------------------------------


def building_on_their_land(kind="ЮЛ", **chosen):
    case = Case(kind, **chosen).contract()
    case.record(Record.CONSENTS_NEEDED, text="Газопровод АО «Газ», участок администрации", at=days(1))
    return case


def test_works_grow_by_the_days_by_which_the_consents_are_late():
    """Thirty days from the contract of 24.11.2026 end on 24.12.2026; the consents come 22 days later."""
    case = building_on_their_land(**BIG)
    assert "Пришлите за 30\u00a0дней со дня договора" in letters()[-1]
    assert due(case) == date(2027, 11, 24)
    assert term(case, "owner_consents") == (date(2026, 12, 24), None)
    case.record(Record.CONSENTS_CAME, on=date(2027, 1, 15), at=days(60), text="Согласия № 1 и 2")
    assert due(case) == date(2027, 12, 16)
    assert "Срок теперь — до 16.12.2027." in letters()[-1]
    assert term(case, "owner_consents") == (date(2026, 12, 24), date(2027, 1, 15))


def test_consents_in_time_or_in_an_agreed_term_move_nothing():
    in_time = building_on_their_land(**BIG)
    in_time.record(Record.CONSENTS_CAME, on=date(2026, 12, 24), at=days(60), text="Согласия")
    assert due(in_time) == date(2027, 11, 24)
    assert "Срок теперь" not in letters()[-1]
    agreed = building_on_their_land(**BIG)
    with pytest.raises(DayImpossible, match="укажите его"):
        agreed.record(Record.CONSENTS_TERM, at=days(10), text="Письмо № 4")
    agreed.record(Record.CONSENTS_TERM, on=date(2027, 1, 11), at=days(10), text="Письмо № 4")
    assert term(agreed, "owner_consents") == (date(2027, 1, 11), None)
    agreed.record(Record.CONSENTS_CAME, on=date(2027, 1, 15), at=days(60), text="Согласия")
    # Four days after 24.11.2027 is a Sunday.
    assert due(agreed) == date(2027, 11, 29)


def test_agreed_day_may_be_corrected_to_one_ahead_and_the_works_follow():
    case = building_on_their_land(**BIG)
    agreed = case.record(Record.CONSENTS_TERM, on=date(2027, 1, 11), at=days(10), text="Письмо № 4")
    redate_entry(
        change=agreed, on=date(2027, 1, 14), reason="Опечатка", by=case.specialist, at=days(11), token=token()
    )
    case.record(Record.CONSENTS_CAME, on=date(2027, 1, 15), at=days(60), text="Согласия")
    # A day late: 25.11.2027.
    assert due(case) == date(2027, 11, 25)


def test_works_of_thirty_working_days_grow_by_working_days():
    """Thirty from 24.11.2026 end on 14.01.2027; 25, 28 and 29.12.2026 do not count."""
    case = building_on_their_land("ФЛ", distance="10")
    assert due(case) == date(2027, 1, 14)
    case.record(Record.CONSENTS_CAME, by=case.owner, at=days(35), text="Согласие соседа")
    assert due(case) == date(2027, 1, 19)
    case.office("start_works", at=days(36))
    assert due(case) == date(2027, 1, 19)


def test_consents_are_asked_for_only_where_the_conditions_need_them():
    case = Case("ЮЛ", **BIG).contract()
    with pytest.raises(TransitionImpossible):
        case.record(Record.CONSENTS_CAME, by=case.owner, text="Согласие")
    assert "owner_consents" not in [one.limit.code for one in side_terms(case.application)]


# --- The fourth category of reliability: пп. 119–120 ----------------------------------------------------


def offered_fourth():
    case = Case("ЮЛ", **DISPATCHED).offer()
    case.record(Record.FOURTH_OFFERED)
    return case


def test_fourth_category_is_chosen_in_thirty_days_and_offered_in_twenty_working_days():
    """П. 120: from the offer of 24.11.2026 until 24.12.2026; twenty working days from there."""
    case = offered_fourth()
    assert "сообщите об этом за 30\u00a0дней со дня направления договора" in letters()[-1]
    assert term(case, "fourth_consent") == (date(2026, 12, 24), None)
    with pytest.raises(TooLate, match=r"24\.12\.2026"):
        case.applicant("choose_fourth", comment="Этапом", at=days(31))
    case.applicant("choose_fourth", comment="Этапом", at=days(30))
    assert (case.application.state, due(case)) == (State.REVISING_OFFER, date(2027, 2, 1))
    assert term(case, "fourth_consent") == (date(2026, 12, 24), date(2026, 12, 24))
    case.place(PlacedKind.CONDITIONS, PlacedKind.CONTRACT, at=days(40))
    case.office("revise", at=days(40))
    assert case.application.state == State.OFFER_SENT
    with pytest.raises(TransitionImpossible):
        case.applicant("choose_fourth", comment="Ещё раз", at=days(41))


def test_consent_by_post_is_in_time_by_its_day():
    case = offered_fourth()
    case.outside("choose_fourth", comment="Письмо № 8", on=date(2026, 12, 22), at=days(35))
    # 23–25, 28–30.12 are six, 11–15, 18–22.01 ten more, 25–28.01 four.
    assert due(case) == date(2027, 1, 28)


def test_fourth_category_is_chosen_only_by_whoever_was_told_of_it():
    case = Case("ЮЛ", **DISPATCHED).offer()
    assert "choose_fourth" not in [row.action for row in allowed_actions(case.application, case.owner)]
    with pytest.raises(TransitionImpossible):
        case.applicant("choose_fourth", comment="Этапом")
    small = Case("ЮЛ", **BIG).offer()
    with pytest.raises(TransitionImpossible):
        small.record(Record.FOURTH_OFFERED)


def test_consent_in_the_application_gives_twenty_working_days_from_the_agreement():
    """П. 9 «п», 120: the conditions were agreed on 10.12.2026."""
    case = Case("ЮЛ", **DISPATCHED, fourth_category="yes").accept()
    case.record(Record.DISPATCHER_DRAFT, on=date(2026, 12, 1), at=days(17))
    case.record(Record.DISPATCHER_AGREED, on=date(2026, 12, 10), at=days(17))
    assert due(case) == date(2027, 1, 11)
    case.record(Record.FOURTH_APPLIES, on=date(2026, 12, 11), at=days(17))
    assert due(case) == date(2027, 1, 18)
    assert "Срок теперь — до 18.01.2027." in letters()[-1]
    assert term(case, "fourth_offer") == (date(2027, 1, 18), None)
    assert "offer_agreed" not in [one.limit.code for one in side_terms(case.application)]


def test_nobody_who_did_not_consent_in_the_application_gets_that_term():
    case = Case("ЮЛ", **DISPATCHED).accept()
    case.record(Record.DISPATCHER_DRAFT, at=days(1))
    case.record(Record.DISPATCHER_AGREED, at=days(2))
    with pytest.raises(TransitionImpossible):
        case.record(Record.FOURTH_APPLIES, at=days(2))
