"""The outline of a plot on a map."""

import pytest

from kabinet.core.outlines import MOST, area_told, clean_outline
from kabinet.core.questions import Kind, Question, display, tidied
from kabinet.law.errors import Malformed

PLOT = Question(name="plot", label="Участок", kind=Kind.OUTLINE)
# 20 m to the east, 40 m to the north.
GARDEN = "55.7558, 37.6173; 55.7558, 37.61762; 55.75616, 37.61762; 55.75616, 37.6173"


def test_a_garden_is_told_by_its_area_and_corners():
    assert round(clean_outline(GARDEN).area, -1) == 800
    assert display(PLOT, GARDEN) == f"≈\u00a08\u00a0соток, 4\u00a0угла: {GARDEN.replace(', ', ',\u00a0')}"
    assert tidied(PLOT, GARDEN) == GARDEN


def test_the_area_is_the_same_whichever_way_round_it_is_tapped():
    back = "; ".join(reversed(GARDEN.split("; ")))
    assert round(clean_outline(back).area) == round(clean_outline(GARDEN).area)


@pytest.mark.parametrize(
    ("square_metres", "told"),
    [
        (4, "≈ 4 м²"), (84, "≈ 80 м²"), (199, "≈ 200 м²"), (230, "≈ 2 сотки"), (800, "≈ 8 соток"),
        (2140, "≈ 21 сотка"), (9949, "≈ 99 соток"), (10_000, "≈ 1 га"), (12_400, "≈ 1,2 га"),
    ],
)  # fmt: skip
def test_an_area_is_told_as_people_measure_land(square_metres, told):
    assert area_told(square_metres) == told.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("55.7558, 37.6173; 55.7558, 37.6176", "хотя бы три угла"),
        ("55.7558, 37.6173; 55.7558, 37.6173; 55.7558, 37.6173", "хотя бы три угла"),
        ("; ".join(["55.7558, 37.6173"] * (MOST + 1)), "не больше 30"),
        ("у реки; за домом; у дороги", "два числа"),
        ("55.7558, 37.6173; 55.7562, 37.6177; 55.7558, 37.6177; 55.7562, 37.6173", "пересекаются"),
    ],
)
def test_what_is_no_plot_is_refused_in_words(typed, said):
    with pytest.raises(Malformed, match=said):
        clean_outline(typed)
