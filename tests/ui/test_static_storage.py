"""What is left out of scripts on their way changes nothing of what they say to a browser."""

import re

import pytest
import rjsmin

from tests.conftest import ROOT

SCRIPTS = sorted((ROOT / "kabinet" / "static" / "js").glob("*.js"))


@pytest.mark.browser
def test_squeezed_scripts_are_understood(page):
    for file in SCRIPTS:
        page.evaluate("script => { new Function(script); }", rjsmin.jsmin(file.read_text()))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_no_template_stands_in_another_whose_text_would_be_squeezed(file):
    assert not re.search(r"\$\{[^}`]*`", file.read_text())
