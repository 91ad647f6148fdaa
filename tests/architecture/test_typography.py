"""What people read is set as Russian texts are."""

import re

from tests.architecture.test_terms_live_once import ROOT, files, told_in

EN_DASH = re.compile(r"[ \u00a0]–[ \u00a0\n]")
"""Between words stands «—»; «–» only between numbers, «150–670 кВт»."""


def test_between_words_stands_a_dash_and_no_short_one():
    found = [str(path.relative_to(ROOT)) for path in files() if any(map(EN_DASH.search, told_in(path)))]
    assert found == []
