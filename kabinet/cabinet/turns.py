"""The four answers at the top of a case's page: whose turn it is, what to do, by when, what happens then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.urls import reverse

from kabinet.appeals.models import Appeal
from kabinet.appeals.states import DECIDED, OPEN
from kabinet.appeals.states import State as AppealState
from kabinet.applications.course.deadlines import next_step
from kabinet.applications.course.timeline import Phase, Point
from kabinet.applications.models import Application
from kabinet.applications.models.corrections import CorrectionRequest
from kabinet.applications.rules.guidance import needed_now, place_in, warned_of
from kabinet.applications.rules.states import FINAL, State
from kabinet.billing.standing import Standing
from kabinet.cabinet.acts import ActPage
from kabinet.core.money import rubles
from kabinet.law.counting import counted

_MINE, _OURS, _NOBODY = "Сейчас ваша очередь", "Сейчас работаем мы", "Сейчас ждать нечего"
_FIX = "Исправьте то, о чём просит специалист"
_SOON = 3
"""From how many days before its last one a term is called near."""


class OneButton(NamedTuple):
    """The one button: its text and where it leads."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What stands in the first card. `by`: the last day; `moment`, where the term is counted in hours.

    `then`: what follows, and by when at the latest. `basis`: the act and the paragraph.
    """

    whose: str
    mine: bool
    what: str
    by: date | None = None
    moment: datetime | None = None
    left: str = ""
    near: bool = False
    primary: OneButton | None = None
    needed: Sequence[str] = ()
    warned: Sequence[str] = ()
    then: str = ""
    then_by: date | None = None
    basis: str = ""

    @property
    def does(self) -> str:
        """The text of the one button, if there is one."""
        return self.primary.text if self.primary else ""


class CasePart(NamedTuple):
    """A part of the page, as the way to it is called."""

    anchor: str
    title: str


def parts_of_application(*, with_money: bool) -> list[CasePart]:
    """The parts of an application's page in their order."""
    return [
        *([CasePart("money", "Оплата")] if with_money else []),
        CasePart("documents", "Документы"),
        CasePart("correspondence", "Переписка"),
        CasePart("history", "Ход заявки"),
        CasePart("answers", "Содержание"),
    ]


PARTS_OF_APPEAL = (CasePart("correspondence", "Переписка"), CasePart("history", "Ход обращения"))


def turn_of_application(
    application: Application,
    *,
    acts: Sequence[ActPage],
    bill: Standing | None,
    corrections: CorrectionRequest | None,
    line: Sequence[Point],
    today: date,
) -> Turn:
    """The answers for a submitted application; `line` is its timeline. Reads nothing."""
    step = next_step(application)
    ahead = next((point for point in line if point.phase is Phase.AHEAD), None)
    return Turn(
        whose=_whose(mine=step.mine, over=step.party is None),
        mine=step.mine,
        what=_FIX if corrections and step.mine else step.said,
        by=step.by,
        left=_left(step.by, today) if step.mine else "",
        near=step.mine and step.by is not None and (step.by - today).days <= _SOON,
        primary=_primary(application, acts, bill, corrections) if step.mine or corrections else None,
        needed=needed_now(application.state, application.course),
        warned=warned_of(application.state, application.course),
        then=ahead.said if ahead and application.state not in FINAL else "",
        then_by=ahead.on if ahead else None,
        basis=step.basis,
    )


def turn_of_appeal(appeal: Appeal) -> Turn:
    """The answers for an appeal. The term is of the operator's answer: nothing stops it (186, п. 41)."""
    mine = appeal.state == AppealState.CLARIFYING
    reply = OneButton("Ответить на вопрос", f"{reverse('appeal', args=[appeal.pk])}#reply")
    return Turn(
        whose=_whose(mine=mine, over=appeal.state not in OPEN),
        mine=mine,
        what=_asked_of(appeal),
        by=None if mine or appeal.answer_by else appeal.due_on,
        moment=None if mine else appeal.answer_by,
        primary=reply if mine else None,
        then=_then_of(appeal),
        then_by=appeal.due_on if mine else None,
        basis=appeal.basis if appeal.due_on else "",
    )


def _whose(*, mine: bool, over: bool) -> str:
    return _MINE if mine else _NOBODY if over else _OURS


def _left(by: date | None, today: date) -> str:
    if by is None:
        return ""
    days = (by - today).days
    if days < 0:
        return f"срок прошёл {counted(-days, 'день', 'дня', 'дней')} назад"
    if days == 0:
        return "сегодня последний день"
    word = "остался" if days % 10 == 1 and days % 100 != 11 else "осталось"
    return f"{word} {counted(days, 'день', 'дня', 'дней')}"


def _primary(
    application: Application,
    acts: Sequence[ActPage],
    bill: Standing | None,
    corrections: CorrectionRequest | None,
) -> OneButton | None:
    if corrections:
        return OneButton("Исправить", reverse("application_corrections", args=[application.pk]))
    if application.state == State.AWAITING_PAYMENT and bill and bill.next:
        pay = reverse("application_invoice", args=[application.pk])
        return OneButton(f"Оплатить {rubles(bill.next.left)}", pay)
    first = next((act for act in acts if act.tone == "primary"), None)
    if first:
        return OneButton(first.title, reverse("application_act", args=[application.pk, first.action]))
    place = place_in(application.state)
    return OneButton(place.does, f"#{place.anchor}") if place.anchor else None


def _asked_of(appeal: Appeal) -> str:
    match appeal.state:
        case AppealState.CLARIFYING:
            return "Пришлите уточнение"
        case AppealState.SENT | AppealState.IN_WORK:
            return "Ответим на обращение"
        case _:
            return str(appeal.get_state_display())


def _then_of(appeal: Appeal) -> str:
    if appeal.state == AppealState.CLARIFYING:
        return "Ответим на обращение"
    if appeal.state in OPEN:
        return "ответ появится здесь, о нём придёт письмо"
    if appeal.state in DECIDED and appeal.may_be_reopened:
        return "если вопросы остались, откройте обращение снова кнопкой под перепиской"
    return ""
