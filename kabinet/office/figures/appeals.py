"""The table about appeals."""

from django.urls import reverse

from kabinet.appeals.models import Topic
from kabinet.appeals.states import State
from kabinet.office.figures.kinds import FOUNDED, UNFOUNDED, Counted
from kabinet.office.figures.sums import Figures, FigureSum
from kabinet.office.figures.table import FigureTable, number, share, words
from kabinet.office.paging import query_of

_OUTCOMES = {
    FOUNDED: "Жалоба обоснована",
    UNFOUNDED: "Не обоснована",
    State.ANSWERED.value: "Ответ дан",
    State.NOT_OURS.value: "Не наше",
    State.NOT_CONSIDERED.value: "Не рассмотрено",
    State.WITHDRAWN.value: "Отозвано",
}


def appeals(figures: Figures) -> FigureTable:
    """Appeals by topic and outcome."""
    choice = figures.choice
    came = figures.by(Counted.APPEALED, lambda line: line.about)
    decided = figures.by(Counted.DECIDED, lambda line: (line.about, line.side))
    period = choice.came_in(choice.since, choice.until)
    rows = []
    for topic in Topic.objects.order_by("order", "code"):
        outcomes = [decided[topic.code, outcome] for outcome in _OUTCOMES]
        every = FigureSum(sum(one.count for one in outcomes), sum(one.late for one in outcomes))
        if not came[topic.code].count and not every.count:
            continue
        address = reverse("office_appeals") + query_of(state="all", topic=topic.code, **period)
        rows.append(
            [
                words(f"{topic.code} {topic.title}"),
                number(came[topic.code].count, address),
                *(number(one.count) for one in outcomes),
                number(every.late, late=True),
                share(every.count - every.late, every.count),
            ]
        )
    return FigureTable(
        slug="appeals",
        title="Обращения по темам и исходам",
        columns=("Тема", "Поступило", *_OUTCOMES.values(), "С опозданием", "В срок, %"),
        rows=rows,
        note=(
            "Поступившие — днём поступления, решённые — днём решения. Отбор по виду и мощности к обращениям "
            "не относится; отбора по исходу в очереди обращений нет."
        ),
        near=reverse("office_appeals") + query_of(state="all", **period),
        near_title="Все обращения за период",
    )
