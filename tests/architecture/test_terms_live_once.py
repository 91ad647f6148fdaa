"""A term of the law stands in kabinet/law alone: what people read takes it from there, by its words."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kabinet.applications.management.commands.write_docs import WRITTEN
from kabinet.applications.rules.described import MARKED
from tests.architecture.told import told
from tests.conftest import ROOT

NUMBER = (
    r"(?:\d+|од(?:ин|н\w+)|дв(?:а|е|ух|ум|умя)|тр(?:и|[её]х|[её]м|емя)|четыр\w+|\w+надцат[иь]ю?"
    r"|(?:пят|шест|сем|девят|десят|двадцат|тридцат)[иь]ю?|восьм?[иь]ю?|сорока?)"
)
DAYS = r"(?:(?:рабоч|календарн)\w+\s+)?(?:дн(?:я|ей|ю|ям|ями|ях|и)|день)"
TERM = re.compile(
    rf"(?<![\w.,]){NUMBER}\s+(?:{DAYS}|месяц\w*|квартал\w*|год\w*|лет|сут(?:ки|ок))(?!\w)"
    rf"|(?<!\w){NUMBER}-?(?:дневн|месячн)\w+",
    re.IGNORECASE,
)

OTHERS = {
    ("docs/user-guide.md", "три дня"): "how long a session lasts without a look",
    ("kabinet/applicants/consent_texts/application_processing.txt", "30 дней"): "152-ФЗ, a text as agreed to",
    ("kabinet/applicants/consent_texts/processing.txt", "30 дней"): "152-ФЗ, a text as agreed to",
    (
        "kabinet/applications/papers/print_templates/appendix_5.typ",
        "12 месяцев",
    ): "the form itself",
    (
        "kabinet/applications/asked/questions/request.py",
        "12 месяцев",
    ): "whom п. 13 covers, no term",
    ("kabinet/ui/style_guide.py", "12 месяцев"): "a sample of a field",
    ("docs/administrator-guide.md", "12 месяцев"): "the portal's own: office.figures.choice.MONTHS",
    ("docs/administrator-guide.md", "3 дня"): "the portal's own: accounts.codes.LIFETIMES",
    ("docs/office-guide.md", "1 день"): "a sample of what the queue shows",
    ("docs/office-guide.md", "три рабочих дня"): "the portal's own: KABINET_REMIND_APPLICANT_DAYS",
    ("docs/operations.md", "30 дней"): "the portal's own: RESTORABLE_FOR, UNCONFIRMED_FOR",
    ("docs/operations.md", "7 дней"): "the portal's own: jobs.queue.KEEP_SUCCESSFUL",
    ("docs/operations.md", "90 дней"): "the portal's own: jobs.queue.KEEP_FAILED",
    ("docs/security.md", "14 дней"): "the portal's own: accounts.sessions",
    ("docs/security.md", "3 дня"): "the portal's own: accounts.sessions",
    ("docs/security.md", "7 дней"): "how soon a hole is mended: a promise, made there",
    ("docs/security.md", "90 дней"): "the same",
    ("docs/user-guide.md", "30 дней"): "the portal's own: applications.services.RESTORABLE_FOR",
    ("docs/user-guide.md", "8 месяцев"): "a sample of the age of a file",
    ("docs/user-guide.md", "три рабочих дня"): "the portal's own: KABINET_REMIND_APPLICANT_DAYS",
}
"""What is no term of the law, by its file: why it may be written by hand."""


def told_in(path: Path):
    """The texts of a file that people read: the strings of a module, or the whole of a template or a page."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from strings_of(ast.parse(text), docstrings=ROOT / "kabinet" / "law" not in path.parents)
    elif path.suffix == ".md":
        yield MARKED.sub("", text)
    else:
        yield re.sub(r"<[^>]*>", "", text).replace("&nbsp;", " ")


def strings_of(tree: ast.AST, *, docstrings: bool):
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and not docstrings:
            inside.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            inside.update(node.values)
            yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.value


def typed_in(path: Path):
    """The terms typed by hand into a file, their spaces made plain."""
    return [" ".join(found[0].split()) for text in told_in(path) for found in TERM.finditer(text)]


READ = {".py", ".html", ".txt", ".typ", ".js"}
TABLE = ROOT / "kabinet" / "law" / "deadlines.py"


def files():
    """Every module, template and script but those of history and of others, and the pages of docs/."""
    for path in sorted((ROOT / "kabinet").rglob("*")):
        if path.suffix in READ and path != TABLE and not {"migrations", "vendor"}.intersection(path.parts):
            yield path
    yield from (
        path for path in sorted((ROOT / "docs").glob("*.md")) if path.name not in {*WRITTEN, "retention.md"}
    )


def test_no_term_of_the_law_is_typed_by_hand():
    found = {(str(path.relative_to(ROOT)), term) for path in files() for term in typed_in(path)}
    assert sorted(found - set(OTHERS)) == [], "Law.told and Law.words tell it; or name it in OTHERS"
    assert sorted(set(OTHERS) - found) == [], "nobody writes it any more"


@pytest.mark.parametrize(
    "text",
    [
        "за 10 рабочих дней", "за 3\u00a0дня", "не позднее трёх рабочих дней", "в течение шести месяцев",
        "до трёх лет", "через 30 календарных дней", "один месяц", "десятидневный срок", "5-дневный срок",
        "12 кварталов", "двенадцати месяцев", "1 сутки",
    ],
)  # fmt: skip
def test_term_is_noticed_however_it_is_written(text):
    assert TERM.search(text)


@pytest.mark.parametrize("text", ["следующий рабочий день", "15 рублей в день", "21.01.2027 года"])
def test_what_is_no_length_is_passed_over(text):
    assert not TERM.search(text)


CHANGED = """
import json, sys
from dataclasses import replace
from kabinet.law import limits
limits.TABLE = tuple(
    replace(limit, length=77) if limit.code == sys.argv[1] else limit for limit in limits.TABLE
)
import django
django.setup()
from tests.architecture.told import told
print(json.dumps(told()))
"""
"""The portal whose table has another length in one row, from the very start."""


@pytest.mark.parametrize(
    ("code", "places"),
    [
        (
            "supply_documents",
            {"office-guide.md", "переход: Срок представления документов истёк, всегда"},
        ),
        (
            "payment_procurement",
            {
                "office-guide.md",
                "вопрос: procurement, ИП",
                "вопрос: procurement, ЮЛ",
                "счёт: section_x, True",
                "счёт: deferred, True",
                "условия: procurement",
            },
        ),
        (
            "repeat_inspection",
            {
                "действие: Уведомление о выполнении технических условий, общий порядок",
                "действие: Уведомление о выполнении технических условий, раздел X",
                "переход: Передать замечания по осмотру, общий порядок, п. 12, категория II или выше 0,4 кВ",
            },
        ),
        (
            "fix_remarks_general",
            {"действие: Замечания к документам о присоединении, общий порядок"},
        ),
        ("annul_unpaid", {"office-guide.md", "настройка: неоплата"}),
    ],
)
def test_one_changed_row_changes_every_place_that_tells_it(code, places):
    run = subprocess.run(
        [sys.executable, "-c", CHANGED, code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    now, changed = told(), json.loads(run.stdout)
    differ = {place for place in now if now[place] != changed[place]}
    assert differ == {"application-states.md", "deadlines.md", *places}
    assert [place for place in differ if "77" not in changed[place]] == []
