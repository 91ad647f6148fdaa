"""docs/security.md answers every requirement of ASVS 5.0.0 of levels 1 and 2, by what there is."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"

# How many requirements of levels 1 and 2 each section of a chapter has: its first ones, level 3 follows.
CHAPTERS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7, 0),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
REASONS = ("не относится: ", "нет: ", "частично: ", "вне портала: ", "документ: ")
"""What a last column begins with that names no test; «частично» names one besides."""

TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
NAMED = re.compile(
    r"`((?:kabinet|config|docs|scripts|tests)/[\w./-]*|[A-Z]+\.md|pyproject\.toml|requirements\.txt)`"
)
LEAST_LETTERS = 20
"""Letters that a reason has behind its first word."""


def rows(text):
    """The cells of each row that begins with a number, as four texts."""
    lines = [line for line in text.splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def numbers(cell):
    """1.2.1, 1.2.4–1.2.6 → five numbers."""
    found = []
    for part in cell.split(", "):
        first, _, last = part.partition("–")
        section, _, begin = first.rpartition(".")
        assert (last or first).rpartition(".")[0] == section, part
        end = (last or first).rpartition(".")[2]
        found += [f"{section}.{number}" for number in range(int(begin), int(end) + 1)]
    return found


@cache
def functions_of(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


def faults(row):
    """What is wrong with a row."""
    if len(row) != 4 or not all(row):
        return ["not four cells"]
    _, _, how, shown = row
    found = [f"no {path}" for path in NAMED.findall(f"{how} {shown}") if not (ROOT / path).exists()]
    for path, test in TEST.findall(shown):
        if not (ROOT / path).exists():
            found.append(f"no {path}")
        elif test and test not in functions_of(path):
            found.append(f"no {path}::{test}")
    reason = next((shown.removeprefix(one) for one in REASONS if shown.startswith(one)), "")
    if not TEST.search(shown) and len(reason) < LEAST_LETTERS:
        found.append("neither a test nor a reason")
    if shown.startswith("документ: ") and not NAMED.search(shown) and "«" not in shown:
        found.append("no document named")
    return found


def test_every_requirement_of_both_levels_is_answered_once():
    answered = Counter(number for row in rows(PAGE.read_text(encoding="utf-8")) for number in numbers(row[0]))
    wanted = [
        f"{chapter}.{section}.{number + 1}"
        for chapter, sections in CHAPTERS.items()
        for section, most in enumerate(sections, start=1)
        for number in range(most)
    ]
    assert len(wanted) == 253  # 70 of level 1, 183 of level 2
    assert answered == Counter(wanted)


def test_every_row_names_what_there_is_and_a_test_or_a_reason():
    wrong = {row[0]: found for row in rows(PAGE.read_text(encoding="utf-8")) if (found := faults(row))}
    assert wrong == {}


def test_page_tells_how_many_requirements_are_not_met():
    text = PAGE.read_text(encoding="utf-8")
    told = {
        word: sum(len(numbers(row[0])) for row in rows(text) if row[3].startswith(word))
        for word in ("не относится", "нет", "частично")
    }
    assert re.search(
        rf"не относится — {told['не относится']}, частично — {told['частично']}, нет — {told['нет']}\b", text
    )


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("| 1.1.1 | что | как |  |", "not four cells"),
        ("| 1.1.1 | что | как | проверено |", "neither a test nor a reason"),
        ("| 1.1.1 | что | как | нет: лень |", "neither a test nor a reason"),
        ("| 1.1.1 | что | `kabinet/gone.py` | `tests/conftest.py` |", "no kabinet/gone.py"),
        ("| 1.1.1 | что | как | `tests/conftest.py::test_gone` |", "no tests/conftest.py::test_gone"),
        ("| 1.1.1 | что | как | `tests/gone/test_it.py::test_gone` |", "no tests/gone/test_it.py"),
    ],
)
def test_wrong_row_is_noticed(row, fault):
    [cells] = rows(row)
    assert fault in faults(cells)


def test_range_is_every_number_of_it():
    assert numbers("1.2.9–1.2.11, 3.1.1") == ["1.2.9", "1.2.10", "1.2.11", "3.1.1"]
