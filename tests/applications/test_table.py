"""The whole space of inputs: every application has one way through the table, and it ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.applications.course.deadlines import resolve
from kabinet.applications.rules.course import Course, When, course_of, holds
from kabinet.applications.rules.described import DEPENDS
from kabinet.applications.rules.states import FINAL, Depends, State
from kabinet.applications.rules.table import TRANSITIONS, transitions_from, way_into
from kabinet.cases.sides import Side
from kabinet.law.applicability import (
    ApplicantKind,
    Category,
    Connection,
    Criteria,
    Microgeneration,
    Procedure,
    applicability_of,
    works_deadlines,
)
from kabinet.law.deadlines import Unit
from kabinet.law.editions import FIRST
from kabinet.law.payments import Plan, plans_of
from tests.applications.builders import complete_answers
from tests.law.test_applicability import CRITERIA

COURSES = st.builds(
    lambda criteria, low, procurement, supervised, mining, dispatched, stages: Course(
        law=FIRST,
        applicability=applicability_of(criteria),
        low_voltage=low,
        procurement=procurement,
        works=works_deadlines(criteria)[0],
        supervised=supervised,
        temporary=criteria.connection is Connection.TEMPORARY,
        mining=mining,
        dispatched=dispatched,
        stages=stages,
    ),
    CRITERIA,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.integers(1, 3),
)


def reachable(course):
    """Every state that an application of this course may come to, and the rows on the way."""
    states, rows = {State.DRAFT}, set()
    while True:
        found = {row for state in states for party in Side for row in transitions_from(state, party, course)}
        if found == rows:
            return states, rows
        rows = found
        states |= {row.target for row in rows}


@given(CRITERIA, st.booleans(), st.booleans())
def test_every_application_has_one_order_form_and_rule_of_payment(criteria, redistributed, wants_deferral):
    law = applicability_of(criteria)
    plans = plans_of(
        law.paragraph,
        total_power=criteria.total_power,
        redistributed=redistributed,
        wants_deferral=wants_deferral,
    )
    assert law.form in {"4", "4(1)", "5", "6", "7"}
    # The contract is concluded by the first payment exactly where the invoice comes before it.
    by_payment = {Plan.SECTION_X, Plan.DEFERRED, Plan.FROM_INVOICE}
    if plans[0] is not Plan.REDISTRIBUTION:
        assert (law.procedure is Procedure.SIMPLIFIED) == (plans[0] in by_payment)


@given(COURSES)
def test_every_application_has_one_order_and_one_kind_of_check(course):
    conditions = {when for when in When if holds(when, course)}
    assert len(conditions & {When.SIMPLIFIED, When.GENERAL}) == 1
    assert len(conditions & {When.CHECKED, When.UNCHECKED}) == 1


@given(COURSES)
def test_one_person_has_one_row_for_an_action_in_a_state(course):
    keys = [
        (row.action, state, party)
        for state in State
        for party in Side
        for row in transitions_from(state, party, course)
    ]
    assert len(keys) == len(set(keys))


@given(COURSES)
def test_every_application_can_come_to_each_end_of_its_order(course):
    states, _ = reachable(course)
    offered = {State.AWAITING_PAYMENT} if course.simplified else {State.OFFER_SENT}
    checked = {State.CHECKING_CONDITIONS} if course.checked else set()
    assert states >= FINAL | offered | checked
    assert states.isdisjoint(
        ({State.AWAITING_PAYMENT, State.OFFER_SENT} - offered) | ({State.CHECKING_CONDITIONS} - checked)
    )


@given(COURSES)
def test_from_every_state_something_leads_on_until_the_end(course):
    states, rows = reachable(course)
    for state in states - FINAL:
        assert any(state in row.sources for row in rows), state
    for state in FINAL:
        assert not any(state in row.sources for row in rows), state


@given(COURSES, st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_every_limit_that_may_run_has_a_last_day(course, start):
    of_applications = [code for code, limit in FIRST.limits.items() if limit.unit is not Unit.HOURS]
    for limit in (*Depends, *of_applications):
        for repeated in (False, True):
            assert FIRST.due(resolve(limit, course, repeated=repeated), start) > start


@given(CRITERIA)
def test_works_have_a_usual_term_and_no_term_twice(case):
    choices = works_deadlines(case)
    assert len(choices) == len(set(choices)) >= 1
    assert {FIRST.limits[code].title for code in choices} == {"Мероприятия по технологическому присоединению"}


def test_every_row_is_some_applications_own():
    cases = [
        Criteria(
            applicant=kind,
            connection=Connection.PERMANENT,
            total_power=power,
            categories={Category.THIRD},
            household=True,
            microgeneration=Microgeneration.NONE,
            one_source=True,
        )
        for kind in ApplicantKind
        for power in (15, 400, 900)
    ]
    rows = set()
    for case in cases:
        for low in (False, True):
            course = Course(
                FIRST,
                applicability_of(case),
                low,
                procurement=False,
                works=works_deadlines(case)[0],
                supervised=False,
                temporary=False,
                mining=True,
                dispatched=True,
                stages=2,
            )
            rows |= reachable(course)[1]
    assert rows == set(TRANSITIONS)


@pytest.mark.parametrize(
    ("kind", "chosen", "checked", "works"),
    [
        ("ФЛ", {}, False, "works_4_months"),
        ("ФЛ", {"distance": "15"}, False, "works_30_days"),
        ("ФЛ", {"distance": "до 15 м"}, False, "works_30_days"),
        ("ФЛ", {"distance": "15–300 м"}, False, "works_4_months"),
        ("ФЛ", {"distance": "16"}, False, "works_4_months"),
        ("ФЛ", {"distance": "10", "voltage": "10"}, True, "works_4_months"),
        ("ЮЛ", {"requested_power": "400", "voltage": "0.4"}, True, "works_4_months"),
        ("ЮЛ", {"requested_power": "150"}, False, "works_4_months"),
        ("ЮЛ", {"requested_power": "900"}, True, "works_1_year_above_670"),
        ("ЮЛ", {"connection": "temporary"}, True, "works_temporary"),
        ("ФЛ", {"reason": "МГ"}, False, "works_1_month"),
    ],
)
def test_answers_tell_the_usual_course(kind, chosen, checked, works):
    course = course_of(complete_answers(kind, **chosen), kind, law=FIRST)
    assert (course.checked, course.works) == (checked, works)


def test_technical_conditions_overrule_the_answers():
    course = course_of(complete_answers("ФЛ"), "ФЛ", law=FIRST, low_voltage=False, works="works_6_months")
    assert (course.checked, course.works) == (True, "works_6_months")


@given(COURSES)
def test_first_way_into_a_state_starts_the_limit_people_are_told(course):
    standing = {State.REVIEW_SUSPENDED, State.WORKS_SUSPENDED}  # no term runs there
    for state in reachable(course)[0] - FINAL - standing - {State.DRAFT}:
        row = way_into(state, course)
        assert row is not None
        assert row.limit is not None


@given(COURSES, st.sampled_from(list(DEPENDS)), st.booleans())
def test_documentation_names_every_limit_that_an_application_may_have(course, limit, repeated):
    told = {code for codes in DEPENDS[limit].values() for code in codes}
    assert resolve(limit, course, repeated=repeated) in told


def test_documentation_tells_of_every_kind_of_limit():
    assert set(Depends) == {*DEPENDS, Depends.WORKS}
