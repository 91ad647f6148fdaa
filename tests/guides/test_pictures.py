"""Each picture that a guide names is there, small and told in words; each that is there is named."""

import re

import pytest

from kabinet.guides.pages import size_of
from kabinet.guides.texts import FILES
from tests.conftest import ROOT
from tests.journeys.scenes import LARGEST, PICTURES, SCENES

NAMED = [
    found
    for name in FILES.values()
    for found in re.findall(
        r'!\[(.*?)\]\(\.\./kabinet/static/(.+?)(?: "(.*?)")?\)', (ROOT / "docs" / name).read_text("utf-8")
    )
]


def test_every_scene_is_shown_by_a_guide_and_every_picture_is_of_a_scene():
    named = sorted(path for _, path, _ in NAMED)
    assert named == sorted(f"guides/{name}.webp" for name in SCENES)
    assert named == sorted(f"guides/{path.name}" for path in PICTURES.iterdir())


@pytest.mark.parametrize(("told", "path", "caption"), NAMED, ids=[path for _, path, _ in NAMED])
def test_picture_is_small_and_told_in_words(told, path, caption):
    assert len(told) > len("Поля")
    assert caption
    assert told != caption
    assert (ROOT / "kabinet" / "static" / path).stat().st_size <= LARGEST
    width, height = size_of(path)
    assert width <= 1100
    assert height <= 1100
