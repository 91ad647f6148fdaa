"""docs/application-states.md and docs/deadlines.md, written from the tables themselves (`make docs`).

And what the pages written by hand tell of the law: `<!--term:payment-->…<!--/-->` names the code
of a limit, `<!--plan:section_x-->…<!--/-->` a schedule of payment.
"""

import re
from collections.abc import Iterable
from itertools import groupby

from kabinet.applications.rules.course import When
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.records import RECORDS, RECORDS_BY_CODE
from kabinet.applications.rules.side_terms import SIDE_TERMS
from kabinet.applications.rules.states import (
    BEFORE_CONTRACT,
    FINAL,
    UNDER_CONTRACT,
    Action,
    Clock,
    Depends,
    Fact,
    State,
    Transition,
)
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.cases.sides import Side
from kabinet.law.deadlines import Code, spelled
from kabinet.law.editions import FIRST
from kabinet.law.payments import LONGEST_DEFERRAL, Part, Plan, term_of

_BY = {Side.APPLICANT: "заявитель", Side.SPECIALIST: "специалист", Side.SYSTEM: "портал"}
DEPENDS: dict[Depends, dict[str, tuple[Code, ...]]] = {
    Depends.OFFER: {
        "предложение": (
            Code.OFFER_SIMPLIFIED,
            Code.OFFER_150_670,
            Code.OFFER_GENERAL,
            Code.OFFER_TEMPORARY,
        )
    },
    Depends.PAYMENT: {"первый платёж": (Code.PAYMENT, Code.PAYMENT_PROCUREMENT, Code.PAYMENT_150_670)},
    Depends.REFUSAL: {"отказ": (Code.REFUSAL_SIMPLIFIED, Code.REFUSAL_GENERAL)},
    Depends.ACCEPTANCE: {
        "оплата": (Code.PAYMENT, Code.PAYMENT_PROCUREMENT, Code.PAYMENT_150_670),
        "подписание": (Code.SIGNATURE,),
    },
    Depends.REVISION: {"исправление": (Code.REVISION_SIMPLIFIED, Code.REVISION_GENERAL)},
    Depends.CHECK: {
        "проверка": (Code.CHECK_CONDITIONS, Code.CHECK_WITH_DISPATCHER),
        "повторно": (Code.REPEAT_INSPECTION,),
    },
    Depends.ANSWER: {
        "ответ на документы": (Code.REMARKS,),
        "повторно": (Code.REMARKS_REPEATED,),
        "акты": (Code.RETURN_ACT,),
    },
    Depends.FIX: {"устранение замечаний": (Code.FIX_REMARKS, Code.FIX_REMARKS_GENERAL)},
}
"""The limits among which an application has its own; those of the works are in the contract."""
_WORKS = "мероприятия: по договору (п. 16 «б»)"
_CLOCKS = {
    Clock.NOW: "",
    Clock.RECEIPT: " (со дня заявки или недостающих сведений)",
    Clock.REQUEST: " (со дня запроса)",
    Clock.CONTRACT: " (со дня договора)",
}
_FACTS = {
    Fact.ACCEPTED_BY_PAYMENT: "оплата покрыла первую часть счёта, когда предложение действовало",
    Fact.ACCEPTED_BEFORE_REFUSAL: "оплата покрыла первую часть счёта до отказа или отзыва",
    Fact.MONEY_CAME: "поступившее покрывает первую часть счёта",
}
_GROUPS = (("before", "До договора", BEFORE_CONTRACT), ("under", "По договору", UNDER_CONTRACT))
_BASED = "kabinet/applications/rules/table/"


def states_page() -> str:
    """The states and transitions: a diagram for each order, and every row."""
    simplified = (When.ALWAYS, When.SIMPLIFIED, When.UNCHECKED, When.CHECKED, When.MINING)
    general = (When.ALWAYS, When.GENERAL, When.CHECKED, When.MINING)
    return _page(
        "Статусы заявки и переходы",
        _written_from(_BASED),
        "## Раздел X: договор заключается оплатой счёта",
        _diagram(simplified),
        "## Общий порядок: договор подписывается",
        _diagram(general),
        "## Все переходы",
        _transitions(),
        "## События, которые статуса не меняют",
        _records(),
        "## Сроки рядом с основным",
        _side_terms(),
        "## Чем заканчивается заявка",
        _ends(),
    )


def deadlines_page() -> str:
    """Every time limit with its act and paragraph."""
    heads = ("Срок", "Длина", "Считается от", "Кого обязывает", "Основание", "Код")
    rows = [
        (limit.title, limit.words, limit.starts, limit.binds, limit.basis, f"`{code}`")
        for code, limit in FIRST.limits.items()
    ]
    return _page(
        "Сроки",
        _written_from("kabinet/law/limits.py"),
        "День события не считается (ГК РФ, ст. 191). Рабочие дни — по ТК РФ, ежегодным постановлениям о "
        "переносе выходных и календарю организации. Срок в календарных днях или месяцах, который кончается в "
        "выходной, переходит на ближайший рабочий день (ГК РФ, ст. 193); месяц без такого числа кончается "
        "последним днём (ст. 192). Пока заявитель не прислал недостающее, рассмотрение стоит, и срок "
        "предложения начинается заново со дня, когда оно пришло (п. 15 Правил).",
        _table(heads, rows),
    )


def filled(text: str) -> str:
    """A page written by hand, its marked places told from the tables. KeyError or ValueError: no such row."""
    return MARKED.sub(lambda found: f"{found['open']}{_TOLD[found['of']](found['name'])}<!--/-->", text)


def plan_words(plan: Plan) -> str:
    """A schedule in one line: the shares, their terms and what these run from."""
    schedule = FIRST.schedules[plan]
    told = [
        f"{', '.join(map(_part, parts))} со дня {event}"
        for event, parts in groupby(schedule.parts, key=lambda part: part.starts)
    ]
    if schedule.deferred:
        told.append(f"{schedule.deferred} % равными частями раз в квартал, до {LONGEST_DEFERRAL} кварталов")
    return ", ".join(told)


def _part(part: Part) -> str:
    other = f" (при закупке по 44-ФЗ, 275-ФЗ — {FIRST.words(part.procurement)})" if part.procurement else ""
    return f"{part.percent} % за {spelled(*term_of(part, FIRST.limits))}{other}"


MARKED = re.compile(r"(?P<open><!--(?P<of>term|plan):(?P<name>\w+)-->).*?<!--/-->", re.DOTALL)
_TOLD = {"term": lambda name: FIRST.words(Code(name)), "plan": lambda name: plan_words(Plan(name))}


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
    if row.wants:
        parts.append(f"{', '.join(kind.label for kind in row.wants)} или комментарий")
    asked = (
        (row.permitted, "категории I и II: разрешение Ростехнадзора"),
        (row.whole, "все этапы, кроме последнего, проверены, или комментарий"),
        (row.renews, "новая редакция или комментарий"),
        (row.needs_comment, "комментарий"),
    )
    parts += [words for is_asked, words in asked if is_asked]
    if row.within is not None:
        parts.append(f"в срок ({_limit(row.within)})")
    if row.not_before is not None:
        parts.append(f"не раньше чем через {_limit(row.not_before)}")
    if row.dated:
        parts.append(f"день: {row.dated.removeprefix('День, когда ')}")
    if row.recorded:
        parts.append(f"записано «{_named(Record(row.recorded))}»")
    parts += [_FACTS[fact] for fact in (row.follows, row.supposes) if fact]
    if row.unless is not None:
        parts.append(f"не тогда, когда {_FACTS[row.unless]}")
    if row.on_expiry:
        parts.append("срок истёк")
    return "; ".join(parts) or "—"


def _ends() -> str:
    rows = [(row.target.label, FIRST.told(row.ground), _BY[row.by]) for row in TRANSITIONS if row.ground]
    return _table(("Статус", "Основание", "Кто"), rows)


def _records() -> str:
    heads = ("Событие", "Чьё", "Когда есть", "Что раньше", "Что нужно", "Основание")
    return _table(
        heads,
        (
            (
                kind.title,
                _BY[kind.by],
                kind.when,
                _named(kind.after) if kind.after else "—",
                "комментарий" if kind.needs_comment else "—",
                kind.basis,
            )
            for kind in RECORDS
        ),
    )


def _side_terms() -> str:
    heads = ("Срок", "Длина", "Начинается", "Исполнен", "Когда есть", "Основание")
    return _table(
        heads,
        (
            (
                FIRST.limits[term.limit].title,
                FIRST.words(term.limit),
                ", ".join(map(_named, term.begun_by)),
                ", ".join(map(_named, term.ended_by)),
                f"записано «{_named(term.supposes)}»" if term.supposes else term.when,
                FIRST.limits[term.limit].paragraph,
            )
            for term in SIDE_TERMS
        ),
    )


def _named(what: Action | Record | PlacedKind) -> str:
    """What people call a step, a fact or a document that was placed."""
    if isinstance(what, PlacedKind):
        return f"размещён: {what.label}"
    if isinstance(what, Record):
        return RECORDS_BY_CODE[what].title
    return " или ".join(dict.fromkeys(row.target.label for row in TRANSITIONS if row.action is what))


def _limit(limit: Code | Depends | None) -> str:
    if limit is None:
        return "—"
    if limit is Depends.WORKS:
        return _WORKS
    if isinstance(limit, Depends):
        return "; ".join(f"{what}: {_either(codes)}" for what, codes in DEPENDS[limit].items())
    return f"{FIRST.words(limit)}, {FIRST.limits[limit].paragraph}"


def _either(codes: Iterable[Code]) -> str:
    *others, last = dict.fromkeys(FIRST.words(code) for code in codes)
    return f"{', '.join(others)} или {last}" if others else last


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
