"""Words that people read: the operator's name is never declined, nothing is told that is not so."""

import re

import pytest

from tests.conftest import ROOT

NAME = r"(?:\{\{ ?operator\.(?:full_)?name ?\}\}|\{operator\(\)\.(?:full_)?name\})"
OBLIQUE = re.compile(rf"[а-яёА-ЯЁ][,»]?(?:\s|&nbsp;)+{NAME}")
"""A name after a word of its own sentence would have to be declined, and names of operators are not."""

TEXTS = [
    path
    for folder, pattern in (("templates", "*.html"), ("templates", "*.txt"), ("", "*.py"))
    for path in sorted((ROOT / "kabinet" / folder).rglob(pattern))
    if "migrations" not in path.parts
]


def test_name_of_the_operator_never_follows_a_word_that_would_decline_it():
    found = [
        f"{path.relative_to(ROOT)}: {one[0]}"
        for path in TEXTS
        for one in OBLIQUE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "«— {{ operator.name }}», «наши сотрудники», «специалист сетевой организации»"


@pytest.mark.parametrize(
    "text",
    [
        "личный кабинет {{ operator.name }}",
        "в&nbsp;{{ operator.full_name }}",
        'f"Специалист {operator().name}"',
    ],
)
def test_declined_name_is_noticed(text):
    assert OBLIQUE.search(text)


@pytest.mark.parametrize(
    "text",
    ["Пароль изменён — {{ operator.name }}, личный кабинет", "<h2>{{ operator.full_name }}</h2>"],
)
def test_name_by_itself_is_passed_over(text):
    assert not OBLIQUE.search(text)


ZERO = re.compile(r"\bи(?:&nbsp;|\s)*\{\{ ?\w*count ?\|plural", re.IGNORECASE)


def test_number_that_may_be_nothing_is_not_told_as_a_number():
    """«и 0 файлов» is said by nobody: a count after «и» stands inside a condition on it."""
    found = []
    for path in TEXTS:
        if path.suffix != ".html":
            continue
        text = path.read_text(encoding="utf-8")
        found += [
            f"{path.relative_to(ROOT)}: {one[0]}"
            for one in ZERO.finditer(text)
            if "{% if" not in text[max(0, one.start() - 60) : one.start()]
        ]
    assert found == []
