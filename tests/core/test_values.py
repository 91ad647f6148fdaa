"""Values that no law defines."""

from decimal import Decimal

import pytest

from kabinet.core.values import spaced, storable


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (10_000, "10\u00a0000"),
        (Decimal("1234567.500"), "1\u00a0234\u00a0567,5"),
        (Decimal("1E+3"), "1\u00a0000"),
        (Decimal("-0.25"), "−0,25"),
    ],
)
def test_a_number_is_shown_as_people_read_it(number, shown):
    assert spaced(number) == shown


def test_what_postgresql_cannot_keep_leaves_an_answer_at_any_depth():
    raw = {"a\0": ["б\0", {"в": "г\ud800д", "n": 5, "empty": None}], "ok": "😀"}
    assert storable(raw) == {"a": ["б", {"в": "гд", "n": 5, "empty": None}], "ok": "😀"}
