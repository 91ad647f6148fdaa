"""«С чего начать»: what three plain answers mean for an application, and what is told of it."""

from datetime import date
from decimal import Decimal

import pytest

from kabinet.applications.asked.appliances import APPLIANCES, load_of
from kabinet.applications.asked.beginning import QUESTIONS, What, WhatFor, begun
from kabinet.applications.asked.facts import facts_of
from kabinet.applications.asked.steps import every_question
from kabinet.applications.content.advice import WHOM, advice_of
from kabinet.cases.sides import Side
from kabinet.core.questions import problems
from kabinet.law.applicability import ApplicantKind, Paragraph
from kabinet.law.deadlines import Code
from kabinet.law.editions import law_at

LAW = law_at(date(2026, 11, 30))


def told(**said):
    beginning = begun(said)
    kind = beginning.applicant
    return advice_of(beginning.answers(kind), kind, LAW)


@pytest.mark.parametrize(
    ("said", "paragraph"),
    [
        ({"what": "new", "purpose": "house", "power": "15"}, "14"),
        ({"what": "new", "purpose": "dacha", "power": "150"}, "14"),
        ({"what": "new", "purpose": "house", "power": "151"}, "12"),
        ({"what": "new", "purpose": "shop", "power": "40"}, "12(1)"),
        ({"what": "new", "purpose": "shop", "power": "40", "who": "entrepreneur"}, "12(1)"),
        ({"what": "new", "purpose": "shop", "power": "40", "who": "person"}, "9"),
        ({"what": "more", "purpose": "production", "power": "100", "previous": "200"}, "12"),
        ({"what": "new", "purpose": "production", "power": "671"}, "9"),
        ({"what": "temporary", "purpose": "other", "power": "10"}, "13"),
        ({"what": "generation", "purpose": "house"}, "13(4)"),
        ({"what": "generation", "purpose": "farm"}, "13(2)"),
    ],
)
@pytest.mark.django_db
def test_the_paragraph_is_that_of_an_application_with_the_same_answers(said, paragraph):
    assert told(**said).facts.paragraph == Paragraph(paragraph)


@pytest.mark.parametrize("kind", list(ApplicantKind))
@pytest.mark.parametrize("purpose", list(WhatFor))
@pytest.mark.parametrize("what", list(What))
def test_what_is_carried_over_are_well_formed_answers_to_questions_of_the_steps(what, purpose, kind):
    beginning = begun({"what": what, "purpose": purpose, "power": "12,5", "previous": "5"})
    answers = beginning.answers(kind)
    asked = {q.name: q for _, q in every_question(kind, LAW) if q.shown(answers)}
    assert set(answers) - set(asked) <= {"load", "household"}
    assert problems(asked.values(), answers) == {}
    assert facts_of(answers, kind, LAW).total_power == beginning.total


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"what": "new", "purpose": "house"},
        {"what": "new", "power": "15"},
        {"purpose": "house", "power": "15"},
        {"what": "alien", "purpose": "house", "power": "15"},
        {"what": "new", "purpose": "castle", "power": "15"},
        {"what": "new", "purpose": "house", "power": "много"},
        {"what": "new", "purpose": "house", "power": "0"},
        {"what": "more", "purpose": "house", "power": "15"},
        {"what": ["new"], "purpose": None, "power": {}},
    ],
)
def test_half_an_answer_is_none(said):
    assert begun(said) is None


@pytest.mark.parametrize(
    "query",
    [
        "what=new&purpose=house&power=15",
        "what=more&purpose=shop&power=12.5&previous=5",
        "what=temporary&purpose=other&power=10&who=company",
        "what=generation&purpose=dacha",
    ],
)
def test_the_answers_come_back_from_their_address(query):
    said = dict(pair.split("=") for pair in query.split("&"))
    assert begun(said).query == query


def test_a_household_is_a_person_and_a_business_a_company_until_told_otherwise():
    one = {"what": "new", "power": "15"}
    assert begun({**one, "purpose": "garage"}).applicant is ApplicantKind.PERSON
    assert begun({**one, "purpose": "farm"}).applicant is ApplicantKind.COMPANY
    assert begun({**one, "purpose": "farm", "who": "person"}).applicant is ApplicantKind.PERSON


@pytest.mark.django_db
def test_a_household_gathers_two_papers_and_may_add_a_plan():
    papers = told(what="new", purpose="house", power="15").papers
    assert [(paper.title.split()[0], paper.required) for paper in papers] == [
        ("Копия", True),
        ("Документ", True),
        ("План", False),
    ]
    assert all(paper.how for paper in papers)


@pytest.mark.django_db
def test_the_terms_are_those_of_the_law():
    house, big = told(what="new", purpose="house", power="15"), told(what="new", purpose="shop", power="300")
    assert (house.offer, house.works) == (LAW.words(Code.OFFER_SIMPLIFIED), LAW.words(Code.WORKS_4_MONTHS))
    assert big.offer == LAW.words(Code.OFFER_150_670)
    assert LAW.words(Code.PAYMENT) in [stage.term for stage in house.stages]
    assert [stage.by for stage in house.stages][:2] == [Side.APPLICANT, Side.SPECIALIST]


@pytest.mark.django_db
def test_the_preferential_rate_is_told_to_whom_it_may_concern():
    assert "льготной ставке" in " ".join(told(what="new", purpose="house", power="15").money)
    for said in (
        {"what": "new", "purpose": "house", "power": "16"},
        {"what": "new", "purpose": "shop", "power": "15"},
        {"what": "temporary", "purpose": "house", "power": "15"},
    ):
        assert "льготной ставке" not in " ".join(told(**said).money), said


def test_every_paragraph_is_explained():
    assert set(WHOM) == set(Paragraph)


def test_the_page_asks_three_questions_and_a_fourth_of_who_wants_more():
    def asked(answers):
        return [question.name for question in QUESTIONS if question.shown(answers)]

    assert asked({}) == asked({"what": "new"}) == ["what", "purpose", "power"]
    assert asked({"what": "more"}) == ["what", "purpose", "power", "previous"]
    assert asked({"what": "generation"}) == ["what", "purpose"]


@pytest.mark.parametrize(
    ("counts", "at_once", "phases"),
    [
        ({"light": 1}, "0.5", 1),
        ({"kettle": 1}, "2", 1),
        ({"stove": 1, "boiler": 2}, "7", 1),
        ({"stove": 1, "boiler": 2, "light": 1}, "7.5", 3),
        ({"machine": 1}, "4", 3),
        ({"furnace": 1, "stove": 1, "light": 1}, "14", 3),
        ({"kettle": 500}, "16", 3),
    ],
)
def test_appliances_run_at_once_in_part_but_the_strongest_whole(counts, at_once, phases):
    load = load_of(counts)
    assert (load.at_once, load.phases) == (Decimal(at_once), phases)
    assert load.together >= load.at_once - Decimal("0.5")


def test_without_appliances_nothing_is_counted():
    assert load_of({}) is None
    assert load_of({"light": 0, "castle": 3}) is None


def test_a_share_is_a_share():
    assert all(0 < one.share <= 1 and one.power > 0 for one in APPLIANCES)
    assert len({one.code for one in APPLIANCES}) == len(APPLIANCES)
