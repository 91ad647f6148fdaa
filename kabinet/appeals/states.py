"""THE states of an appeal and THE transitions between them.

186: Единые стандарты, приказ Минэнерго от 15.04.2014 № 186.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import override

from django.db import models

from kabinet.cases.rows import Row, rows_from
from kabinet.cases.sides import Side
from kabinet.correspondence.models import Message


class State(models.TextChoices):
    """Where an appeal stands, by the names that people see."""

    SENT = "sent", "Направлено"
    IN_WORK = "in_work", "В работе"
    CLARIFYING = "clarifying", "Требуется уточнение"
    ANSWERED = "answered", "Ответ дан"
    CLOSED = "closed", "Закрыто"
    NOT_OURS = "not_ours", "Не относится к компетенции"
    NOT_CONSIDERED = "not_considered", "Рассмотрение не производится"
    WITHDRAWN = "withdrawn", "Отозвано"


TONES = {
    State.SENT: "info",
    State.IN_WORK: "info",
    State.CLARIFYING: "warning",
    State.ANSWERED: "success",
    State.CLOSED: "neutral",
    State.NOT_OURS: "neutral",
    State.NOT_CONSIDERED: "error",
    State.WITHDRAWN: "neutral",
}
"""How a state looks at a glance: the tone of its badge."""

OPEN = (State.SENT, State.IN_WORK, State.CLARIFYING)
"""An answer is still owed; only these have a term."""


DECIDED = (State.ANSWERED, State.NOT_OURS, State.NOT_CONSIDERED)
"""Something was decided, and the applicant is to learn of it (186, пп. 42–45)."""


class Action(StrEnum):
    """What moves an appeal."""

    SEND = "send"
    TAKE = "take"
    ASK = "ask"
    CLARIFY = "clarify"
    EXTEND = "extend"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    REFER = "refer"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    TELL = "tell"
    """No transition: what was decided was told by telephone, by letter or in person."""


class Clock(StrEnum):
    """What becomes of the term of the answer."""

    START = "start"
    """It runs anew, by the topic."""
    KEEP = "keep"
    """186 knows no suspension: the term runs on while something is being made clear."""
    EXTEND = "extend"
    """It runs to the topic's extended length, from the day it began."""
    STOP = "stop"


class NotConsideredReason(models.TextChoices):
    """Why an appeal is not considered (186, п. 45)."""

    ABUSE = "abuse", "обращение содержит нецензурные либо оскорбительные выражения (подп. «а»)"
    REPEATED = (
        "repeated",
        "на этот вопрос вам уже дан ответ по существу, новых доводов и обстоятельств нет (подп. «б»)",
    )
    SECRET = "secret", "ответ невозможен без разглашения сведений, составляющих охраняемую тайну (подп. «в»)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Row):
    """One row of the table: `hint` is what the comment has to say, `basis` the law behind the button.

    `elsewhere`: what is told instead of `tells` to whoever has no cabinet.
    """

    action: Action
    sources: tuple[State, ...]
    target: State
    clock: Clock
    hint: str = ""
    basis: str = ""
    elsewhere: str = ""

    def told_to(self, *, cabinet: bool) -> str:
        """What the applicant reads or hears of it."""
        return self.tells if cabinet or not self.elsewhere else self.elsewhere

    @property
    @override
    def is_final(self) -> bool:
        """Whether the term of the answer ends by it: taken back only with a reason the applicant reads."""
        return self.clock is Clock.STOP and any(source in OPEN for source in self.sources)


_CHANGED = "appeal_state_changed"
_STANDARDS = "приказ Минэнерго от 15.04.2014 № 186"

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        action=Action.SEND,
        label="Отправить",
        sources=(),
        target=State.SENT,
        by=Side.APPLICANT,
        clock=Clock.START,
        button=False,
        letter="appeal_sent",
        tells="Обращение получено и зарегистрировано.",
    ),
    Transition(
        action=Action.TAKE,
        label="Взять в работу",
        sources=(State.SENT,),
        target=State.IN_WORK,
        by=Side.SPECIALIST,
        clock=Clock.KEEP,
        letter=_CHANGED,
        tells="Специалист работает над вашим обращением.",
    ),
    Transition(
        action=Action.ASK,
        label="Запросить уточнение",
        sources=(State.SENT, State.IN_WORK),
        target=State.CLARIFYING,
        by=Side.SPECIALIST,
        clock=Clock.KEEP,
        needs_comment=True,
        hint="Напишите, что нужно уточнить. Срок ответа от этого не приостанавливается.",
        letter=_CHANGED,
        kind=Message.Kind.REQUEST,
        tells="Чтобы ответить, нам нужны уточнения. Пришлите их ответом в личном кабинете.",
        elsewhere="Чтобы ответить, нам нужны уточнения. Сообщите их письмом, по телефону или в офисе.",
    ),
    Transition(
        action=Action.CLARIFY,
        label="Отправить уточнение",
        sources=(State.CLARIFYING,),
        target=State.IN_WORK,
        by=Side.APPLICANT,
        clock=Clock.KEEP,
        button=False,
        tells="Ваше уточнение получено.",
    ),
    *(
        Transition(
            action=Action.EXTEND,
            label="Продлить срок ответа",
            sources=sources,
            target=target,
            by=Side.SPECIALIST,
            clock=Clock.EXTEND,
            needs_comment=True,
            hint="Напишите, какой анализ материалов нужен. Срок продлевают один раз, пока он не истёк.",
            letter=_CHANGED,
            tells="Изложенное в обращении требует анализа материалов, поэтому срок ответа продлён.",
            basis=f"{_STANDARDS}, прил. 5, п. 14.2",
        )
        for sources, target in (
            ((State.SENT, State.IN_WORK), State.IN_WORK),
            ((State.CLARIFYING,), State.CLARIFYING),
        )
    ),
    Transition(
        action=Action.ANSWER,
        label="Ответить по существу",
        sources=(State.SENT, State.IN_WORK, State.CLARIFYING),
        target=State.ANSWERED,
        by=Side.SPECIALIST,
        clock=Clock.STOP,
        needs_comment=True,
        hint="Комментарий — это сам ответ.",
        letter=_CHANGED,
        kind=Message.Kind.DECISION,
        tells=(
            "На ваше обращение дан ответ. Если вопросы остались, напишите о них и откройте обращение снова."
        ),
        elsewhere="На ваше обращение дан ответ. Если остались вопросы, обратитесь снова и назовите номер.",
        basis=f"{_STANDARDS}, пп. 43–44",
    ),
    Transition(
        action=Action.CLOSE,
        label="Закрыть",
        sources=(State.ANSWERED,),
        target=State.CLOSED,
        by=Side.SPECIALIST,
        clock=Clock.STOP,
        letter=_CHANGED,
        tells="Обращение закрыто. Если вопросы остались, напишите о них и откройте обращение снова.",
        elsewhere="Обращение закрыто. Если вопросы остались, обратитесь снова и назовите его номер.",
    ),
    Transition(
        action=Action.REOPEN,
        label="Продолжить",
        sources=(State.ANSWERED, State.CLOSED),
        target=State.IN_WORK,
        by=Side.APPLICANT,
        clock=Clock.START,
        button=False,
        tells="Обращение открыто снова: специалист прочитает ваше сообщение.",
    ),
    Transition(
        action=Action.REFER,
        label="Не наша компетенция",
        sources=(State.SENT, State.IN_WORK, State.CLARIFYING),
        target=State.NOT_OURS,
        by=Side.SPECIALIST,
        clock=Clock.STOP,
        needs_comment=True,
        hint="Укажите организацию, которая отвечает на этот вопрос: название, телефон, адрес.",
        letter=_CHANGED,
        kind=Message.Kind.DECISION,
        tells=(
            "Вопрос не относится к компетенции сетевой организации, ответить по существу мы не можем. Ниже — "
            "контакты организации, которая этим занимается."
        ),
        basis=f"{_STANDARDS}, п. 42",
    ),
    Transition(
        action=Action.REFUSE,
        label="Не рассматривать",
        sources=(State.SENT, State.IN_WORK, State.CLARIFYING),
        target=State.NOT_CONSIDERED,
        by=Side.SPECIALIST,
        clock=Clock.STOP,
        hint="Заявитель прочитает выбранную причину; комментарий — по желанию.",
        letter=_CHANGED,
        kind=Message.Kind.DECISION,
        tells="Рассмотрение обращения не производится.",
        basis=f"{_STANDARDS}, п. 45",
    ),
    Transition(
        action=Action.WITHDRAW,
        label="Отозвать обращение",
        sources=(State.SENT,),
        target=State.WITHDRAWN,
        by=Side.APPLICANT,
        clock=Clock.STOP,
        letter=_CHANGED,
        tells="Обращение отозвано по вашему желанию.",
    ),
)

SENDING = TRANSITIONS[0]


def row_of_reply(state: str, *, reopens: bool) -> Transition | None:
    """What an applicant's reply does to an appeal in this state; None when it is talk that changes nothing.

    `reopens`: the applicant asks to go on with what was answered; thanks alone start no term.
    """
    action = Action.REOPEN if reopens else Action.CLARIFY
    return next((row for row in rows_from(TRANSITIONS, state, Side.APPLICANT) if row.action == action), None)
