from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kabinet.applicants.models import ApplicantKind
from kabinet.applications.asked.facts import facts_of
from kabinet.applications.asked.questions.request import REASONS
from kabinet.applications.asked.steps import STEPS, every_question
from kabinet.applications.content.completeness import missing_answers
from kabinet.applications.content.documents import DOCUMENTS, documents_for, required_documents
from kabinet.core import numbers
from kabinet.core.questions import unanswered
from kabinet.core.typography import tied
from kabinet.law.editions import FIRST
from tests.applications.builders import complete_answers

KINDS = list(ApplicantKind)


def test_steps_are_the_seven_of_the_manual():
    assert [step.title for step in STEPS] == [
        "Вид заявки",
        "Заявитель и представитель",
        "Объект",
        "Мощность и надёжность",
        "Этапы, сроки и оплата",
        "Энергосбытовая организация",
        "Документы и подача",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_question_names_are_asked_once(kind):
    names = [question.name for _, question in every_question(kind, FIRST)]
    assert len(names) == len(set(names))


def test_document_codes_are_unique():
    codes = [document.code for document in DOCUMENTS]
    assert len(codes) == len(set(codes))


def test_reasons_are_those_of_the_number():
    assert tuple(code for code, _ in REASONS) == numbers.REASONS


@st.composite
def cases(draw):
    """An applicant and what it chooses freely."""
    kind = draw(st.sampled_from(KINDS))
    chosen = {
        "connection": draw(st.sampled_from(["permanent", "temporary"])),
        "voltage": draw(st.sampled_from(["", "0.4", "20"])),
        "by_representative": draw(st.sampled_from(["", "yes"])),
        "building": draw(st.sampled_from(["", "plot", "flat", "apartment_house"])),
        "has_supply_contract": draw(st.sampled_from(["yes", "no"])),
        "distorting_load": draw(st.sampled_from(["yes", "no"])),
        "reserve": draw(st.sampled_from(["yes", "no"])),
        "mining": draw(st.sampled_from(["", "yes"])),
    }
    thousandths = draw(st.integers(1, 900_000_000))
    power = f"{thousandths // 1000},{thousandths % 1000:03d}"
    if chosen["connection"] == "temporary":
        chosen["temporary_kind"] = draw(st.sampled_from(["mobile", "contract"]))
        chosen["requested_power"] = "150" if chosen["temporary_kind"] == "mobile" else power
    else:
        chosen["reason"] = draw(st.sampled_from(numbers.REASONS))
        chosen["microgeneration"] = draw(st.sampled_from(["", "yes", "no"]))
        chosen["sources"] = draw(st.sampled_from(["", "one", "several"]))
        chosen["requested_power"] = power
        if chosen["reason"] == "МГ" or chosen["microgeneration"] == "yes":
            chosen["voltage"] = "0.4"
        chosen["previous_power"] = draw(st.sampled_from(["", "15", "140,5", "700"]))
        if kind == ApplicantKind.PERSON:
            chosen["household"] = draw(st.sampled_from(["yes", "no"]))
    return kind, {name: answer for name, answer in chosen.items() if answer}


@settings(deadline=None, max_examples=150)
@given(cases())
def test_every_case_can_be_completed_by_what_is_demanded(case):
    kind, chosen = case
    assert missing_answers(complete_answers(kind, **chosen), kind, FIRST) == []


@settings(deadline=None, max_examples=60)
@given(cases())
def test_every_demanded_answer_is_missed_when_it_is_taken_away(case):
    kind, chosen = case
    answers = complete_answers(kind, **chosen)
    for step, question in every_question(kind, FIRST):
        if question.shown(answers) and question.required(answers):
            less = {**answers, question.name: ""}
            if question.shown(less) and question.required(less):
                assert (step.slug, question.name) in {
                    (gap.step, gap.name) for gap in missing_answers(less, kind, FIRST)
                }


def demanded(kind, **chosen):
    """What is demanded besides the applicant's own data, once the choices are made."""
    answers = complete_answers(kind, **chosen)
    return {
        question.name
        for step, question in every_question(kind, FIRST)
        if step.slug != "applicant" and question.shown(answers) and question.required(answers)
    }


SUPPLY = {"supplier", "has_supply_contract", "supply_contract_kind"}


def test_household_is_asked_only_what_paragraph_14_names():
    assert demanded("ФЛ") == {
        "connection", "reason", "household", "object_name", "object_address", "requested_power", *SUPPLY,
    }  # fmt: skip


def test_business_up_to_150_is_asked_only_what_paragraph_12_1_names():
    assert demanded("ЮЛ", requested_power="150") == {
        "connection", "reason", "object_name", "object_address", "requested_power", "load", "stages", *SUPPLY,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "chosen", "asked"),
    [
        ("ИП", {}, True),
        ("ЮЛ", {"microgeneration": "yes"}, True),
        ("ЮЛ", {"requested_power": "200", "microgeneration": "yes"}, True),
        ("ЮЛ", {"reason": "МГ"}, False),
        ("ФЛ", {"microgeneration": "yes"}, False),
        ("ФЛ", {}, False),
    ],
)
def test_distribution_by_stages_is_asked_where_the_paragraph_names_k(kind, chosen, asked):
    assert ("stages" in demanded(kind, **chosen)) == asked


def test_middle_power_is_asked_categories_points_and_terms():
    assert demanded("ФЛ", requested_power="150,001") >= {
        "categories",
        "points",
        "equipment",
        "load",
        "stages",
    }
    assert (
        demanded("ФЛ", requested_power="150") & {"categories", "points", "equipment", "load", "stages"}
        == set()
    )


def test_big_power_may_leave_the_supplier_out():
    assert demanded("ЮЛ", requested_power="670") >= SUPPLY
    assert not demanded("ЮЛ", requested_power="670,001") & SUPPLY


def asked(kind, **chosen):
    """The names of the questions and of the kinds of documents that these choices call for."""
    answers = complete_answers(kind, **chosen)
    names = {question.name for _, question in every_question(kind, FIRST) if question.shown(answers)}
    return names | {document.name for document in documents_for(answers, kind, FIRST)}


@pytest.mark.parametrize(
    ("kind", "chosen", "is_asked"),
    [
        ("ЮЛ", {"requested_power": "5", "load": "communications"}, True),
        ("ЮЛ", {"requested_power": "5,001", "load": "communications"}, False),
        ("ЮЛ", {"requested_power": "5", "load": "trade"}, False),
        ("ЮЛ", {"requested_power": "5", "load": "communications", "connection": "temporary"}, False),
    ],
)
def test_meter_is_asked_of_the_small_objects_of_paragraph_2_4(kind, chosen, is_asked):
    assert ("meter" in asked(kind, **chosen)) == is_asked


@pytest.mark.parametrize(
    ("chosen", "is_asked"),
    [
        ({"sources": "several"}, True),
        ({"categories": [{"category": "II", "power": "15"}]}, True),
        ({"sources": "one"}, False),
        ({}, False),
        ({"sources": "several", "connection": "temporary"}, False),
    ],
)
def test_other_operators_are_asked_where_two_sources_are_needed(chosen, is_asked):
    assert ("other_operators" in asked("ЮЛ", **chosen)) == is_asked


def test_nothing_more_is_demanded_than_paragraph_11_lets():
    every = {"meter", "other_operators", "cession", "document-engineering_scheme"}
    chosen = {
        "requested_power": "4",
        "load": "communications",
        "sources": "several",
        "stages_basis": "design",
    }
    assert asked("ЮЛ", **chosen) >= every
    assert demanded("ЮЛ", **chosen) & every == set()
    answers = complete_answers("ЮЛ", **chosen)
    assert every.isdisjoint(document.name for document in required_documents(answers, "ЮЛ", FIRST))


@pytest.mark.parametrize(
    ("kind", "chosen", "is_asked"),
    [
        ("ЮЛ", {"requested_power": "900"}, True),
        ("ЮЛ", {"requested_power": "100", "stages_basis": "planning"}, True),
        ("ЮЛ", {"reason": "ИТ", "previous_power": "900"}, False),
        ("ФЛ", {}, False),
        ("ЮЛ", {"requested_power": "900", "connection": "temporary", "temporary_kind": "contract"}, False),
    ],
)
def test_engineering_scheme_has_its_place_where_something_is_built(kind, chosen, is_asked):
    assert ("document-engineering_scheme" in asked(kind, **chosen)) == is_asked


def test_ceded_claim_brings_its_letter():
    letter = "document-cession"
    assert "cession" in asked("ФЛ")
    assert letter not in asked("ФЛ")
    answers = complete_answers("ФЛ", cession="yes")
    assert letter in {document.name for document in required_documents(answers, "ФЛ", FIRST)}
    for chosen in ({"requested_power": "150,5"}, {"reason": "УМ"}, {"connection": "temporary"}):
        assert {"cession", letter} & asked("ФЛ", cession="yes", **chosen) == set()


def test_previous_power_counts_for_the_paragraph():
    def paragraph(previous_power):
        answers = complete_answers("ЮЛ", requested_power="100", previous_power=previous_power)
        return facts_of(answers, "ЮЛ", FIRST).paragraph

    assert (paragraph("50"), paragraph("50,5")) == ("12(1)", "12")


def test_temporary_connection_is_asked_only_what_paragraph_13_names():
    common = {
        "connection",
        "temporary_kind",
        "object_name",
        "object_address",
        "requested_power",
        "load",
        *SUPPLY,
    }
    assert demanded("ИП", connection="temporary", temporary_kind="mobile") == common | {"temporary_months"}
    assert demanded("ИП", connection="temporary", temporary_kind="contract") == (
        common | {"contract_number", "contract_date"}
    )


def test_answers_hidden_by_a_later_choice_do_not_count():
    answers = complete_answers("ЮЛ", requested_power="10", previous_power="700", microgeneration="yes")
    temporary = {**answers, "connection": "temporary", "temporary_kind": "mobile", "temporary_months": "3"}
    said = facts_of(temporary, "ЮЛ", FIRST)
    assert (said.total_power, said.has_microgeneration) == (10, False)


def test_microgeneration_alone_asks_for_the_power_connected_before():
    asked = demanded("ФЛ", reason="МГ")
    assert "previous_power" in asked
    assert "requested_power" not in asked
    assert asked >= {"generation_power", "generators_count", "generators_details", "generation_buyer"}


def codes(kind, **chosen):
    return {document.code for document in required_documents(complete_answers(kind, **chosen), kind, FIRST)}


@pytest.mark.parametrize(
    ("kind", "chosen", "expected"),
    [
        ("ФЛ", {}, {"passport", "right"}),
        ("ИП", {}, {"passport", "right"}),
        ("ЮЛ", {}, {"right"}),
        ("ЮЛ", {"by_representative": "yes"}, {"right", "authority"}),
        ("ФЛ", {"requested_power": "200"}, {"passport", "right", "plan", "automation"}),
        ("ЮЛ", {"requested_power": "900", "voltage": "35"}, {"right", "plan", "automation", "single_line"}),
        ("ЮЛ", {"requested_power": "51000"}, {"right", "plan", "automation", "supply_scheme"}),
        ("ЮЛ", {"requested_power": "51000", "fourth_category": "yes"}, {"right", "plan", "automation"}),
        ("ФЛ", {"connection": "temporary", "temporary_kind": "contract"}, {"passport", "right"}),
        ("ЮЛ", {"connection": "temporary", "requested_power": "400"}, {"right"}),
        ("ФЛ", {"benefit": "large_family"}, {"passport", "right", "benefit"}),
        ("ФЛ", {"benefit": "large_family", "requested_power": "16"}, {"passport", "right"}),
        ("ЮЛ", {"building": "apartment_house", "separate_line": "yes"}, {"right", "house_consent"}),
        ("ЮЛ", {"land_right": "development"}, {"development"}),
        ("ЮЛ", {"land_right": "preliminary"}, {"preliminary"}),
        ("ЮЛ", {"input_device": "yes"}, {"right", "plan"}),
        ("ЮЛ", {"stages_basis": "planning"}, {"right", "planning"}),
    ],
)
def test_documents_are_those_of_paragraph_10(kind, chosen, expected):
    assert codes(kind, **chosen) == expected


@pytest.mark.parametrize(("kind", "connection"), list(product(KINDS, ["permanent", "temporary"])))
def test_empty_application_demands_a_finite_first_page(kind, connection):
    answers = {"connection": connection}
    names = {question.name for question in unanswered(STEPS[0].questions_for(kind, FIRST), answers)}
    assert names == (
        {"temporary_kind"}
        if connection == "temporary"
        else {"reason"} | ({"household"} if kind == ApplicantKind.PERSON else set())
    )


def test_short_words_and_units_are_tied():
    assert tied("До 15 кВт в доме — на 0,4 кВ, п. 9 Правил") == (
        "До\u00a015\u00a0кВт в\u00a0доме\u00a0— на\u00a00,4\u00a0кВ, п.\u00a09 Правил"
    )
