"""Mending what was entered wrongly: days are corrected, presses taken back, and everything follows."""

from datetime import date

import pytest

from kabinet.applications.course.entries import redate_entry, take_back_entry
from kabinet.applications.course.recording import recordable
from kabinet.applications.course.side_terms import side_terms
from kabinet.applications.course.transitions import ApplicationNotFound, make_expired
from kabinet.applications.models import StateChangeCorrection
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import Action, State
from kabinet.cases.days import DayImpossible
from kabinet.cases.entries import EntryFixed, ReasonNeeded
from kabinet.notifications.models import Letter
from tests.applications.builders import token
from tests.applications.life import BIG, NOW, Case, days
from tests.journal import faults_once_sealed

pytestmark = pytest.mark.django_db


def entry(case, action):
    return case.application.history.get(action=action)


def redate(case, action, on, *, at=NOW, reason="Ошибка в дате", form=None):
    change = redate_entry(
        change=entry(case, action), on=on, reason=reason, by=case.specialist, at=at, token=form or token()
    )
    case.application.refresh_from_db()
    return change


def take_back(case, action, *, at=NOW, reason="Нажато по ошибке", form=None):
    change = case.application.history(manager="every").filter(action=action).last()
    take_back_entry(change=change, reason=reason, by=case.specialist, at=at, token=form or token())
    case.application.refresh_from_db()


def signed(*, at=NOW, on=None):
    """A case of the general order whose signed contract has come."""
    case = Case("ЮЛ", **BIG).offer()
    case.office("conclude", at=at, on=on)
    return case


def test_wrong_day_of_the_contract_is_corrected_and_the_terms_with_it():
    """861, п. 15: the contract is of the day on which the signed one came: 27.11, not 30.11.2026."""
    case = signed(at=days(6), on=date(2026, 11, 30))
    assert case.application.due_on == date(2027, 11, 30)
    case.office("start_works", at=days(7))
    redate(case, Action.CONCLUDE, date(2026, 11, 27), at=days(8), reason="Штамп почты 27.11.2026")
    # A year from 27.11.2026 ends on Saturday: Monday 29.11.2027.
    assert (case.application.state, case.application.due_on) == (State.FULFILLING, date(2027, 11, 29))
    correction = StateChangeCorrection.objects.get()
    assert (correction.before, correction.after, correction.by) == (
        date(2026, 11, 30),
        date(2026, 11, 27),
        case.specialist,
    )
    letter = Letter.objects.get(kind="application_entry_corrected").text
    assert "27.11.2026, а не 30.11.2026" in letter
    assert "Штамп почты 27.11.2026" in letter
    assert "до 29.11.2027" in letter
    [term] = [term for term in side_terms(case.application) if term.limit.code == "supplier_copies_general"]
    assert term.due_on == date(2026, 12, 1)
    assert faults_once_sealed() == []


def test_corrected_day_lies_between_what_was_before_and_after():
    case = signed(at=days(6), on=date(2026, 11, 30))
    case.office("start_works", at=days(7))
    for on in (date(2026, 11, 23), date(2026, 12, 2)):
        with pytest.raises(DayImpossible, match=r"от 24\.11\.2026 до 01\.12\.2026"):
            redate(case, Action.CONCLUDE, on, at=days(10))
    with pytest.raises(ReasonNeeded):
        redate(case, Action.CONCLUDE, date(2026, 11, 27), reason=" ")
    with pytest.raises(EntryFixed, match="нет своего дня"):
        redate(case, Action.START_WORKS, date(2026, 11, 30), at=days(10))


@pytest.mark.parametrize("on", [date(2026, 11, 24), date(2026, 12, 1)])
def test_corrected_day_may_be_that_of_the_step_before_or_after(on):
    case = signed(at=days(6), on=date(2026, 11, 30))
    case.office("start_works", at=days(7))
    assert redate(case, Action.CONCLUDE, on, at=days(10)).on == on


def test_corrected_day_of_a_fact_minds_its_cause_alone():
    """861, п. 19: the connection of 27.11 keeps no voltage from having been given on 25.11.2026."""
    case = Case("ЮЛ", **BIG).contract(at=days(1))
    case.record(Record.CONNECTED, on=date(2026, 11, 27), at=days(6))
    case.record(Record.ENERGISED, on=date(2026, 11, 28), at=days(6))
    case.record(Record.VOLTAGE_SENT, on=date(2026, 11, 29), text="Письмо № 1", at=days(6))
    assert redate(case, Record.ENERGISED, date(2026, 11, 25), at=days(6)).on == date(2026, 11, 25)
    for on in (date(2026, 11, 24), date(2026, 11, 30)):
        with pytest.raises(DayImpossible, match=r"от 25\.11\.2026 до 29\.11\.2026"):
            redate(case, Record.ENERGISED, on, at=days(6))


def test_day_of_what_the_applicant_did_in_the_cabinet_is_not_corrected():
    """A specialist enters a termination with a day of its own; this one was made by the applicant."""
    case = Case("ЮЛ", **BIG).contract()
    case.applicant("terminate", comment="Объект продан", at=days(2))
    with pytest.raises(EntryFixed, match="нет своего дня"):
        redate(case, Action.TERMINATE, date(2026, 11, 25), at=days(3))


@pytest.mark.parametrize(
    ("state", "before"), [("offered", "предыдущего шага"), ("contracted", "дня договора")]
)
def test_refused_day_says_what_it_has_to_follow(state, before):
    case = Case("ЮЛ", **BIG)
    made = {"offered": (case.offer, "conclude"), "contracted": (case.contract, "terminate")}
    reach, action = made[state]
    reach()
    with pytest.raises(DayImpossible) as refusal:
        case.office(action, comment="Так", on=date(2026, 11, 23), at=days(3))
    assert str(refusal.value) == (
        f"Укажите день от 24.11.2026 до 27.11.2026: не раньше {before} и не позже сегодняшнего дня."
    )


def test_fact_is_corrected_with_its_term():
    case = Case("ЮЛ", **BIG).contract()
    case.record(Record.ENERGISED, on=date(2026, 11, 25), at=days(3))
    redate(case, Record.ENERGISED, date(2026, 11, 26), at=days(3))
    [term] = [term for term in side_terms(case.application) if term.limit.code == "act_after_energising"]
    assert term.due_on == date(2026, 12, 1)


def test_wrong_press_is_taken_back_with_its_reason():
    case = signed(at=days(1))
    form = token()
    for _ in range(2):
        take_back(case, Action.CONCLUDE, at=days(2), reason="Пришёл договор другого заявителя", form=form)
    assert (case.application.state, case.application.due_on) == (State.OFFER_SENT, date(2026, 12, 8))
    assert not case.application.history.filter(action=Action.CONCLUDE).exists()
    kept = case.application.history(manager="every").get(action=Action.CONCLUDE)
    assert (kept.taken_back, kept.corrections.get().after) == (True, None)
    assert (
        "отменена запись «Договор заключен» от 25.11.2026"
        in Letter.objects.get(kind="application_entry_corrected").text
    )
    case.office("conclude", at=days(3))
    assert case.application.state == State.CONTRACTED


def test_annulment_by_mistake_is_taken_back():
    case = Case().accept()
    before = case.application.due_on
    case.office("annul", comment="Повторная заявка")
    take_back(case, Action.ANNUL, reason="Спутаны заявки")
    assert (case.application.state, case.application.due_on) == (State.ACCEPTED, before)


def test_papers_that_came_in_time_undo_an_annulment_by_term():
    case = Case()
    case.office("request_documents", comment="План")
    assert make_expired(application=case.application, at=days(29))
    case.application.refresh_from_db()
    take_back(case, Action.EXPIRE, at=days(29), reason="Письмо пришло 20.12.2026")
    case.outside("supply", comment="План", on=date(2026, 12, 21), at=days(29))
    case.office("accept", at=days(30))
    assert case.application.due_on == date(2027, 1, 13), "ten working days from 21.12.2026"


def test_what_binds_by_the_law_is_not_taken_back():
    case = Case().offer()
    with pytest.raises(EntryFixed, match="ГК РФ"):
        take_back(case, Action.OFFER)
    with pytest.raises(EntryFixed, match="пошла дальше"):
        take_back(case, Action.ACCEPT)
    with pytest.raises(EntryFixed, match="не отменяют"):
        take_back(Case(), Action.SUBMIT)
    case.applicant("refuse", comment="Не согласен")
    with pytest.raises(EntryFixed, match="сам заявитель"):
        take_back(case, Action.REFUSE)
    posted = Case().offer()
    posted.outside("refuse", comment="Не согласен")
    take_back(posted, Action.REFUSE)
    assert posted.application.state == State.AWAITING_PAYMENT


def test_cause_of_a_fact_is_not_taken_back_before_it():
    case = Case("ЮЛ", **BIG).contract()
    case.record(Record.ENERGISED, on=NOW.date())
    case.record(Record.VOLTAGE_SENT, text="Письмо № 1")
    with pytest.raises(EntryFixed, match="сообщён"):
        take_back(case, Record.ENERGISED)
    take_back(case, Record.VOLTAGE_SENT)
    take_back(case, Record.ENERGISED)
    assert Record.ENERGISED in [
        kind.record for kind in recordable(case.application, case.specialist, today=NOW.date())
    ]


def test_stranger_mends_nothing():
    case = signed()
    for mend in (redate_entry, take_back_entry):
        more = {"on": date(2026, 11, 24)} if mend is redate_entry else {}
        with pytest.raises(ApplicationNotFound):
            mend(
                change=entry(case, Action.CONCLUDE),
                reason="Так",
                by=case.owner,
                at=NOW,
                token=token(),
                **more,
            )
