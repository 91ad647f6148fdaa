"""One name is one thing: whoever meets a class anywhere in the code knows which it is."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = [path for path in (ROOT / "kabinet").rglob("*.py") if "migrations" not in path.parts]

BY_DJANGO = {"Command"}
"""Django finds them by these names."""

CASES = {"appeals.states", "applications.rules.states"}
SHARED = {
    # The tables of the two kinds of cases: one notion each, and kabinet.cases moves both.
    "State": CASES,
    "Action": CASES,
    "Clock": CASES,
    "Transition": CASES,
    # One notion, too: the law knows no Django, a column of the database wants labels.
    "ApplicantKind": {"law.applicability", "applicants.models"},
}


def classes():
    """Every class and every named type that a module may give to others, with the module."""
    for path in MODULES:
        module = ".".join(path.relative_to(ROOT / "kabinet").with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                yield node.name, module
            elif isinstance(node, ast.TypeAlias):
                yield node.name.id, module


def test_no_two_classes_share_a_name_but_those_told():
    places = defaultdict(set)
    for name, module in classes():
        places[name].add(module)
    shared = {name: modules for name, modules in places.items() if len(modules) > 1}
    assert {name: found for name, found in shared.items() if name not in BY_DJANGO} == SHARED
