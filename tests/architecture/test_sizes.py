"""Nobody reads a module of a thousand lines: how long a module and a function may be."""

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
MODULES = [
    path
    for folder in ("kabinet", "config", "scripts")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts and path.stat().st_size  # what is empty would make the rest look short
]
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_MEDIAN = 400, 50, 80
LONG_FUNCTIONS = {
    "kabinet/appeals/questions.py:questions_for": "a table of questions",
    "kabinet/appeals/services.py:send_appeal": "one act with many arguments, read downwards",
    "kabinet/applications/asked/questions/generation.py:generation_questions": "a table of questions",
    "kabinet/applications/asked/questions/power.py:_general_questions": "a table of questions",
    "kabinet/applications/asked/questions/power.py:questions_for": "a table of questions",
    "kabinet/applications/asked/questions/request.py:questions_for": "a table of questions",
    "kabinet/applications/asked/questions/schedule.py:questions_for": "a table of questions",
    "kabinet/applications/asked/questions/supplier.py:questions_for": "a table of questions",
    "kabinet/billing/invoicing.py:issue_invoice": "one act with many arguments, read downwards",
}


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def lines_of(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def functions():
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name_of(path)}:{node.name}", node.end_lineno - node.lineno + 1


def test_no_module_is_long():
    assert [name_of(path) for path in MODULES if lines_of(path) > LONGEST_MODULE] == []


def test_no_function_is_long_but_those_named():
    assert {name for name, length in functions() if length > LONGEST_FUNCTION} == set(LONG_FUNCTIONS)


def test_most_modules_are_read_at_a_glance():
    assert median(map(lines_of, MODULES)) <= LONGEST_MEDIAN
