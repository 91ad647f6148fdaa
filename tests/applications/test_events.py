"""Facts with their own days, and what came outside the cabinet."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kabinet.applications.course.deadlines import receipt_day
from kabinet.applications.course.derive import derive
from kabinet.applications.course.guards import (
    CommentNeeded,
    PermissionMissing,
    TooLate,
    TransitionImpossible,
)
from kabinet.applications.course.recording import RecordedAlready, record_fact, recordable
from kabinet.applications.course.side_terms import side_terms
from kabinet.applications.course.timeline import timeline_of
from kabinet.applications.course.transitions import ApplicationNotFound, allowed_actions, make_expired
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.records import RECORDS
from kabinet.applications.rules.states import Action, State
from kabinet.cases.days import DayImpossible
from kabinet.cases.sides import Side
from kabinet.core.channels import Channel
from kabinet.core.models import JournalEntry
from kabinet.notifications.models import Letter
from tests.applications.builders import make_user, token
from tests.applications.life import BIG, HIGH_VOLTAGE, NOW, Case, days
from tests.journal import faults_once_sealed

pytestmark = pytest.mark.django_db


def entry(case, action):
    return case.application.history.get(action=action)


# --- What the applicant did outside the cabinet -------------------------------------------------------


def test_refusal_by_post_is_in_time_by_the_day_on_which_it_came():
    """861, п. 105: five working days; the letter of 01.12.2026 is entered on 04.12.2026."""
    case = Case().offer()
    with pytest.raises(TooLate, match=r"01\.12\.2026"):
        case.outside("refuse", comment="Не та мощность", on=date(2026, 12, 2), at=days(10))
    case.outside("refuse", comment="Не та мощность", on=date(2026, 12, 1), at=days(10))
    change = entry(case, Action.REFUSE)
    assert (change.on, change.channel, change.by) == (date(2026, 12, 1), Channel.POST, case.specialist)
    # Ten working days to mend the offer run from the day on which the refusal came.
    assert (case.application.state, case.application.due_on) == (State.REVISING_OFFER, date(2026, 12, 15))
    message = case.application.thread.messages.last()
    assert (message.from_operator, message.text) == (False, "Не та мощность")
    point = [point for point in timeline_of(case.application, today=NOW.date()) if point.phase == "past"][-1]
    assert (point.by, point.text) == (Side.APPLICANT, "Поступило по почте.\nНе та мощность")


@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2026, 12, 2)])
def test_day_of_what_came_is_neither_ahead_nor_before_what_it_answers(on):
    case = Case().offer()
    with pytest.raises(DayImpossible, match=r"от 24\.11\.2026 до 01\.12\.2026"):
        case.outside("refuse", comment="Не согласен", on=on, at=days(7))


def test_nobody_but_a_specialist_enters_what_came_outside():
    case = Case().offer()
    case.specialist = case.owner
    with pytest.raises(ApplicationNotFound):
        case.outside("refuse", comment="Не согласен")


def test_whole_case_on_paper_goes_to_its_end():
    case = Case("ЮЛ", **HIGH_VOLTAGE).contract()
    case.outside("notify", comment="Уведомление № 5", at=days(2), on=date(2026, 11, 25))
    assert case.application.due_on == date(2026, 12, 7), "ten days from 25.11.2026 end on Saturday 05.12"
    case.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=days(3))
    case.office("place", at=days(3))
    case.outside("object", channel=Channel.EMAIL, comment="Не тот адрес", at=days(4))
    case.place(PlacedKind.ACT, at=days(5))
    case.office("fix", at=days(5))
    case.outside("confirm", channel=Channel.OFFICE, at=days(6))
    assert case.application.state == State.COMPLETED


# --- What is missing ----------------------------------------------------------------------------------


def test_supply_waits_for_the_specialist_and_does_not_expire_meanwhile():
    """861, п. 15: only what is really supplied starts the term anew, and from the day of its supply."""
    case = Case()
    case.office("request_documents", comment="– План\n– Доверенность")
    case.applicant("supply", comment="План", at=days(28))  # 22.12.2026, the last day
    assert case.application.state == State.SUPPLIED
    assert not make_expired(application=case.application, at=days(60))
    case.office("supply_all", at=days(30))
    assert (case.application.state, case.application.due_on) == (State.CHECKING, date(2026, 12, 25))
    case.office("accept", at=days(30))
    assert case.application.due_on == date(2027, 1, 14), "ten working days from 22.12.2026"


def test_part_of_what_is_missing_leaves_the_term_of_the_request():
    case = Case()
    case.office("request_documents", comment="План и доверенность")
    case.applicant("supply", comment="План", at=days(3))
    with pytest.raises(CommentNeeded):
        case.office("supply_part", at=days(4))
    case.office("supply_part", comment="Нет доверенности", at=days(4))
    assert (case.application.state, case.application.due_on) == (
        State.AWAITING_DOCUMENTS,
        date(2026, 12, 22),
    )
    assert receipt_day(case.application) == date(2026, 11, 24), "a part starts nothing anew"
    case.applicant("supply", comment="Доверенность", at=days(6))
    case.office("accept", at=days(7))  # accepting says that all is there
    assert case.application.due_on == date(2026, 12, 14), "ten working days from 30.11.2026"


@pytest.mark.parametrize(
    ("asked", "offer"), [(date(2026, 11, 27), date(2026, 12, 15)), (date(2026, 11, 30), date(2026, 12, 8))]
)
def test_request_stops_the_term_to_the_last_of_its_three_working_days(asked, offer):
    """861, п. 15: asked in time, it runs from the supply of 01.12; asked late, still from 24.11.2026."""
    case = Case()
    case.office("request_documents", comment="План", at=days((asked - NOW.date()).days))
    case.applicant("supply", comment="План", at=days(7))
    case.office("accept", at=days(8))
    assert case.application.due_on == offer


# --- Facts --------------------------------------------------------------------------------------------


def test_voltage_is_given_on_its_own_day_and_starts_its_terms():
    """861, пп. 19, 19(1): the act in three working days, the supplier told in three."""
    case = Case("ЮЛ", **BIG).contract()
    case.record(Record.ENERGISED, on=date(2026, 12, 30), at=days(50), text="Протокол № 7")
    terms = {term.limit.code: (term.due_on, term.done_on) for term in side_terms(case.application)}
    assert terms["act_after_energising"] == (date(2027, 1, 13), None)
    assert terms["supplier_voltage"] == (date(2027, 1, 13), None)
    case.record(Record.VOLTAGE_SENT, on=date(2027, 1, 12), at=days(50), text="АО «Сбыт», письмо № 9")
    terms = {term.limit.code: (term.due_on, term.done_on) for term in side_terms(case.application)}
    assert terms["supplier_voltage"] == (date(2027, 1, 13), date(2027, 1, 12))
    letter = Letter.objects.get(kind="application_fact")
    assert "«Напряжение и мощность поданы», 30.12.2026" in letter.text
    assert case.application.state == State.CONTRACTED
    assert faults_once_sealed() == []


def test_fact_that_happens_once_is_written_once_and_no_day_is_taken_before_its_cause():
    case = Case("ЮЛ", **BIG).contract()
    with pytest.raises(DayImpossible, match=r"от 24\.11\.2026 до 27\.11\.2026"):
        case.record(Record.ENERGISED, on=date(2026, 11, 23), at=days(3))
    with pytest.raises(DayImpossible):
        case.record(Record.ENERGISED, on=date(2026, 11, 28), at=days(3))
    case.record(Record.ENERGISED, on=date(2026, 11, 26), at=days(3))
    with pytest.raises(RecordedAlready, match=r"26\.11\.2026"):
        case.record(Record.ENERGISED, on=date(2026, 11, 27), at=days(3))
    with pytest.raises(TransitionImpossible):
        case.record(Record.DEFECTS_MENDED, text="Исправили")


def test_page_offers_what_may_have_happened_and_has_not_been_written_down():
    """What waits for another fact comes with it, what happens once goes, what repeats itself stays."""
    case = Case("ЮЛ", **BIG).contract()

    def offered():
        return {kind.record for kind in recordable(case.application, case.specialist, today=NOW.date())}

    before = offered()
    assert (Record.ENERGISED in before, Record.VOLTAGE_SENT in before) == (True, False)
    case.record(Record.ENERGISED)
    case.record(Record.DEVIATION_ASKED, by=case.owner, text="Другой провод")
    assert (before - offered(), offered() - before) == (
        {Record.ENERGISED},
        {Record.VOLTAGE_SENT, Record.DEVIATION_ANSWERED},
    )


def test_fact_waits_for_the_one_that_it_follows():
    case = Case("ЮЛ", **BIG).contract()
    with pytest.raises(TransitionImpossible):
        case.record(Record.VOLTAGE_SENT, text="Письмо № 1")
    assert not case.application.history.filter(action=Record.VOLTAGE_SENT).exists()


def test_journal_knows_what_happened_when_and_how_it_came():
    case = Case("ЮЛ", **BIG).contract()
    case.record(
        Record.EXTENSION_ASKED, channel=Channel.POST, on=date(2026, 11, 25), text="На полгода", at=days(3)
    )
    assert JournalEntry.objects.get(act="application_fact_recorded").details == {
        "number": case.application.number,
        "fact": "extension_asked",
        "on": "2026-11-25",
        "channel": Channel.POST,
    }


def test_one_form_writes_one_fact():
    case, form = Case("ЮЛ", **BIG).contract(), token()
    for _ in range(2):
        record_fact(
            application=case.application, record=Record.CONNECTED, on=None, text="", files=(),
            by=case.specialist, at=NOW, token=form,
        )  # fmt: skip
    assert case.application.history.filter(action=Record.CONNECTED).count() == 1


def test_stranger_writes_no_fact_and_the_applicant_only_their_own():
    case = Case("ЮЛ", **BIG).contract()
    with pytest.raises(ApplicationNotFound):
        case.record(Record.CONNECTED, by=make_user())
    with pytest.raises(TransitionImpossible):
        case.record(Record.CONNECTED, by=case.owner)
    case.record(Record.EXTENSION_ASKED, by=case.owner, text="На полгода")
    case.record(Record.DEVIATION_ASKED, by=case.owner, text="Другой провод", at=days(1))
    [term] = [term for term in side_terms(case.application) if term.limit.code == "deviation"]
    assert (term.due_on, term.done_on) == (date(2026, 12, 9), None), "п. 23: ten working days from 25.11"


def test_second_category_waits_for_the_permission_of_the_energy_supervision():
    """861, п. 110: the act of connection only after the applicant's notice of the permission."""
    second = {"categories": [{"category": "II", "power": "100"}], "requested_power": "100"}
    case = Case("ЮЛ", **second).contract()
    assert (case.application.course.supervised, case.application.course.checked) == (True, True)
    case.office("start_works", at=days(1))
    case.applicant("notify", comment="Готово", at=days(2))
    case.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=days(3))
    with pytest.raises(PermissionMissing, match="Ростехнадзора"):
        case.office("place", at=days(3))
    case.record(Record.PERMISSION, by=case.owner, text="Разрешение № 12", at=days(4))
    case.office("place", at=days(4))
    assert case.application.state == State.DOCUMENTS_PLACED


def test_third_category_waits_for_no_permission():
    case = Case("ЮЛ", **HIGH_VOLTAGE).finish_works()
    assert (case.application.state, case.application.course.supervised) == (State.DOCUMENTS_PLACED, False)


def test_hidden_defects_are_told_in_six_months_and_mended_in_twenty_working_days():
    """861, п. 110, абз. 4."""
    case = Case().finish_works()
    case.applicant("confirm", at=days(1))
    with pytest.raises(TooLate, match=r"25\.05\.2027"):
        case.record(Record.DEFECTS_TOLD, by=case.owner, text="Мигает свет", at=days(183))
    with pytest.raises(DayImpossible, match=r"от 25\.11\.2026 до 01\.12\.2026"):
        case.record(
            Record.DEFECTS_TOLD, on=date(2026, 11, 24), channel=Channel.POST, text="Мигает", at=days(7)
        )
    case.record(Record.DEFECTS_TOLD, by=case.owner, text="Мигает свет", at=days(7))
    [term] = [term for term in side_terms(case.application) if term.limit.code == "defects"]
    assert (term.due_on, term.done_on) == (date(2026, 12, 29), None)
    case.record(Record.DEFECTS_MENDED, text="Заменили зажим", at=days(9))
    [term] = [term for term in side_terms(case.application) if term.limit.code == "defects"]
    assert term.done_on == date(2026, 12, 3)


def test_hidden_defects_are_told_to_the_last_day_of_the_six_months():
    case, last = Case().finish_works(), days(182)  # 25.05.2027
    case.applicant("confirm", at=days(1))
    assert Record.DEFECTS_TOLD in [
        kind.record for kind in recordable(case.application, case.owner, today=last.date())
    ]
    assert case.record(Record.DEFECTS_TOLD, by=case.owner, text="Мигает свет", at=last).on == last.date()


def test_forbidden_mining_stands_still_and_goes_on():
    """861, п. 118: thirty days of rest do not count."""
    case = Case("ЮЛ", **BIG, mining="yes", mining_register="123").contract()
    due = case.application.due_on
    case.office("suspend", comment="Постановление № 1", on=date(2026, 12, 1), at=days(10))
    assert (case.application.state, case.application.due_on) == (State.WORKS_SUSPENDED, None)
    case.office("resume", on=date(2026, 12, 31), at=days(40))
    assert case.application.state == State.FULFILLING
    assert (due, case.application.due_on) == (date(2027, 11, 24), date(2027, 12, 24))
    assert "suspend" not in [row.action for row in allowed_actions(Case("ЮЛ").application, case.specialist)]


def test_review_that_stood_still_counts_its_working_days_without_the_rest():
    """861, пп. 118, 15: twenty working days from 24.11.2026, five of which stood still."""
    case = Case("ЮЛ", **BIG, mining="yes", mining_register="123")
    case.office("suspend", comment="Постановление № 1", on=date(2026, 11, 25), at=days(1))
    assert (case.application.state, case.application.due_on) == (State.REVIEW_SUSPENDED, None)
    case.office("resume", on=date(2026, 12, 2), at=days(8))
    assert case.office("accept", at=days(8)).due_on == date(2026, 12, 29)


# --- What follows is computed -------------------------------------------------------------------------


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_state_and_terms_follow_from_the_history_whatever_was_done(data):
    """Deriving a case anew changes nothing, after any way through the table."""
    case = Case(
        data.draw(st.sampled_from(["ФЛ", "ЮЛ"])), **data.draw(st.sampled_from([{}, HIGH_VOLTAGE, BIG]))
    )
    for step in range(data.draw(st.integers(1, 9))):
        at = days(2 * step)
        rows = [
            (row, who)
            for who in (case.specialist, case.owner)
            for row in allowed_actions(case.application, who, today=at.date())
            if not row.is_final
        ]
        if not rows:
            break
        row, who = data.draw(st.sampled_from(rows))
        if row.needs or row.wants:
            case.place(*row.needs, *row.wants, PlacedKind.INSTRUCTION, at=at)
        case._act(row.action, who, comment="Так", at=at)
    case.application.refresh_from_db()
    before = (case.application.state, case.application.limit, case.application.due_on)
    assert not derive(case.application)
    case.application.refresh_from_db()
    assert (case.application.state, case.application.limit, case.application.due_on) == before


def test_every_fact_names_its_paragraph_and_a_cause_that_exists():
    actions = {*Action, *Record}
    for kind in RECORDS:
        assert kind.basis.startswith(("п.", "пп.")), kind.record
        assert kind.after is None or kind.after in actions
        assert kind.states
    assert {kind.record for kind in RECORDS} == set(Record)
    assert not {action.value for action in Action} & {record.value for record in Record}
