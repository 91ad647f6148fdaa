"""Where the portal tells a term: every text of its tables, forms and pages, by the name of the place."""

from django.conf import settings

from kabinet.appeals.first_topics import FIRST_TOPICS
from kabinet.applications.asked.steps import every_question
from kabinet.applications.management.commands.write_docs import WRITTEN
from kabinet.applications.rules.course import course_of
from kabinet.applications.rules.described import filled
from kabinet.applications.rules.guidance import needed_now
from kabinet.applications.rules.states import State
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.cabinet.acts import PAGES
from kabinet.law.editions import FIRST
from kabinet.law.payments import Plan
from kabinet.office.papers.placing import procurement_choices
from tests.applications.builders import complete_answers
from tests.conftest import ROOT

COURSES = {
    "раздел X": ("ФЛ", {}),
    "общий порядок": ("ЮЛ", {"requested_power": "900"}),
}


def told() -> dict[str, str]:
    """Place → what it says."""
    return dict([*_docs(), *_table(), *_applicant(), *_office()])


def _docs():
    for path in (ROOT / "docs").glob("*.md"):
        yield path.name, filled(path.read_text(encoding="utf-8"))
    for name, page in WRITTEN.items():
        yield name, page()


def _table():
    for row in TRANSITIONS:
        yield f"переход: {row.label}, {row.when}", FIRST.told(f"{row.tells} {row.ground}")


def _applicant():
    for name, (kind, chosen) in COURSES.items():
        course = course_of(complete_answers(kind, **chosen), kind, law=FIRST)
        for page in PAGES.values():
            yield f"действие: {page.title}, {name}", " ".join(page.explained(course))
        for state in State:
            yield f"подсказка: {state.label}, {name}", " ".join(needed_now(state, course))
    for kind in ("ФЛ", "ИП", "ЮЛ"):
        for _step, question in every_question(kind, FIRST):
            yield f"вопрос: {question.name}, {kind}", question.hint


def _office():
    for plan in set(Plan) - {Plan.BY_AGREEMENT}:
        for procurement in (False, True):
            parts = FIRST.instalments(plan, 10_000, procurement=procurement)
            yield f"счёт: {plan}, {procurement}", "; ".join(part.words for part in parts)
    yield "условия: procurement", str(procurement_choices(FIRST))
    for topic in FIRST_TOPICS:
        yield f"обращение: {topic['title']}", f"{topic['days']} {topic['unit']}"
    yield "настройка: неоплата", settings.UNPAID_ANNUL_AFTER
