"""Nobody reads a module of a thousand lines, nor a line of three hundred characters."""

import ast
import re
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
LONGEST_LINES = {"templates/**/*.html": 160, "static/css/**/*.css": 110, "static/js/*.js": 110}
"""Below kabinet/; of Python ruff knows. A tag of a template cannot be broken."""
LONG_FUNCTIONS = {
    "kabinet/appeals/questions.py:questions_for": "a table of questions",
    "kabinet/appeals/topics.py:save_topic": "one act with many arguments, read downwards",
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


def test_no_line_of_a_template_a_style_or_a_script_is_long():
    lines = {
        f"{name_of(path)}:{number}": (len(line), longest)
        for pattern, longest in LONGEST_LINES.items()
        for path in (ROOT / "kabinet").glob(pattern)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    }
    assert len({place.partition(":")[0] for place in lines}) > 150
    assert [place for place, (length, longest) in lines.items() if length > longest] == []


def test_a_line_of_a_style_has_one_declaration():
    crowded = re.compile(r"^.*(?:;.*;|\{.*[;}]).*$", re.MULTILINE)
    assert crowded.search("a { color: red }")
    found = {
        name_of(path): crowded.findall(
            re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        )
        for path in (ROOT / "kabinet" / "static" / "css").rglob("*.css")
    }
    assert {name: lines for name, lines in found.items() if lines} == {}
