"""Conditions that are fulfilled by stages: each is checked by itself, then the whole (861, п. 101)."""

from datetime import date

import pytest

from kabinet.applications.course.conditions import set_conditions
from kabinet.applications.course.derive import derive
from kabinet.applications.course.entries import take_back_entry
from kabinet.applications.course.guards import DocumentsMissing, NothingRenewed, StagesUnchecked
from kabinet.applications.course.timeline import timeline_of
from kabinet.applications.course.transitions import TransitionImpossible, allowed_actions
from kabinet.applications.papers.placed import place_document
from kabinet.applications.rules.guidance import needed_now
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.states import Action, State
from kabinet.notifications.models import Letter
from tests.applications.builders import make_file, token
from tests.applications.life import BIG, NOW, Case, days

pytestmark = pytest.mark.django_db

TWO = {
    **BIG,
    "stages": [
        {"design": "01.2027", "commissioning": "03.2027", "power": "400", "category": "III"},
        {"design": "01.2027", "commissioning": "06.2027", "power": "500", "category": "III"},
    ],
}


def notified(case, *, at):
    case.applicant("notify", comment="Готово", at=at)
    return case


def place_act(case, *, at):
    """The act of another stage stands beside those of the stages before."""
    place_document(
        application=case.application, kind=PlacedKind.STAGE_ACT, file=make_file(case.specialist, "акт.pdf"),
        by=case.specialist, at=at,
    )  # fmt: skip


def pass_stage(case, *, at, on=None):
    place_act(case, at=at)
    case.office("check_stage", at=at, on=on)


def test_each_stage_is_checked_and_the_whole_after_the_last():
    case = Case("ЮЛ", **TWO).contract()
    assert case.application.course.stages == 2
    assert "по этапам: всего их 2" in needed_now(case.application.state, case.application.course)[0]
    notified(case, at=days(2))
    assert case.application.due_on == date(2026, 12, 7), "п. 90: ten days from 26.11.2026 end on a Sunday"
    with pytest.raises(DocumentsMissing, match="этапа"):
        case.office("check_stage", at=days(5))
    case.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=days(5))
    with pytest.raises(StagesUnchecked, match="Этапов в технических условиях 2, проверено 0"):
        case.office("place", at=days(5))
    pass_stage(case, at=days(6), on=date(2026, 11, 28))
    # The term of the works runs on: a year from the contract of 24.11.2026.
    assert (case.application.state, case.application.due_on) == (State.FULFILLING, date(2027, 11, 24))
    change = case.application.history.get(action=Action.CHECK_STAGE)
    assert (change.on, change.title) == (date(2026, 11, 28), "Этап технических условий проверен")
    assert change.title in [point.title for point in timeline_of(case.application, today=NOW.date())]
    letter = Letter.objects.filter(kind="application_state_changed").order_by("pk").last()
    assert "каждый этап проверяют отдельно" in letter.text
    notified(case, at=days(20))
    pass_stage(case, at=days(21))
    notified(case, at=days(22))
    assert "check_stage" not in [row.action for row in allowed_actions(case.application, case.specialist)]
    with pytest.raises(TransitionImpossible):
        pass_stage(case, at=days(22))
    case.office("place", at=days(23))
    assert case.application.state == State.DOCUMENTS_PLACED
    assert not derive(case.application)


def test_last_stage_may_be_checked_together_with_the_whole():
    case = notified(Case("ЮЛ", **TWO).contract(), at=days(2))
    pass_stage(case, at=days(3))
    notified(case, at=days(10))
    case.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=days(11))
    case.office("place", at=days(11))
    assert case.application.state == State.DOCUMENTS_PLACED


def test_stages_that_will_not_come_are_explained():
    case = notified(Case("ЮЛ", **TWO).contract(), at=days(2))
    case.place(PlacedKind.ACT, PlacedKind.ADMISSION_ACT, at=days(3))
    case.office("place", at=days(3), comment="Оба этапа введены сразу")
    assert case.application.state == State.DOCUMENTS_PLACED


def test_every_stage_has_an_act_of_its_own():
    case = notified(Case("ЮЛ", **TWO).contract(), at=days(2))
    pass_stage(case, at=days(3))
    notified(case, at=days(10))
    with pytest.raises(NothingRenewed):
        case.office("check_stage", at=days(11))


def test_remarks_to_one_stage_do_not_shorten_the_check_of_the_next():
    """П. 89, 90: three working days are those of a repeated inspection alone."""
    case = notified(Case("ЮЛ", **TWO).contract(), at=days(2))
    case.office("remark", comment="Нет заземления", at=days(3))
    notified(case, at=days(6))
    assert case.application.limit == "repeat_inspection"
    pass_stage(case, at=days(7))
    notified(case, at=days(20))
    assert case.application.limit == "check_conditions"


def test_stage_that_was_entered_wrongly_is_taken_back():
    case = notified(Case("ЮЛ", **TWO).contract(), at=days(2))
    pass_stage(case, at=days(3))
    change = case.application.history.get(action=Action.CHECK_STAGE)
    take_back_entry(change=change, reason="Другая заявка", by=case.specialist, at=days(4), token=token())
    case.application.refresh_from_db()
    assert (case.application.state, case.application.due_on) == (
        State.CHECKING_CONDITIONS,
        date(2026, 12, 7),
    )


def test_specialist_says_how_many_stages_the_conditions_have():
    case = Case("ЮЛ", **TWO).accept()
    for stages in (1, None):
        set_conditions(
            application=case.application, low_voltage=False, works_limit=case.application.course.works,
            stages=stages, by=case.specialist, at=NOW,
        )  # fmt: skip
        case.application.refresh_from_db()
        assert case.application.course.stages == 1
    one = Case("ЮЛ", **BIG).contract()
    notified(one, at=days(1))
    assert "check_stage" not in [row.action for row in allowed_actions(one.application, one.specialist)]
