"""Nobody above reads a table of the law: who did would read today's law for yesterday's case."""

import ast

from tests.conftest import ROOT


def test_no_module_but_those_of_the_law_takes_a_table_of_it():
    taken = set()
    for path in sorted((ROOT / "kabinet").rglob("*.py")):
        if ROOT / "kabinet" / "law" in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kabinet.law"):
                taken |= {(path.name, name.name) for name in node.names if name.name in ("TABLE", "limits")}
            elif isinstance(node, ast.Attribute) and node.attr == "TABLE":
                taken.add((path.name, "TABLE"))
    assert taken == set()
