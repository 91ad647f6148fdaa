"""What another edition of the law changes: `manage.py law diff` and docs/law-editions.md show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from kabinet.applications.asked.steps import every_question
from kabinet.applications.content.documents import DOCUMENTS
from kabinet.applications.content.form_editions import FORMS, forms_of
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.law.acts import ACTS, LawAct, LawRow
from kabinet.law.applicability import ApplicantKind, Category, Connection, Criteria, Microgeneration
from kabinet.law.deadlines import Limit
from kabinet.law.editions import Law, law_at

_POWERS = (15, 150, 151, 670, 671)
"""kW: both sides of the edges that the Rules have, or had."""
_CASES: dict[str, dict[str, Any]] = {
    "постоянно, III категория": {},
    "постоянно, II категория": {"categories": frozenset({Category.SECOND}), "one_source": False},
    "временно": {"connection": Connection.TEMPORARY},
    "с микрогенерацией": {"microgeneration": Microgeneration.WITH_RECEIVERS},
}

_PAGE = """# Редакции закона

Написано по таблицам кода командой `make docs`; тест следит, чтобы страница не отставала.

Заявка идёт по закону дня своей подачи: поздняя редакция в ней ничего не меняет. Что меняется от даты к
дате, показывает `manage.py law diff 2026-12-31 2027-01-01`.
"""


@dataclass(frozen=True, slots=True)
class LawChange:
    """One difference: a line of what was (empty: it is new) and of what will be (empty: it ends)."""

    table: str
    name: str
    before: str
    after: str


def changes_between(before: Law, after: Law) -> list[LawChange]:
    """Every row that differs, table by table."""
    return [
        *_compared("сроки", _limits(before), _limits(after)),
        *_compared("графики платежей", _schedules(before), _schedules(after)),
        *_compared("применимость", _applying(before), _applying(after)),
        *_compared("вопросы", _questions(before), _questions(after)),
        *_compared("документы заявителя", _documents(before), _documents(after)),
        *_compared("переходы", _transitions(before), _transitions(after)),
        *_compared("печатные формы", _forms(before), _forms(after)),
    ]


def editions_page() -> str:
    """docs/law-editions.md: what every act of kabinet.law.acts changes, and what is still to be supplied."""
    return "\n".join([_PAGE, *(_section(act) for act in ACTS), _forms_section()])


def _section(act: LawAct) -> str:
    before, after = law_at(act.eve), law_at(act.since)
    lines = [f"## {act.title}, с {act.since:%d.%m.%Y}", "", "| пункт | что меняется |", "| --- | --- |"]
    lines += [f"| {place} | {what} |" for place, what in act.changes]
    lines += ["", "В портале:", ""]
    lines += [f"- {line}" for line in told(changes_between(before, after))]
    if act.missing:
        lines += ["", f"Чего не хватает: {act.missing}"]
    return "\n".join([*lines, ""])


def _forms_section() -> str:
    lines = ["## Печатные формы заявки", "", "| приложение | в редакции | подано с | подано до |"]
    lines += ["| --- | --- | --- | --- |"]
    lines += [
        f"| № {form.number} | {form.worded_by} | {_since(form.brought_by)} | {_since(form.ended_by)} |"
        for form in FORMS
    ]
    return "\n".join([*lines, ""])


def _since(act: LawAct | None) -> str:
    return f"{act.since:%d.%m.%Y}" if act else ""


def told(changes: Iterable[LawChange]) -> list[str]:
    """The differences as lines of text."""
    lines = []
    for change in changes:
        match change.before, change.after:
            case "", after:
                lines.append(f"{change.table}: появляется «{change.name}» ({after})")
            case before, "":
                lines.append(f"{change.table}: больше нет «{change.name}» ({before})")
            case before, after:
                lines.append(f"{change.table}: «{change.name}» — было {before}, стало {after}")
    return lines


def _compared(table: str, before: dict[str, str], after: dict[str, str]) -> Iterator[LawChange]:
    for name in dict.fromkeys([*before, *after]):
        was, becomes = before.get(name, ""), after.get(name, "")
        if was != becomes:
            yield LawChange(table, name, was, becomes)


def _limits(law: Law) -> dict[str, str]:
    return {_named(limit): f"{limit.words}, {limit.paragraph}" for limit in law.limits.values()}


def _named(limit: Limit) -> str:
    return f"{limit.title} [{limit.code}]"


def _schedules(law: Law) -> dict[str, str]:
    return {
        schedule.title: ", ".join(
            f"{part.kopecks / 100:g} % {part.words}" for part in law.instalments(schedule.plan, 10_000)
        )
        for schedule in law.schedules.values()
        if schedule.parts
    }


def _applying(law: Law) -> dict[str, str]:
    """What the commonest applications are by a law: another reading of the Rules shows in one of them."""
    return {
        f"{kind}, {told}, {power} кВт": _applies(law, _criteria(kind, power, **chosen))
        for kind in ApplicantKind
        for told, chosen in _CASES.items()
        for power in _POWERS
    }


def _criteria(kind: ApplicantKind, power: int, **chosen: Any) -> Criteria:
    usual = Criteria(
        applicant=kind,
        connection=Connection.PERMANENT,
        total_power=Decimal(power),
        categories=frozenset({Category.THIRD}),
        household=kind is ApplicantKind.PERSON,
        microgeneration=Microgeneration.NONE,
        one_source=True,
    )
    return replace(usual, **chosen)


def _applies(law: Law, criteria: Criteria) -> str:
    found = law.applicability.applicability_of(criteria)
    works = law.applicability.works_deadlines(criteria)[0]
    return (
        f"п. {found.paragraph}, форма {found.form}, предложение — {law.words(found.offer_deadline)}, "
        f"мероприятия — {law.words(works)}"
    )


def _questions(law: Law) -> dict[str, str]:
    return {
        question.label: question.basis
        for kind in ApplicantKind
        for _step, question in every_question(kind, law)
    }


def _documents(law: Law) -> dict[str, str]:
    return {document.title: document.basis for document in _in_force(DOCUMENTS, law)}


def _transitions(law: Law) -> dict[str, str]:
    return {f"{row.label}, {row.when}": law.told(row.tells) for row in _in_force(TRANSITIONS, law)}


def _forms(law: Law) -> dict[str, str]:
    return {f"приложение № {form.number}": f"ред. {form.worded_by}" for form in forms_of(law).values()}


def _in_force[R: LawRow](rows: Iterable[R], law: Law) -> list[R]:
    return [row for row in rows if law.knows(row)]
