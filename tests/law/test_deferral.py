"""Whose payment may be deferred: the whole space of inputs (paragraphs 12(2), 13(7), 17)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.law.applicability import Category, Paragraph
from kabinet.law.deferral import DEFERRABLE, EXCLUDED_BY, WITHOUT_LINE, Settlement, may_be_deferred

THIRD = frozenset({Category.THIRD})
NEAR = {
    "categories": THIRD,
    "one_source": True,
    "low_voltage": True,
    "distance": 0,
    "settlement": Settlement.VILLAGE,
}
"""Everything by which paragraph 17 keeps the line out of the fee."""


@pytest.mark.parametrize("paragraph", Paragraph)
def test_deferral_of_104_is_for_12_1_13_3_and_13_5_and_near_ones_only_for_persons_of_13_5(paragraph):
    assert may_be_deferred(paragraph, **NEAR | {"distance": None}) == (paragraph in DEFERRABLE)
    near = may_be_deferred(paragraph, **NEAR)
    assert near == (paragraph is Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS)


@given(
    paragraph=st.sampled_from(list(EXCLUDED_BY)),
    settlement=st.none() | st.sampled_from(Settlement),
    distance=st.integers(0, 100_000),
)
def test_distance_of_17_excludes_up_to_its_metres_and_not_beyond(paragraph, settlement, distance):
    found = may_be_deferred(paragraph, **NEAR | {"distance": distance, "settlement": settlement})
    assert found == (distance > WITHOUT_LINE[settlement or Settlement.CITY])


@given(
    paragraph=st.sampled_from(DEFERRABLE),
    categories=st.frozensets(st.sampled_from(Category), min_size=1),
    one_source=st.booleans(),
    low_voltage=st.booleans(),
)
def test_any_criterion_of_17_that_fails_lets_deferral_be_asked_for(
    *, paragraph, categories, one_source, low_voltage
):
    told = {"categories": categories, "one_source": one_source, "low_voltage": low_voltage}
    if told != {"categories": THIRD, "one_source": True, "low_voltage": True}:
        assert may_be_deferred(paragraph, **NEAR | told)


@pytest.mark.parametrize(("settlement", "metres"), [(Settlement.CITY, 200), (Settlement.VILLAGE, 300)])
def test_the_last_metre_of_17_is_still_near(settlement, metres):
    told = [NEAR | {"settlement": settlement, "distance": distance} for distance in (metres, metres + 1)]
    assert [may_be_deferred(Paragraph.BUSINESS, **one) for one in told] == [False, True]


def test_metres_of_17_are_200_in_a_city_and_300_in_a_village():
    assert WITHOUT_LINE == {Settlement.CITY: 200, Settlement.VILLAGE: 300}
