"""Which paragraph of the Rules an application falls under."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.law.applicability import (
    NAMED_WORKS,
    Applicability,
    ApplicantKind,
    Band,
    Category,
    Connection,
    Criteria,
    Microgeneration,
    Paragraph,
    Procedure,
    applicability_of,
    band_of,
    paragraph_of,
    works_deadlines,
)
from kabinet.law.deadlines import Code

PERSON, ENTREPRENEUR, COMPANY = ApplicantKind
ALONE, WITH = Microgeneration.ALONE, Microgeneration.WITH_RECEIVERS
SIMPLIFIED, GENERAL = Procedure

CRITERIA = st.builds(
    Criteria,
    applicant=st.sampled_from(ApplicantKind),
    connection=st.sampled_from(Connection),
    total_power=st.one_of(
        st.sampled_from(list(map(Decimal, ["0", "15", "15.001", "150", "150.001", "670", "670.001"]))),
        st.decimals(min_value=0, max_value=999_999, places=3),
    ),
    categories=st.frozensets(st.sampled_from(Category)),
    household=st.booleans(),
    microgeneration=st.sampled_from(Microgeneration),
    one_source=st.booleans(),
    redistributed=st.booleans(),
    named_works=st.none() | st.sampled_from(NAMED_WORKS),
)


def criteria(applicant, power, **changes):
    plain = {
        "connection": Connection.PERMANENT,
        "categories": {Category.THIRD},
        "household": applicant is PERSON,
        "microgeneration": Microgeneration.NONE,
        "one_source": True,
    }
    return Criteria(applicant=applicant, total_power=Decimal(power), **plain | changes)


@pytest.mark.parametrize(
    ("power", "band"),
    [
        ("0.001", "До 15"),
        ("15", "До 15"),
        ("15.001", "До 150"),
        ("150", "До 150"),
        ("150.001", "До 670"),
        ("670", "До 670"),
        ("670.001", "Свыше 670"),
        ("999999.999", "Свыше 670"),
    ],
)
def test_the_upper_edge_of_a_band_belongs_to_it(power, band):
    assert band_of(Decimal(power)) == Band(band)


@pytest.mark.parametrize(
    ("told", "paragraph", "procedure", "deadline", "form"),
    [
        (criteria(PERSON, 15), "14", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "6"),
        (criteria(PERSON, "15.001"), "14", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4"),
        (criteria(PERSON, 150), "14", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4"),
        (criteria(PERSON, "150.001"), "12", SIMPLIFIED, Code.OFFER_150_670, "7"),
        (criteria(PERSON, 10, household=False), "9", GENERAL, Code.OFFER_GENERAL, "7"),
        (criteria(PERSON, 10, one_source=False), "9", GENERAL, Code.OFFER_GENERAL, "7"),
        (criteria(COMPANY, 15), "12(1)", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4"),
        (criteria(ENTREPRENEUR, 150), "12(1)", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4"),
        (
            criteria(COMPANY, 150, categories={Category.SECOND, Category.THIRD}, one_source=False),
            "12(1)",
            SIMPLIFIED,
            Code.OFFER_SIMPLIFIED,
            "7",
        ),
        (criteria(COMPANY, 150, categories={Category.FIRST}), "9", GENERAL, Code.OFFER_GENERAL, "7"),
        (criteria(COMPANY, "150.001"), "12", SIMPLIFIED, Code.OFFER_150_670, "7"),
        (criteria(COMPANY, 670, categories={Category.FIRST}), "12", SIMPLIFIED, Code.OFFER_150_670, "7"),
        (criteria(ENTREPRENEUR, "670.001"), "9", GENERAL, Code.OFFER_GENERAL, "7"),
        (criteria(PERSON, 15, connection=Connection.TEMPORARY), "13", GENERAL, Code.OFFER_TEMPORARY, "5"),
        (criteria(COMPANY, 900, connection=Connection.TEMPORARY), "13", GENERAL, Code.OFFER_TEMPORARY, "5"),
        (criteria(COMPANY, 15, microgeneration=ALONE), "13(2)", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4(1)"),
        (criteria(COMPANY, 150, microgeneration=WITH), "13(3)", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4(1)"),
        (criteria(PERSON, 15, microgeneration=ALONE), "13(4)", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4(1)"),
        (criteria(PERSON, 15, microgeneration=WITH), "13(5)", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4(1)"),
        (criteria(PERSON, 150, microgeneration=WITH), "13(5)", SIMPLIFIED, Code.OFFER_SIMPLIFIED, "4(1)"),
        (criteria(COMPANY, 151, microgeneration=WITH), "13(6)", GENERAL, Code.OFFER_GENERAL, "7"),
        (criteria(PERSON, 151, microgeneration=WITH), "12", SIMPLIFIED, Code.OFFER_150_670, "7"),
        (
            criteria(COMPANY, 100, microgeneration=WITH, one_source=False),
            "12(1)",
            SIMPLIFIED,
            Code.OFFER_SIMPLIFIED,
            "7",
        ),
    ],
)
def test_criteria_have_the_answer_of_the_rules(told, paragraph, procedure, deadline, form):
    assert applicability_of(told) == Applicability(Paragraph(paragraph), procedure, deadline, form)


@pytest.mark.parametrize(
    ("told", "refusal", "revision", "payment", "procurement"),
    [
        (
            criteria(PERSON, 15),
            Code.REFUSAL_SIMPLIFIED,
            Code.REVISION_SIMPLIFIED,
            Code.PAYMENT,
            Code.PAYMENT_PROCUREMENT,
        ),
        (
            criteria(COMPANY, 200),
            Code.REFUSAL_SIMPLIFIED,
            Code.REVISION_SIMPLIFIED,
            Code.PAYMENT_150_670,
            Code.PAYMENT_150_670,
        ),
        (
            criteria(COMPANY, 700),
            Code.REFUSAL_GENERAL,
            Code.REVISION_GENERAL,
            Code.PAYMENT,
            Code.PAYMENT_PROCUREMENT,
        ),
    ],
)
def test_the_terms_of_the_offer_follow_from_the_procedure(told, refusal, revision, payment, procurement):
    answer = applicability_of(told)
    assert (answer.refusal_deadline, answer.revision_deadline) == (refusal, revision)
    assert answer.payment_deadline(procurement=False) == payment
    assert answer.payment_deadline(procurement=True) == procurement


SHORT_WORKS = (Code.WORKS_4_MONTHS, Code.WORKS_30_DAYS, Code.WORKS_6_MONTHS, Code.WORKS_1_YEAR)
LONG_WORKS = (Code.WORKS_1_YEAR_ABOVE_670, Code.WORKS_2_YEARS, Code.WORKS_4_YEARS)


@pytest.mark.parametrize(
    ("told", "terms"),
    [
        (criteria(PERSON, 15), SHORT_WORKS),
        (criteria(COMPANY, 150), SHORT_WORKS),
        (criteria(PERSON, 10, household=False), (Code.WORKS_4_MONTHS, Code.WORKS_1_YEAR)),
        (criteria(COMPANY, "669.999"), (Code.WORKS_4_MONTHS, Code.WORKS_1_YEAR)),
        # «не менее 670» (абз. 15, 18), while the four months are «до 670 включительно» (абз. 9).
        (criteria(COMPANY, 670), (Code.WORKS_4_MONTHS, Code.WORKS_2_YEARS, Code.WORKS_4_YEARS)),
        (criteria(COMPANY, "670.001"), LONG_WORKS),
        (criteria(COMPANY, 900, microgeneration=WITH), LONG_WORKS),
        (criteria(COMPANY, 600, connection=Connection.TEMPORARY), (Code.WORKS_TEMPORARY, Code.WORKS_1_YEAR)),
        (
            criteria(COMPANY, 670, connection=Connection.TEMPORARY),
            (Code.WORKS_TEMPORARY, Code.WORKS_2_YEARS, Code.WORKS_4_YEARS),
        ),
        (criteria(PERSON, 15, microgeneration=ALONE), (Code.WORKS_1_MONTH,)),
        (criteria(COMPANY, 800, microgeneration=ALONE), (Code.WORKS_1_MONTH,)),
        (
            criteria(PERSON, 150, microgeneration=WITH),
            (Code.WORKS_4_MONTHS, Code.WORKS_6_MONTHS, Code.WORKS_1_YEAR),
        ),
        (
            criteria(COMPANY, 150, microgeneration=WITH),
            (Code.WORKS_4_MONTHS, Code.WORKS_6_MONTHS, Code.WORKS_1_YEAR),
        ),
    ],
)
def test_the_terms_of_the_works_are_those_of_paragraph_16_the_usual_one_first(told, terms):
    assert works_deadlines(told) == terms


REDISTRIBUTED = (Code.WORKS_REDISTRIBUTION, Code.WORKS_6_MONTHS)


@pytest.mark.parametrize(
    ("told", "terms"),
    [
        (criteria(COMPANY, 100, redistributed=True), (*REDISTRIBUTED, Code.WORKS_1_YEAR)),
        (criteria(COMPANY, 400, redistributed=True), (*REDISTRIBUTED, Code.WORKS_1_YEAR)),
        (
            criteria(COMPANY, 670, redistributed=True),
            (*REDISTRIBUTED, Code.WORKS_2_YEARS, Code.WORKS_4_YEARS),
        ),
    ],
)
def test_redistributed_power_has_the_30_days_of_paragraph_37_and_what_16_leaves_beside_them(told, terms):
    assert works_deadlines(told) == terms


@pytest.mark.parametrize(
    "named",
    [
        Code.WORKS_NAMED_2_MONTHS,
        Code.WORKS_NAMED_3_MONTHS,
        Code.WORKS_NAMED_6_MONTHS,
        Code.WORKS_NAMED_1_YEAR,
    ],
)
def test_longer_works_are_those_of_the_application_where_paragraph_16_lets_it_name_them(named):
    mobile = criteria(PERSON, 15, connection=Connection.TEMPORARY, named_works=named)
    assert works_deadlines(mobile) == (named, Code.WORKS_TEMPORARY, Code.WORKS_1_YEAR)
    alone = criteria(PERSON, 15, microgeneration=ALONE, named_works=named)
    assert works_deadlines(alone) == (named, Code.WORKS_1_MONTH)
    business = criteria(COMPANY, 15, microgeneration=ALONE, named_works=named)
    assert works_deadlines(business) == (named, Code.WORKS_1_MONTH)
    assert named not in works_deadlines(criteria(PERSON, 15, named_works=named))


@given(CRITERIA)
def test_whatever_the_criteria_they_fall_under_one_paragraph_that_admits_it(told):
    paragraph = paragraph_of(told)
    permanent = told.connection is Connection.PERMANENT
    person = told.applicant is PERSON
    power = told.total_power
    admitted = {
        Paragraph.TEMPORARY: not permanent,
        Paragraph.HOUSEHOLD: person and power <= 150 and told.household and told.one_source,
        Paragraph.BUSINESS: not person and power <= 150 and Category.FIRST not in told.categories,
        Paragraph.MIDDLE: 150 < power <= 670,
        Paragraph.MICROGENERATION_BUSINESS: not person and told.microgeneration is ALONE,
        Paragraph.MICROGENERATION_PERSON: person and told.microgeneration is ALONE,
        Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS: not person and power <= 150 and told.one_source,
        Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS: person and power <= 150 and told.household,
        Paragraph.MICROGENERATION_BUSINESS_ABOVE_150: not person and power > 150,
        Paragraph.GENERAL: power > 670 or power <= 150,
    }
    assert admitted[paragraph]


@given(CRITERIA)
def test_section_x_takes_exactly_the_paragraphs_that_its_title_lists(told):
    listed = {"12", "12(1)", "13(2)", "13(3)", "13(4)", "13(5)", "14"}
    answer = applicability_of(told)
    assert (answer.procedure is SIMPLIFIED) == (answer.paragraph in listed)


@given(CRITERIA)
def test_the_form_of_one_power_never_serves_a_greater_one(told):
    limits = {"4": Decimal(150), "4(1)": None, "5": None, "6": Decimal(15), "7": None}
    limit = limits[applicability_of(told).form]
    assert limit is None or told.total_power <= limit
