"""Computed cases: what the Rules say of whole applications, each told by its paragraph.

An applicant, what they answer, and every column that the Rules decide: the paragraph, the procedure, the
term of the offer, the form, the terms that the contract may set for the works (the usual one first) and the
schedules of payment (the rule first).
"""

from typing import NamedTuple

import pytest

from kabinet.applications.asked.facts import facts_of
from kabinet.applications.asked.questions.power import VOLTAGES
from kabinet.applications.asked.steps import every_question
from kabinet.applications.content.completeness import missing_answers
from kabinet.applications.content.documents import required_documents
from kabinet.applications.course.deadlines import resolve
from kabinet.applications.rules.course import course_of
from kabinet.applications.rules.states import Depends
from kabinet.law.applicability import Procedure
from kabinet.law.deadlines import Code
from kabinet.law.editions import FIRST
from kabinet.law.payments import Plan, plans_of
from tests.applications.builders import complete_answers

X, GENERAL = Procedure.SIMPLIFIED, Procedure.GENERAL
TEN, TWENTY_BY_CABINET = Code.OFFER_SIMPLIFIED, Code.OFFER_150_670
TWENTY, TEN_DAYS = Code.OFFER_GENERAL, Code.OFFER_TEMPORARY

SHORT = (Code.WORKS_4_MONTHS, Code.WORKS_30_DAYS, Code.WORKS_6_MONTHS, Code.WORKS_1_YEAR)
WITH_GENERATION = (Code.WORKS_4_MONTHS, Code.WORKS_6_MONTHS, Code.WORKS_1_YEAR)
BELOW_670 = (Code.WORKS_4_MONTHS, Code.WORKS_1_YEAR)
EXACTLY_670 = (Code.WORKS_4_MONTHS, Code.WORKS_2_YEARS, Code.WORKS_4_YEARS)
ABOVE_670 = (Code.WORKS_1_YEAR_ABOVE_670, Code.WORKS_2_YEARS, Code.WORKS_4_YEARS)
TEMPORARY = (Code.WORKS_TEMPORARY, Code.WORKS_1_YEAR)
MONTH = (Code.WORKS_1_MONTH,)
REDISTRIBUTED = (Code.WORKS_REDISTRIBUTION, Code.WORKS_6_MONTHS, Code.WORKS_1_YEAR)

SECTION_X = (Plan.SECTION_X,)
DEFERRED = (Plan.DEFERRED, Plan.SECTION_X)
OTHERWISE = (Plan.INDIVIDUAL_PROJECT, Plan.BY_AGREEMENT)
FROM_INVOICE = (Plan.FROM_INVOICE, *OTHERWISE)
FROM_CONTRACT = (Plan.FROM_CONTRACT, *OTHERWISE)
FROM_CONTRACT_UP_TO_150 = (Plan.FROM_CONTRACT, Plan.BY_AGREEMENT)
ABOVE_5_MW = (Plan.BY_AGREEMENT, Plan.INDIVIDUAL_PROJECT)
BY_16_2 = (Plan.REDISTRIBUTION, Plan.BY_AGREEMENT)


class Case(NamedTuple):
    """A row: its number, who applies, their answers, then what the Rules say."""

    number: int
    kind: str
    answers: dict
    paragraph: str
    procedure: Procedure
    offer: Code
    form: str
    works: tuple
    plans: tuple

    @property
    def facts(self):
        return facts_of(self.complete, self.kind, FIRST)

    @property
    def complete(self):
        return complete_answers(self.kind, **self.answers)


def power(kilowatts, **more):
    return {"requested_power": kilowatts, **more}


def temporary(kilowatts, kind):
    return power(kilowatts, connection="temporary", temporary_kind=kind)


def rows(*categories):
    return [{"category": category, "power": kilowatts} for category, kilowatts in categories]


ALONE = {"reason": "МГ", "voltage": "0.4"}
WITH = {"microgeneration": "yes", "voltage": "0.4"}
NEAR = {"instalments": "yes", "distance": "50", "settlement": "city", "voltage": "0.4"}
TWO = {"sources": "several"}
II_AND_III = rows(("II", "100"), ("III", "50"))

# In rows 12, 14, 15 and 34 no form fits: note 1 of form 7 leaves out paragraph 12(1), form 4 is for one
# source and is printed «III (по одному источнику)». Signed, it would ask for another reliability than is
# wanted; form 7 has a line for each category. Form 7 for 13(6) (row 36): form 4(1) ends at 150 kW.
CASES = (
    Case(1, "ФЛ", power("15"), "14", X, TEN, "6", SHORT, SECTION_X),
    Case(2, "ФЛ", power("15,001"), "14", X, TEN, "4", SHORT, SECTION_X),
    Case(3, "ФЛ", power("150"), "14", X, TEN, "4", SHORT, SECTION_X),
    Case(4, "ФЛ", power("150,001"), "12", X, TWENTY_BY_CABINET, "7", BELOW_670, FROM_INVOICE),
    Case(
        5, "ФЛ", power("15", household="no"), "9", GENERAL, TWENTY, "7", BELOW_670, FROM_CONTRACT_UP_TO_150
    ),
    Case(6, "ФЛ", power("15", **TWO), "9", GENERAL, TWENTY, "7", BELOW_670, FROM_CONTRACT_UP_TO_150),
    Case(
        7, "ФЛ", power("15", categories=rows(("II", "15"))), "9", GENERAL, TWENTY, "7", BELOW_670,
        FROM_CONTRACT_UP_TO_150,
    ),
    Case(
        8, "ФЛ", power("100", household="no"), "9", GENERAL, TWENTY, "7", BELOW_670, FROM_CONTRACT_UP_TO_150
    ),
    Case(9, "ФЛ", power("670"), "12", X, TWENTY_BY_CABINET, "7", EXACTLY_670, FROM_INVOICE),
    Case(10, "ФЛ", power("671"), "9", GENERAL, TWENTY, "7", ABOVE_670, FROM_CONTRACT),
    Case(11, "ИП", power("15"), "12(1)", X, TEN, "4", SHORT, SECTION_X),
    Case(12, "ИП", power("150", categories=rows(("II", "150"))), "12(1)", X, TEN, "7", SHORT, SECTION_X),
    Case(
        13, "ИП", power("150", categories=rows(("I", "150"))), "9", GENERAL, TWENTY, "7", BELOW_670,
        FROM_CONTRACT_UP_TO_150,
    ),
    Case(14, "ЮЛ", power("150", **TWO), "12(1)", X, TEN, "7", SHORT, SECTION_X),
    Case(15, "ЮЛ", power("150", categories=II_AND_III), "12(1)", X, TEN, "7", SHORT, SECTION_X),
    Case(16, "ЮЛ", power("150,001"), "12", X, TWENTY_BY_CABINET, "7", BELOW_670, FROM_INVOICE),
    Case(
        17, "ЮЛ", power("670", categories=rows(("I", "670"))), "12", X, TWENTY_BY_CABINET, "7", EXACTLY_670,
        FROM_INVOICE,
    ),
    Case(18, "ЮЛ", power("670"), "12", X, TWENTY_BY_CABINET, "7", EXACTLY_670, FROM_INVOICE),
    Case(19, "ЮЛ", power("670,001"), "9", GENERAL, TWENTY, "7", ABOVE_670, FROM_CONTRACT),
    Case(20, "ЮЛ", power("5000"), "9", GENERAL, TWENTY, "7", ABOVE_670, FROM_CONTRACT),
    Case(21, "ЮЛ", power("5000,001"), "9", GENERAL, TWENTY, "7", ABOVE_670, ABOVE_5_MW),
    Case(22, "ЮЛ", power("60000"), "9", GENERAL, TWENTY, "7", ABOVE_670, ABOVE_5_MW),
    Case(
        23, "ЮЛ", temporary("150", "mobile"), "13", GENERAL, TEN_DAYS, "5", TEMPORARY, FROM_CONTRACT_UP_TO_150
    ),
    Case(
        24, "ЮЛ", temporary("400", "contract"), "13", GENERAL, TEN_DAYS, "5", TEMPORARY,
        FROM_CONTRACT_UP_TO_150,
    ),
    Case(
        26, "ФЛ", temporary("15", "contract"), "13", GENERAL, TEN_DAYS, "5", TEMPORARY,
        FROM_CONTRACT_UP_TO_150,
    ),
    Case(27, "ФЛ", ALONE | {"previous_power": "15"}, "13(4)", X, TEN, "4(1)", MONTH, SECTION_X),
    # 13(4) «д» asks for the receivers of a household, but the paragraph itself names every person, and no
    # other one covers a person's microgeneration alone.
    Case(
        28, "ФЛ", ALONE | {"previous_power": "500", "household": "no"}, "13(4)", X, TEN, "4(1)", MONTH,
        SECTION_X,
    ),
    Case(29, "ЮЛ", ALONE | {"previous_power": "800"}, "13(2)", X, TEN, "4(1)", MONTH, SECTION_X),
    Case(
        30, "ФЛ", power("15", **WITH | NEAR), "13(5)", X, TEN, "4(1)", WITH_GENERATION, DEFERRED
    ),
    Case(
        31, "ФЛ", power("100", household="no", **WITH), "9", GENERAL, TWENTY, "7", BELOW_670,
        FROM_CONTRACT_UP_TO_150,
    ),
    Case(32, "ФЛ", power("160", **WITH), "12", X, TWENTY_BY_CABINET, "7", BELOW_670, FROM_INVOICE),
    Case(33, "ЮЛ", power("100", **WITH | NEAR), "13(3)", X, TEN, "4(1)", WITH_GENERATION, SECTION_X),
    Case(
        34, "ЮЛ", power("100", categories=rows(("II", "100")), **WITH), "12(1)", X, TEN, "7", SHORT, SECTION_X
    ),
    Case(36, "ЮЛ", power("900", **WITH), "13(6)", GENERAL, TWENTY, "7", ABOVE_670, FROM_CONTRACT),
    Case(37, "ЮЛ", power("400", reason="ПМ"), "12", X, TWENTY_BY_CABINET, "7", REDISTRIBUTED, BY_16_2),
    Case(38, "ЮЛ", power("100", reason="ПМ"), "12(1)", X, TEN, "4", REDISTRIBUTED, SECTION_X),
    Case(40, "ЮЛ", power("100", procurement="44"), "12(1)", X, TEN, "4", SHORT, SECTION_X),
    Case(41, "ЮЛ", power("400", procurement="44"), "12", X, TWENTY_BY_CABINET, "7", BELOW_670, FROM_INVOICE),
    Case(42, "ИП", power("100", **NEAR), "12(1)", X, TEN, "4", SHORT, SECTION_X),
)  # fmt: skip
BY_NUMBER = {case.number: case for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-п.{case.paragraph}-{case.kind}")
def test_case_has_the_paragraph_procedure_offer_form_works_and_payment_of_the_rules(case):
    facts, course = case.facts, course_of(case.complete, case.kind, law=FIRST)
    said = facts.applicability
    found = (said.paragraph, said.procedure, said.offer_deadline, said.form)
    assert found == (case.paragraph, case.procedure, case.offer, case.form)
    assert facts.works == case.works
    asked = case.answers.get("instalments") == "yes"
    plans = plans_of(
        facts.paragraph,
        total_power=facts.total_power,
        redistributed=facts.redistributed,
        wants_deferral=asked and facts.may_be_deferred(low_voltage=course.low_voltage),
    )
    assert plans == case.plans


@pytest.mark.parametrize(
    ("number", "limit"),
    [
        (1, Code.PAYMENT),
        (4, Code.PAYMENT_150_670),
        (40, Code.PAYMENT_PROCUREMENT),
        (41, Code.PAYMENT_150_670),  # paragraph 106 sends paragraph 12 to 16(4), procurement or not
    ],
)
def test_first_payment_of_a_case_has_the_term_of_paragraph_106(number, limit):
    case = BY_NUMBER[number]
    assert course_of(case.complete, case.kind, law=FIRST).payment_limit is limit


@pytest.mark.parametrize(
    ("number", "limit"),
    [(20, Code.CHECK_CONDITIONS), (21, Code.CHECK_WITH_DISPATCHER), (22, Code.CHECK_WITH_DISPATCHER)],
)
def test_check_of_what_the_system_operator_agreed_has_the_20_working_days_of_102(number, limit):
    case = BY_NUMBER[number]
    course = course_of(case.complete, case.kind, law=FIRST)
    assert resolve(Depends.CHECK, course) is limit
    assert resolve(Depends.CHECK, course, repeated=True) is Code.REPEAT_INSPECTION


def test_microgeneration_alone_brings_no_system_operator_of_21_whatever_was_connected_before():
    assert not facts_of(complete_answers("ЮЛ", **ALONE, previous_power="6000"), "ЮЛ", FIRST).dispatched


def gaps(kind, **answers):
    return [gap.name for gap in missing_answers(complete_answers(kind, **answers), kind, FIRST)]


@pytest.mark.parametrize("number", sorted({case.number for case in CASES} - {33, 42}))
def test_case_may_be_submitted_as_it_is(number):
    case = BY_NUMBER[number]
    assert gaps(case.kind, **case.answers) == []


@pytest.mark.parametrize(
    ("number", "paragraph"), [(33, "пп. 13(7) и 17, абз. 8"), (42, "пп. 12(2) и 17, абз. 26")]
)
def test_deferral_excluded_by_12_2_and_13_7_is_refused_in_words_with_its_paragraph(number, paragraph):
    case = BY_NUMBER[number]
    [gap] = missing_answers(case.complete, case.kind, FIRST)
    assert gap.name == "instalments"
    assert paragraph in gap.text
    assert "200\u00a0м" in gap.text


@pytest.mark.parametrize(
    ("changed", "open_to_all"),
    [
        ({"distance": "200"}, False),
        ({"distance": "201"}, True),
        ({"distance": "300", "settlement": "village"}, False),
        ({"distance": "301", "settlement": "village"}, True),
        ({"distance": "200", "settlement": ""}, False),
        ({"distance": "201", "settlement": ""}, True),
        ({"distance": "около 150 м"}, False),
        ({"distance": "15–200 м"}, False),
        ({"distance": "200–300 м"}, True),
        ({"distance": "200–300 м", "settlement": "village"}, False),
        ({"distance": "дальше 300 м", "settlement": "village"}, True),
        ({"distance": ""}, True),
        ({"voltage": "10"}, True),
        ({"voltage": ""}, False),  # 0.4 kV is usual up to 150 kW
        ({"categories": rows(("II", "100"))}, True),
        ({"sources": "several"}, True),
    ],
)
def test_deferral_of_12_2_is_excluded_only_where_every_criterion_of_17_is_met(changed, open_to_all):
    answers = power("100", **NEAR | changed)
    assert (gaps("ИП", **answers) == []) == open_to_all


@pytest.mark.parametrize("reason", [{"reason": "МГ"}, {"microgeneration": "yes"}])
def test_case_43_microgeneration_of_2_3_is_connected_below_1000_volts_alone(reason):
    wrong = {code for code, _ in VOLTAGES if gaps("ФЛ", voltage=code, **reason) == ["voltage"]}
    assert wrong == {"6", "10", "20", "35", "110"}
    assert gaps("ФЛ", **reason) == gaps("ФЛ", voltage="0.4", **reason) == []


NOTICE_OF_34 = {
    "redistribution_notice",
    "redistribution_conditions",
    "redistribution_act",
    "redistribution_agreement",
}


def shown(kind, **answers):
    complete = complete_answers(kind, **answers)
    return {question.name for _, question in every_question(kind, FIRST) if question.shown(complete)}


def demanded(kind, **answers):
    return {item.code for item in required_documents(complete_answers(kind, **answers), kind, FIRST)}


@pytest.mark.parametrize("number", [37, 38])
def test_redistribution_demands_all_that_paragraph_34_lists(number):
    case = BY_NUMBER[number]
    others = demanded(case.kind, **case.answers | {"reason": "НП"})
    assert demanded(case.kind, **case.answers) - others == NOTICE_OF_34
    one_owner = demanded(case.kind, **case.answers, own_redistribution="yes")
    assert one_owner - others == NOTICE_OF_34 - {"redistribution_agreement"}


def test_longer_term_of_16_b_is_asked_where_the_application_may_name_it_and_followed():
    for number in (23, 24, 26, 27, 28, 29):
        case = BY_NUMBER[number]
        assert "longer_works" in shown(case.kind, **case.answers)
        named = case.complete | {"longer_works": "works_named_6_months"}
        assert course_of(named, case.kind, law=FIRST).works == "works_named_6_months"
        assert course_of(case.complete, case.kind, law=FIRST).works == case.works[0]
    for number in (1, 18, 30, 36, 37):
        assert "longer_works" not in shown(BY_NUMBER[number].kind, **BY_NUMBER[number].answers)


def test_autonomous_source_of_53_may_be_asked_for_by_business_up_to_150_kw_of_a_temporary_scheme():
    asked = {case.number for case in CASES if "autonomous_source" in shown(case.kind, **case.answers)}
    assert asked == {23}


def test_scheme_of_external_supply_of_10_2_is_demanded_above_50_mw():
    assert "supply_scheme" in demanded("ЮЛ", **BY_NUMBER[22].answers)
    assert "supply_scheme" not in demanded("ЮЛ", **BY_NUMBER[20].answers)


# --- Where the object is: paragraphs 8(4), 8(5) -------------------------------------------------------


@pytest.mark.parametrize("building", ["garden", "garage", "plot", "other"])
def test_garden_and_garage_of_8_5_go_by_the_ordinary_paragraph(building):
    case = BY_NUMBER[1]
    answers = case.answers | {"building": building}
    assert facts_of(complete_answers("ФЛ", **answers), "ФЛ", FIRST).paragraph == case.paragraph
    assert (gaps("ФЛ", **answers), demanded("ФЛ", **answers)) == ([], demanded("ФЛ", **case.answers))


def test_separate_line_of_business_premises_needs_the_consent_of_10_zh():
    premises = {"building": "apartment_house"}
    assert "house_consent" in demanded("ЮЛ", **premises, separate_line="yes")
    assert "house_consent" not in demanded("ЮЛ", **premises)


def test_flat_of_8_4_is_applied_for_by_who_manages_the_house_by_decision_of_the_owners():
    managed = {"building": "flat", "house_management": "organisation"}
    [gap] = missing_answers(complete_answers("ФЛ", **managed), "ФЛ", FIRST)
    assert gap.name == "house_management"
    assert "управляющая организация" in gap.text
    for kind in ("ЮЛ", "ИП"):
        assert gaps(kind, **managed) == []
        assert "owners_decision" in demanded(kind, **managed)


def test_flat_of_8_4_managed_by_owners_is_applied_for_by_one_of_them_with_their_authority():
    direct = {"building": "flat", "house_management": "direct"}
    assert gaps("ФЛ", **direct) == []
    assert "owners_authority" in demanded("ФЛ", **direct)
    assert "owners_decision" not in demanded("ФЛ", **direct)


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ({"object_name": "Квартира"}, ["building"]),
        ({"object_address": "г. Уфа, ул. Ленина, д. 1, кв. 25"}, ["building"]),
        ({"object_address": "г. Уфа, ул. Ленина, д. 1, кв.25"}, ["building"]),
        ({"object_address": "г. Уфа, ул. Ленина, д. 1, комната 3"}, ["building"]),
        ({"object_name": "Жилой дом"}, []),
        ({"object_address": "г. Уфа, квартал 17, участок 4"}, []),
        ({"object_name": "Квартальная котельная"}, []),
    ],
)
def test_object_named_as_a_flat_has_to_say_what_place_it_is_since_8_4_makes_another_apply(named, asked):
    answers = complete_answers("ФЛ") | named
    assert [gap.name for gap in missing_answers(answers, "ФЛ", FIRST)] == asked


def test_mining_is_told_by_paragraph_117():
    assert {"mining", "mining_register"} <= shown("ЮЛ", mining="yes")
