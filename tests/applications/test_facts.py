"""What the answers mean is read once, and never for answers that have changed since."""

from dataclasses import FrozenInstanceError
from decimal import Decimal

import pytest

from kabinet.applications.asked import facts
from kabinet.applications.asked.facts import facts_of
from kabinet.applications.corrections.answers import save_corrections, supply_corrections
from kabinet.applications.corrections.requests import request_corrections
from kabinet.law.applicability import ApplicantKind, Band, Category
from kabinet.law.editions import FIRST
from tests.applications.builders import (
    NOW,
    complete_answers,
    make_complete,
    make_specialist,
    make_submitted,
    submit,
    token,
)
from tests.work import calls_of

pytestmark = pytest.mark.django_db

ONCE = {"applicability_of": 1, "works_deadlines": 1, "band_of": 1}
"""What is asked of the law for one set of answers."""
FEW = 8
"""Readings of a power: for the facts, and to check and show the one that is typed."""


def asked_of_the_law(function):
    """How often the law is asked while nothing is remembered yet; few powers are read meanwhile."""
    facts._remembered.cache_clear()
    calls = calls_of(function)
    assert calls["clean_power"] <= FEW
    return {name: calls[name] for name in ONCE}


def test_facts_say_what_the_application_is_for_the_rules():
    said = facts_of(
        complete_answers(
            "ЮЛ", requested_power="100", previous_power="50,5", voltage="10", distance="15", procurement="44"
        ),
        "ЮЛ",
        FIRST,
    )
    assert (said.applicant, said.permanent, said.temporary, said.mobile) == ("ЮЛ", True, False, False)
    assert (said.requested_power, said.previous_power) == (Decimal(100), Decimal("50.5"))
    assert (said.total_power, said.staged_power) == (Decimal("150.5"), Decimal(100))
    assert (said.band, said.paragraph, said.applicability.form) == (Band.UP_TO_670, "12", "7")
    assert (said.criteria.categories, said.criteria.one_source) == ({Category.THIRD}, True)
    assert (said.low_voltage, said.near, said.procurement) == (False, True, True)
    assert said.works == ("works_4_months", "works_1_year")


def test_nothing_answered_is_neither_permanent_nor_temporary():
    said = facts_of({}, "ФЛ", FIRST)
    assert (said.permanent, said.temporary, said.total_power) == (False, False, 0)


def test_facts_are_never_changed():
    with pytest.raises(FrozenInstanceError):
        facts_of({}, "ФЛ", FIRST).band = Band.ABOVE_670


@pytest.mark.parametrize("kind", list(ApplicantKind))
def test_equal_answers_of_two_mappings_are_read_once(kind):
    answers = complete_answers(kind)
    assert facts_of(answers, kind, FIRST) is facts_of(dict(answers), kind, FIRST)


def test_answers_replaced_or_changed_in_place_have_new_facts_at_once():
    application = make_complete()
    assert application.facts.total_power == 15
    application.answers = {**application.answers, "requested_power": "700"}
    assert (application.facts.total_power, application.course.simplified) == (700, False)
    application.answers["requested_power"] = "200"
    assert (application.facts.paragraph, application.course.simplified) == ("12", True)
    application.answers["categories"] = [{"category": "I", "power": "200"}]
    assert application.facts.criteria.categories == {Category.FIRST}
    application.applicant_kind = "ЮЛ"
    assert application.facts.applicant == "ЮЛ"


@pytest.mark.parametrize("name", facts._DECIDING)
def test_every_answer_that_decides_tells_facts_apart(name):
    facts._remembered.cache_clear()
    facts_of({"connection": "permanent"}, "ФЛ", FIRST)
    facts_of({"connection": "permanent", name: f"{name}?"}, "ФЛ", FIRST)
    assert facts._remembered.cache_info().misses == 2


def test_answer_of_any_length_and_shape_is_read_and_only_a_short_one_remembered():
    facts._remembered.cache_clear()
    long = {"connection": "permanent", "requested_power": f"1{' ' * 5000}000"}
    strange = {
        "connection": ["permanent"],
        "sources": {"code": "several"},
        "categories": ["I", {"category": ["I"]}],
    }
    assert facts_of(long, "ФЛ", FIRST).total_power == 1000
    assert facts._remembered.cache_info().currsize == 0
    assert facts_of(strange, "ФЛ", FIRST) == facts_of({}, "ФЛ", FIRST)


# --- What a request costs ---------------------------------------------------------------------


def test_submission_reads_its_answers_once():
    draft = make_complete()
    assert asked_of_the_law(lambda: submit(draft)) == ONCE


@pytest.mark.parametrize("step", ["power", "documents"])
def test_step_of_the_wizard_reads_its_answers_once(client, step):
    draft = make_complete()
    client.force_login(draft.owner)
    page = f"/applications/{draft.pk}/steps/{step}/"
    assert asked_of_the_law(lambda: client.get(page)) == ONCE


def test_application_reads_its_answers_once_for_its_owner_and_for_a_specialist(client):
    application = make_submitted()
    client.force_login(application.owner)
    assert asked_of_the_law(lambda: client.get(f"/applications/{application.pk}/")) == ONCE
    client.force_login(make_specialist())
    assert asked_of_the_law(lambda: client.get(f"/office/applications/{application.pk}/")) == ONCE


def test_corrections_read_the_answers_before_and_after_once():
    application, by = make_submitted(), make_specialist()
    request_corrections(
        application=application, notes={"requested_power": ""}, comment="", by=by, at=NOW, token=token()
    )
    owner = application.owner
    save_corrections(application=application, raw={"requested_power": "14"}, kept=(), by=owner, at=NOW)
    corrected = []

    def supply():
        corrected.append(
            supply_corrections(application=application, comment="", by=owner, at=NOW, token=token())
        )

    assert asked_of_the_law(supply) == dict.fromkeys(ONCE, 2)
    assert (corrected[0].total_power, corrected[0].facts.total_power) == (14, 14)
