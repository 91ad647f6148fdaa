"""An answer is read by a name that mypy knows: nothing takes one out of the mapping by a text of its own."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2] / "kabinet"
PACKAGES = ("appeals", "applicants", "applications", "billing", "cabinet", "office", "ui")
HOLDERS = {"answers", "details", "raw", "asked"}
"""What the mappings of answers, and of questions by their names, are called."""
READERS = {"get", "pop", "setdefault"}
CONDITIONS = {"answered", "Answered"}
"""How kabinet.core.questions makes a condition on an answer, by whatever name."""
OTHERS = {
    "billing/paying.py: details": "the details of an entry of the journal",
    "office/journal/page.py: details": "the same",
    "ui/style_guide.py: answered": "questions of a page for developers",
    "appeals/questions.py: answered": "the form of an appeal has six questions of its own, all on one page",
}


def called(node):
    """The last word of what a name or an attribute is called."""
    return getattr(node, "attr", getattr(node, "id", ""))


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def own_texts(tree):
    """The mappings, and the makers of conditions, that are asked by a text written on the spot."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=holder, slice=name) if called(holder) in HOLDERS and is_text(name):
                yield called(holder)
            case ast.Call(func=ast.Attribute(value=holder, attr=reader), args=[name, *_]) if (
                reader in READERS and called(holder) in HOLDERS and is_text(name)
            ):
                yield called(holder)
            case ast.Call(func=maker, args=[name, *_]) if called(maker) in CONDITIONS and is_text(name):
                yield called(maker)


def test_answers_are_read_by_names_that_mypy_knows():
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {holder}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        for holder in own_texts(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set(OTHERS)
