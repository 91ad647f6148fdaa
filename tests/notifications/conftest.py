from pathlib import Path

import pytest


@pytest.fixture
def sample_notices(settings):
    """The notices of this folder beside the portal's own."""
    (engine,) = settings.TEMPLATES
    folders = [Path(__file__).parent / "templates", *engine["DIRS"]]
    settings.TEMPLATES = [{**engine, "DIRS": folders}]
