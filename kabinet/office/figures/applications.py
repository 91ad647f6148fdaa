"""The tables about applications."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from kabinet.applications.rules.states import State
from kabinet.applications.rules.table import TRANSITIONS
from kabinet.law.deadlines import Code
from kabinet.law.editions import Law, law_at
from kabinet.office.figures.kinds import AGES, MEASURED, Counted, Whose
from kabinet.office.figures.standing import submitted_on
from kabinet.office.figures.sums import Figures, FigureSum, mean_of, median_of
from kabinet.office.figures.table import (
    FigureCell,
    FigureTable,
    kilowatts,
    month,
    number,
    rubles,
    share,
    tenths,
    words,
)
from kabinet.office.people import People, name_in

WHOSE = {
    Whose.OPERATOR: "Сетевая организация",
    Whose.APPLICANT: "Заявитель",
    Whose.BOTH: "Обе стороны: мероприятия по договору",
    Whose.DISPATCHER: "Системный оператор",
    Whose.NOBODY: "Никто: приостановлено",
}
_WHOSE_TERM = {
    Whose.OPERATOR: "Наш",
    Whose.APPLICANT: "Заявителя",
    Whose.DISPATCHER: "Системного оператора",
}


def intake(figures: Figures) -> FigureTable:
    """What came and what became of applications, month by month, the last one first."""
    choice = figures.choice
    came = figures.by(Counted.SUBMITTED, lambda line: line.month)
    reached = figures.by(Counted.REACHED, lambda line: (line.month, line.about))
    fees = figures.by(Counted.FEES, lambda line: line.month)
    most = max((one.count for one in came.values()), default=0)
    rows = []
    for first in choice.months:
        address = choice.queue(state="all", **choice.came_in(first, first))
        contracts = reached[first, State.CONTRACTED]
        rows.append(
            [
                month(first),
                number(came[first].count, address, most=most),
                kilowatts(came[first].total),
                number(contracts.count),
                kilowatts(contracts.total),
                rubles(fees[first].total),
                number(reached[first, State.COMPLETED].count),
                number(reached[first, State.ANNULLED].count),
                number(reached[first, State.TERMINATED].count),
            ]
        )
    return FigureTable(
        slug="intake",
        title="Заявки по месяцам",
        columns=(
            *("Месяц", "Подано", "Подано, кВт", "Договоров", "По договорам, кВт"),
            *("Плата по договорам, ₽", "Завершено", "Аннулировано", "Расторгнуто"),
        ),
        rows=rows,
        note=(
            "По дням самих событий: подача — днём поступления, договор — днём заключения. Отбора по дню "
            "договора в очереди нет; день договора есть в её файле XLSX."
        ),
        near=choice.queue(state="all", status=State.CONTRACTED),
        near_title="Заявки со статусом «Договор заключен»",
    )


def terms(figures: Figures) -> FigureTable:
    """Terms that ended in the period: ours, then the applicants', those with most lateness first."""
    choice = figures.choice
    law = law_at(choice.until)
    found = figures.by(Counted.TERM, lambda line: (line.side, line.about))
    order = list(Whose)

    def place(item: tuple[tuple[str, str], FigureSum]) -> tuple[int, int, int]:
        (side, _), total = item
        return order.index(Whose(side)), -total.late, -total.count

    rows = []
    for (side, code), one in sorted(found.items(), key=place):
        title, paragraph = _limit(code, law)
        rows.append(
            [
                words(title),
                words(_WHOSE_TERM[Whose(side)]),
                words(paragraph),
                number(one.count),
                number(one.count - one.late),
                number(one.late, late=True),
                share(one.count - one.late, one.count),
            ]
        )
    return FigureTable(
        slug="terms",
        title="Соблюдение сроков",
        columns=(
            "Срок",
            "Чей",
            "Основание",
            "Закончилось",
            "В срок",
            "С опозданием",
            "В срок, %",
        ),
        rows=rows,
        note=(
            "Сроки, которые закончились за период. Отбора по закончившимся срокам в очереди нет; "
            "идущие и уже истёкшие — во вкладке «Просрочены»."
        ),
        near=choice.queue(state="late"),
        near_title="Просрочены сейчас",
    )


def _limit(code: str, law: Law) -> tuple[str, str]:
    known = law.limits.get(Code(code)) if code in Code else None
    return (known.title, known.basis) if known else (code, "")


def load(figures: Figures, people: People) -> FigureTable:
    """Who works on how many, and what they brought to an end in the period."""
    choice = figures.choice
    now = figures.stand(Counted.OPEN, lambda line: line.person)
    by_side = figures.stand(Counted.OPEN, lambda line: (line.person, line.side))
    appeals = figures.stand(Counted.OPEN_APPEALS, lambda line: line.person)
    reached = figures.by(Counted.REACHED, lambda line: (line.person, line.about))
    asked_of_appeals = reverse("office_appeals")
    busy = {*now, *appeals, *(key[0] for key in reached)}
    months = len(choice.months)
    rows = []
    for person in sorted(busy, key=lambda one: (-now[one].late, -now[one].count, str(one))):
        who = str(person) if person else "nobody"
        ours = by_side[person, Whose.OPERATOR].late
        done = sum(reached[person, state].count for state in (State.COMPLETED, State.CONTRACTED))
        rows.append(
            [
                words(name_in(people, person) or "Не назначены"),
                number(now[person].count, choice.queue(state="open", specialist=who)),
                number(now[person].late, choice.queue(state="late", specialist=who), late=True),
                number(ours, choice.queue(state="late", specialist=who), late=True),
                number(appeals[person].count, f"{asked_of_appeals}?specialist={who}"),
                number(
                    appeals[person].late,
                    f"{asked_of_appeals}?state=late&specialist={who}",
                    late=True,
                ),
                number(reached[person, State.CONTRACTED].count),
                number(reached[person, State.COMPLETED].count),
                tenths(done / months),
            ]
        )
    return FigureTable(
        slug="load",
        title="Нагрузка специалистов",
        columns=(
            *("Специалист", "Заявок в работе", "Истёк срок", "Из них наш срок"),
            *("Обращений", "Из них истёк срок", "Договоров", "Завершено", "В месяц"),
        ),
        rows=rows,
        note=(
            "В работе — на последний подсчёт; договоры и завершения — за период, у того, за кем "
            "заявка сейчас. «Истёк срок» — любой из сторон: отбора по стороне в очереди нет, поэтому «наш "
            "срок» ведёт туда же."
        ),
    )


def waiting(figures: Figures) -> FigureTable:
    """For whom open applications wait, by state; the last month beside this one."""
    choice = figures.choice
    now = figures.stand(Counted.OPEN, lambda line: (line.side, line.about))
    was = figures.stood(Counted.OPEN, lambda line: (line.side, line.about))
    rows = []
    for side in Whose:
        for state in State:
            one, before = now[side, state.value], was[side, state.value]
            if one.count or before.count:
                rows.append(
                    [
                        words(WHOSE[side]),
                        words(str(state.label)),
                        number(one.count, choice.queue(state="open", status=state.value)),
                        number(one.late, choice.queue(state="late", status=state.value), late=True),
                        number(before.count),
                    ]
                )
    return FigureTable(
        slug="waiting",
        title="Кого ждут открытые заявки",
        columns=("Кого ждут", "Статус", "Заявок", "Истёк срок", "Месяц назад"),
        rows=rows,
        note=(
            "На последний подсчёт; «месяц назад» — как было при последнем подсчёте прошлого месяца. Очередь "
            "делится по статусам: один статус бывает за обеими сторонами."
        ),
    )


def ages(figures: Figures, counted_on: date) -> FigureTable:
    """How old open applications are."""
    choice = figures.choice
    now = figures.stand(Counted.AGED, lambda line: line.about)
    was = figures.stood(Counted.AGED, lambda line: line.about)
    most = max((one.count for one in now.values()), default=0)
    rows = []
    for name, told, since, until in _bounds(counted_on):
        address = choice.queue(state="open", since=since, until=until)
        one = now[name]
        rows.append(
            [
                words(told),
                number(one.count, address, most=most),
                number(one.late, choice.queue(state="late", since=since, until=until), late=True),
                number(was[name].count),
            ]
        )
    return FigureTable(
        slug="ages",
        title="Возраст открытых заявок",
        columns=("Дней со дня подачи", "Заявок", "Истёк срок", "Месяц назад"),
        rows=rows,
    )


def _bounds(counted_on: date) -> Iterator[tuple[str, str, date | None, date | None]]:
    """Each step of age: its name, its words, the first and the last day of submission."""
    older = 0
    for name, days in AGES:
        last = submitted_on(counted_on, older) if older else None
        if days is None:
            yield name, f"{older} и больше", None, last
            return
        yield name, f"{older}–{days}", submitted_on(counted_on, days), last
        older = days + 1


def lengths(figures: Figures) -> FigureTable:
    """How long applications took: medians beside means."""
    rows: list[list[FigureCell]] = []
    for state, title in MEASURED.items():
        found = figures.lengths.get(state)
        if found:
            number_of = sum(count for _, count in found)
            rows.append([words(title), tenths(median_of(found)), tenths(mean_of(found)), number(number_of)])
    return FigureTable(
        slug="lengths",
        title="Сколько дней проходит от подачи",
        columns=("Что", "Половина — не дольше, дней", "В среднем, дней", "Заявок"),
        rows=rows,
        note="Медиана не меняется от нескольких очень долгих заявок, среднее — меняется.",
    )


def ended(figures: Figures) -> FigureTable:
    """Refusals and annulments by ground."""
    choice = figures.choice
    law = law_at(choice.until)
    found = figures.by(Counted.ENDED, lambda line: line.about)
    grounds: dict[tuple[str, State], int] = {}
    for about, one in found.items():
        ground = _ground(str(about), law)
        grounds[ground] = grounds.get(ground, 0) + one.count
    rows = [
        [
            words(ground[:1].upper() + ground[1:]),
            words(str(target.label)),
            number(count, choice.queue(state="all", status=target.value)),
        ]
        for (ground, target), count in sorted(grounds.items(), key=lambda item: -item[1])
    ]
    return FigureTable(
        slug="ended",
        title="Прекращено, по основаниям",
        columns=("Основание", "Чем кончилось", "Заявок за период"),
        rows=rows,
        note="Отбора по основанию в очереди нет: число ведёт ко всем заявкам с тем же исходом.",
    )


def _ground(about: str, law: Law) -> tuple[str, State]:
    """The ground of the row of the table by which it ended, and the state it ended in."""
    action, _, source = about.partition(":")
    ends = (State.ANNULLED, State.TERMINATED)
    rows = [row for row in TRANSITIONS if row.action == action and row.target in ends]
    row = next((row for row in rows if source in row.sources), rows[0] if rows else None)
    if row is None:
        return "иначе", State.ANNULLED
    return law.told(row.ground) or row.label, row.target


def money(figures: Figures) -> FigureTable:
    """What is to be paid and has not come."""
    rows = []
    for title, what, late in (
        ("К оплате", Counted.OWED, False),
        ("Из них просрочено", Counted.OVERDUE, True),
    ):
        one = figures.stand(what, lambda _line: "")[""]
        was = figures.stood(what, lambda _line: "")[""]
        rows.append(
            [
                words(title),
                number(one.count, reverse("office_debts"), late=late),
                rubles(one.total, reverse("office_debts"), late=late),
                rubles(was.total),
            ]
        )
    return FigureTable(
        slug="money",
        title="Деньги",
        columns=("Счета", "Сколько", "Не поступило, ₽", "Месяц назад, ₽"),
        rows=rows,
        note="Счета, по которым назначен день платежа. Отбор по виду и мощности в «Долгах» не действует.",
    )
