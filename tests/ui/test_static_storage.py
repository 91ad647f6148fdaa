"""What is left out of scripts and styles on their way changes nothing of what they say to a browser."""

import re

import pytest
import rjsmin

from kabinet.ui import stylesheet
from tests.conftest import ROOT

SCRIPTS = sorted((ROOT / "kabinet" / "static" / "js").glob("*.js"))


RULES = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map((rule) => rule.cssText).join("\\n");
}"""


@pytest.mark.browser
def test_squeezed_styles_are_the_same_rules(page):
    for file in stylesheet._files():
        source = file.read_text()
        whole, squeezed = page.evaluate(RULES, source), page.evaluate(RULES, stylesheet._squeezed(source))
        assert told(squeezed) == told(whole), file.name


def told(rules):
    """The rules without the spaces that say nothing, and without the addresses, which are put in."""
    return re.sub(r"(?<=[,:]) ", "", re.sub(r"url\(.*?\)", "", rules))


@pytest.mark.browser
def test_squeezed_scripts_are_understood(page):
    for file in SCRIPTS:
        page.evaluate("script => { new Function(script); }", rjsmin.jsmin(file.read_text()))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_no_template_stands_in_another_whose_text_would_be_squeezed(file):
    assert not re.search(r"\$\{[^}`]*`", file.read_text())
