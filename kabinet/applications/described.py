"""docs/application-states.md and docs/deadlines.md, written from the tables themselves (`make docs`)."""

from collections.abc import Iterable

from kabinet.applications.course import When
from kabinet.applications.states import (
    BEFORE_CONTRACT,
    FINAL,
    UNDER_CONTRACT,
    Clock,
    Depends,
    Fact,
    State,
    Transition,
)
from kabinet.applications.table import TRANSITIONS
from kabinet.cases.sides import Side
from kabinet.law.deadlines import LIMITS, Code

_BY = {Side.APPLICANT: "заявитель", Side.SPECIALIST: "специалист", Side.SYSTEM: "портал"}
_DEPENDS = {
    Depends.OFFER: "предложение: 10 или 20 рабочих дней, 10 дней",
    Depends.PAYMENT: "первый платёж: 5 или 15 рабочих дней, 15 дней",
    Depends.REFUSAL: "отказ: 5 или 10 рабочих дней",
    Depends.REVISION: "исправление: 10 рабочих дней",
    Depends.WORKS: "мероприятия: по договору (п. 16 «б»)",
    Depends.CHECK: "проверка: 10 дней, повторно 3 рабочих дня",
    Depends.ANSWER: "ответ на документы: 20 рабочих дней, повторно 10; акты — 5 дней",
    Depends.FIX: "устранение замечаний: 10 рабочих дней",
}
_CLOCKS = {
    Clock.NOW: "",
    Clock.RECEIPT: " (со дня заявки или недостающих сведений)",
    Clock.CONTRACT: " (со дня договора)",
}
_FACTS = {
    Fact.ACCEPTED_BY_PAYMENT: "оплата покрыла первую часть счёта, когда предложение действовало",
    Fact.ACCEPTED_BEFORE_REFUSAL: "оплата покрыла первую часть счёта до отказа или отзыва",
    Fact.MONEY_CAME: "поступившее покрывает первую часть счёта",
}
_GROUPS = (("before", "До договора", BEFORE_CONTRACT), ("under", "По договору", UNDER_CONTRACT))
_BASED = "kabinet/applications/table.py"


def states_page() -> str:
    """The states and transitions: a diagram for each order, and every row."""
    simplified = (When.ALWAYS, When.SIMPLIFIED, When.UNCHECKED, When.CHECKED)
    general = (When.ALWAYS, When.GENERAL, When.CHECKED)
    return _page(
        "Статусы заявки и переходы",
        _written_from(_BASED),
        "## Раздел X: договор заключается оплатой счёта",
        _diagram(simplified),
        "## Общий порядок: договор подписывается",
        _diagram(general),
        "## Все переходы",
        _transitions(),
        "## Чем заканчивается заявка",
        _ends(),
    )


def deadlines_page() -> str:
    """Every time limit with its act and paragraph."""
    heads = ("Срок", "Длина", "Считается от", "Кого обязывает", "Основание", "Код")
    rows = [
        (limit.title, limit.words, limit.starts, limit.binds, limit.basis, f"`{code}`")
        for code, limit in LIMITS.items()
    ]
    return _page(
        "Сроки",
        _written_from("kabinet/law/deadlines.py"),
        "День события не считается (ГК РФ, ст. 191). Рабочие дни — по ТК РФ, ежегодным постановлениям о "
        "переносе выходных и календарю организации. Срок в календарных днях или месяцах, который кончается в "
        "выходной, переходит на ближайший рабочий день (ГК РФ, ст. 193); месяц без такого числа кончается "
        "последним днём (ст. 192). Пока заявитель не прислал недостающее, рассмотрение стоит, и срок "
        "предложения начинается заново со дня, когда оно пришло (п. 15 Правил).",
        _table(heads, rows),
    )


def _written_from(source: str) -> str:
    return f"Написано по `{source}` командой `make docs`; тест следит, чтобы страница не отставала."


def _page(title: str, *parts: str) -> str:
    return "\n\n".join((f"# {title}", *parts)) + "\n"


def _diagram(conditions: tuple[When, ...]) -> str:
    rows = [row for row in TRANSITIONS if row.when in conditions]
    reached = _reachable(rows)
    lines = ["stateDiagram-v2"]
    for name, title, states in _GROUPS:
        inside = [f"    {state}: {state.label}" for state in states if state in reached]
        lines += [f'  state "{title}" as {name} {{', *inside, "  }"]
    grouped = {state for _, _, states in _GROUPS for state in states}
    lines += [f"  {state}: {state.label}" for state in State if state in reached - grouped]
    lines.append(f"  [*] --> {State.DRAFT}")
    lines += [
        f"  {source} --> {row.target}: {row.label.replace(':', ' —')}"
        for row in rows
        for source in _arrows_from(row, reached)
    ]
    lines += [f"  {state} --> [*]" for state in State if state in FINAL]
    return "\n".join(("```mermaid", *lines, "```"))


def _reachable(rows: list[Transition]) -> set[State]:
    reached, before = {State.DRAFT}, set[State]()
    while reached != before:
        before = set(reached)
        reached |= {row.target for row in rows if reached.intersection(row.sources)}
    return reached


def _arrows_from(row: Transition, reached: set[State]) -> Iterable[str]:
    """One arrow from the whole group when the row leads out of each of its states."""
    whole = next((name for name, _, states in _GROUPS if row.sources == states), None)
    return (whole,) if whole else tuple(source for source in row.sources if source in reached)


def _transitions() -> str:
    heads = ("Действие", "Из", "В", "Кто", "Когда есть", "Срок дальше", "Что нужно")
    return _table(
        heads,
        (
            (
                row.label,
                ", ".join(source.label for source in row.sources),
                row.target.label,
                _BY[row.by],
                row.when,
                _limit(row.limit) + (_CLOCKS[row.clock] if row.limit else ""),
                _needs(row),
            )
            for row in TRANSITIONS
        ),
    )


def _needs(row: Transition) -> str:
    parts = [kind.label for kind in row.needs]
    if row.renews:
        parts.append("новая редакция или комментарий")
    if row.needs_comment:
        parts.append("комментарий")
    if row.within is not None:
        parts.append(f"в срок ({_limit(row.within)})")
    if row.not_before is not None:
        parts.append(f"не раньше чем через {LIMITS[row.not_before].words}")
    if row.dated:
        parts.append(f"день: {row.dated.removeprefix('День, когда ')}")
    parts += [_FACTS[fact] for fact in (row.follows, row.supposes) if fact]
    if row.unless is not None:
        parts.append(f"не тогда, когда {_FACTS[row.unless]}")
    if row.on_expiry:
        parts.append("срок истёк")
    return "; ".join(parts) or "—"


def _ends() -> str:
    rows = [(row.target.label, row.ground, _BY[row.by]) for row in TRANSITIONS if row.ground]
    return _table(("Статус", "Основание", "Кто"), rows)


def _limit(limit: Code | Depends | None) -> str:
    if limit is None:
        return "—"
    if isinstance(limit, Depends):
        return _DEPENDS[limit]
    return f"{LIMITS[limit].words}, {LIMITS[limit].paragraph}"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
