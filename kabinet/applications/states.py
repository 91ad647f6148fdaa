"""THE states of an application and THE transitions between them."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models

from kabinet.law.deadlines import Code


class State(models.TextChoices):
    """Where an application stands, by the names that people see."""

    DRAFT = "draft", "Черновик"
    SUBMITTED = "submitted", "Заявка направлена"
    CHECKING = "checking", "На проверке"
    AWAITING_DOCUMENTS = "awaiting_documents", "Ожидает документов"
    ACCEPTED = "accepted", "Принята в работу"
    ANNULLED = "annulled", "Аннулирована"


TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.CHECKING: "info",
    State.AWAITING_DOCUMENTS: "warning",
    State.ACCEPTED: "success",
    State.ANNULLED: "error",
}
"""How a state looks at a glance: the tone of its badge."""


class Action(StrEnum):
    """What moves an application."""

    SUBMIT = "submit"
    REGISTER = "register"
    REQUEST_DOCUMENTS = "request_documents"
    SUPPLY = "supply"
    ACCEPT = "accept"
    ANNUL = "annul"
    WITHDRAW = "withdraw"


class Party(StrEnum):
    """Who does it."""

    APPLICANT = "applicant"
    SPECIALIST = "specialist"


class Clock(StrEnum):
    """The event from which a time limit runs."""

    NOW = "now"
    RECEIPT = "receipt"
    """The day the application came, or the missing documents did (861, п. 15)."""


OFFER = "offer"
"""In `limit`: the term of the offer, which depends on the paragraph (861, п. 15 and 105)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One row of the table: `limit` is the time limit it starts, `tells` what the applicant is told.

    `button`: it is made by a button of its own; the others happen when an application or a reply is sent.
    """

    action: Action
    label: str
    sources: tuple[State, ...]
    target: State
    by: Party
    limit: Code | str = ""
    clock: Clock = Clock.NOW
    needs_comment: bool = False
    button: bool = True
    letter: str = ""
    tells: str = ""


_UNDER_REVIEW = (State.SUBMITTED, State.CHECKING, State.AWAITING_DOCUMENTS)
_CHANGED = "application_state_changed"

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        action=Action.SUBMIT,
        label="Подать заявку",
        sources=(State.DRAFT,),
        target=State.SUBMITTED,
        by=Party.APPLICANT,
        limit=Code.REGISTRATION,
        button=False,
        letter="application_submitted",
        tells="Заявка получена. Мы зарегистрируем её и проверим сведения и документы.",
    ),
    Transition(
        action=Action.REGISTER,
        label="Зарегистрировать и взять на проверку",
        sources=(State.SUBMITTED,),
        target=State.CHECKING,
        by=Party.SPECIALIST,
        limit=Code.COMPLETENESS_CHECK,
        clock=Clock.RECEIPT,
        letter=_CHANGED,
        tells="Заявка зарегистрирована. Специалист проверяет сведения и документы.",
    ),
    Transition(
        action=Action.REQUEST_DOCUMENTS,
        label="Запросить недостающее",
        sources=(State.SUBMITTED, State.CHECKING),
        target=State.AWAITING_DOCUMENTS,
        by=Party.SPECIALIST,
        limit=Code.SUPPLY_DOCUMENTS,
        needs_comment=True,
        letter=_CHANGED,
        tells=(
            "В заявке не хватает сведений или документов. Пришлите их ответом в личном кабинете: до этого "
            "рассмотрение приостановлено."
        ),
    ),
    Transition(
        action=Action.SUPPLY,
        label="Отправить недостающее",
        sources=(State.AWAITING_DOCUMENTS,),
        target=State.CHECKING,
        by=Party.APPLICANT,
        limit=Code.COMPLETENESS_CHECK,
        needs_comment=True,
        button=False,
        tells="Ваш ответ получен. Специалист проверяет заявку снова.",
    ),
    Transition(
        action=Action.ACCEPT,
        label="Принять в работу",
        sources=(State.SUBMITTED, State.CHECKING),
        target=State.ACCEPTED,
        by=Party.SPECIALIST,
        limit=OFFER,
        clock=Clock.RECEIPT,
        letter=_CHANGED,
        tells="Сведения и документы в порядке. Мы готовим технические условия и условия договора.",
    ),
    Transition(
        action=Action.ANNUL,
        label="Аннулировать",
        sources=(*_UNDER_REVIEW, State.ACCEPTED),
        target=State.ANNULLED,
        by=Party.SPECIALIST,
        needs_comment=True,
        letter=_CHANGED,
        tells="Рассмотрение заявки прекращено.",
    ),
    Transition(
        action=Action.WITHDRAW,
        label="Отозвать заявку",
        sources=(*_UNDER_REVIEW, State.ACCEPTED),
        target=State.ANNULLED,
        by=Party.APPLICANT,
        letter=_CHANGED,
        tells="Заявка отозвана по вашему желанию.",
    ),
)


def transitions_from(state: str, by: Party) -> tuple[Transition, ...]:
    """The transitions that `by` may make from a state, in the order of the table."""
    return tuple(row for row in TRANSITIONS if row.by is by and state in row.sources)


def transition(action: str, state: str, by: Party) -> Transition | None:
    """The row for an action in a state; None when the action is impossible there for `by`."""
    return next((row for row in transitions_from(state, by) if row.action == action), None)
