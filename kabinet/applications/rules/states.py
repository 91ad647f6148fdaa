"""THE states of an application, and what a row of kabinet.applications.rules.table consists of."""

from dataclasses import dataclass
from enum import StrEnum
from typing import override

from django.db import models

from kabinet.applications.rules.course import When
from kabinet.applications.rules.placed_kinds import PlacedKind
from kabinet.cases.rows import Row
from kabinet.law.acts import LawAct
from kabinet.law.deadlines import Code


class State(models.TextChoices):
    """Where an application stands, by the names that people see."""

    DRAFT = "draft", "Черновик"
    SUBMITTED = "submitted", "Заявка направлена"
    CHECKING = "checking", "На проверке"
    AWAITING_DOCUMENTS = "awaiting_documents", "Ожидает документов"
    SUPPLIED = "supplied", "Недостающее поступило"
    ACCEPTED = "accepted", "Принята в работу"
    REVIEW_SUSPENDED = "review_suspended", "Рассмотрение приостановлено"
    AWAITING_PAYMENT = "awaiting_payment", "Ожидает оплаты"
    OFFER_SENT = "offer_sent", "Договор направлен на подписание"
    REVISING_OFFER = "revising_offer", "Документы на доработке"
    CONTRACTED = "contracted", "Договор заключен"
    FULFILLING = "fulfilling", "Выполнение мероприятий"
    WORKS_SUSPENDED = "works_suspended", "Мероприятия приостановлены"
    CHECKING_CONDITIONS = "checking_conditions", "Проверка выполнения ТУ"
    DOCUMENTS_PLACED = "documents_placed", "Документы о присоединении размещены"
    FIXING_REMARKS = "fixing_remarks", "Устранение замечаний"
    COMPLETED = "completed", "Завершена"
    ANNULLED = "annulled", "Аннулирована"
    TERMINATED = "terminated", "Договор расторгнут"


AWAITED = (
    State.AWAITING_DOCUMENTS,
    State.AWAITING_PAYMENT,
    State.OFFER_SENT,
    State.FULFILLING,
    State.DOCUMENTS_PLACED,
)
"""The submitted states in which the applicant may be awaited: course.deadlines tells whether they are."""

TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.CHECKING: "info",
    State.AWAITING_DOCUMENTS: "warning",
    State.SUPPLIED: "info",
    State.ACCEPTED: "info",
    State.REVIEW_SUSPENDED: "neutral",
    State.AWAITING_PAYMENT: "warning",
    State.OFFER_SENT: "warning",
    State.REVISING_OFFER: "info",
    State.CONTRACTED: "success",
    State.FULFILLING: "info",
    State.WORKS_SUSPENDED: "neutral",
    State.CHECKING_CONDITIONS: "info",
    State.DOCUMENTS_PLACED: "warning",
    State.FIXING_REMARKS: "info",
    State.COMPLETED: "success",
    State.ANNULLED: "error",
    State.TERMINATED: "error",
}
"""How a state looks at a glance: the tone of its badge."""

FINAL = frozenset({State.COMPLETED, State.ANNULLED, State.TERMINATED})
"""Nothing happens to an application any more."""

BEFORE_CONTRACT = (
    State.SUBMITTED,
    State.CHECKING,
    State.AWAITING_DOCUMENTS,
    State.SUPPLIED,
    State.ACCEPTED,
    State.REVIEW_SUSPENDED,
    State.AWAITING_PAYMENT,
    State.OFFER_SENT,
    State.REVISING_OFFER,
)
"""Submitted, without a contract yet."""

UNDER_CONTRACT = (
    State.CONTRACTED,
    State.FULFILLING,
    State.WORKS_SUSPENDED,
    State.CHECKING_CONDITIONS,
    State.DOCUMENTS_PLACED,
    State.FIXING_REMARKS,
)
"""From the contract to its end."""


class Action(StrEnum):
    """What moves an application."""

    SUBMIT = "submit"
    REGISTER = "register"
    REQUEST_DOCUMENTS = "request_documents"
    SUPPLY = "supply"
    SUPPLY_ALL = "supply_all"
    SUPPLY_PART = "supply_part"
    EXPIRE = "expire"
    ACCEPT = "accept"
    OFFER = "offer"
    REFUSE = "refuse"
    RECALL = "recall"
    CHOOSE_FOURTH = "choose_fourth"
    REVISE = "revise"
    CONCLUDE = "conclude"
    START_WORKS = "start_works"
    NOTIFY = "notify"
    REMARK = "remark"
    CHECK_STAGE = "check_stage"
    PLACE = "place"
    OBJECT = "object"
    FIX = "fix"
    CONFIRM = "confirm"
    COMPLETE = "complete"
    FALL_SILENT = "fall_silent"
    ANNUL = "annul"
    ANNUL_UNPAID = "annul_unpaid"
    ANNUL_UNSIGNED = "annul_unsigned"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    SUSPEND = "suspend"
    RESUME = "resume"


TITLES: dict[str, str] = {Action.CHECK_STAGE: "Этап технических условий проверен"}
"""What the history calls a step that is not told by the state to which it led."""


class Clock(StrEnum):
    """The event from which a time limit runs."""

    NOW = "now"
    RECEIPT = "receipt"
    """The day the application came, or the missing documents did (861, п. 15)."""
    REQUEST = "request"
    """The day on which what is missing was asked for (861, п. 15)."""
    CONTRACT = "contract"
    """The day of the contract (861, п. 16 «б»)."""


class Fact(StrEnum):
    """What only a layer above knows of an application; kabinet.applications.course.known_facts asks it."""

    ACCEPTED_BY_PAYMENT = "accepted_by_payment"
    """The offer in force was accepted by a payment (861, пп. 103, 105)."""
    ACCEPTED_BEFORE_REFUSAL = "accepted_before_refusal"
    """A payment accepted the offer before it was refused or recalled: it was booked later."""
    MONEY_CAME = "money_came"
    """The first instalment is covered by money that came, whatever it was paid for."""
    INVOICE_OUTDATED = "invoice_outdated"
    """The invoice in force gives its first part another term than the application now has (861, п. 106)."""


class Depends(StrEnum):
    """Limits that differ from one application to another; course.deadlines knows which."""

    OFFER = "offer"
    PAYMENT = "payment"
    REFUSAL = "refusal"
    REVISION = "revision"
    ACCEPTANCE = "acceptance"
    WORKS = "works"
    CHECK = "check"
    ANSWER = "answer"
    FIX = "fix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Row):
    """One row of the table: `limit` is the time limit it starts.

    `when`: for which applications it exists. `needs`: the documents that must be placed before; `wants`:
    these too, or a comment that says why there is none. `permitted`: the permission of the state energy
    supervision is needed where the application is supervised. `whole`: it ends the check, so that every stage
    but the last was checked before, or a comment says why not (п. 101).
    `renews`: a new version of them too, or a comment that says why there is none.
    `within`, `not_before`: the limit, counted from the day of the present state, until or after which it
    may be made. `on_expiry`: made by the daily command once the term has ended. `ground`: why the application
    or the contract ends. `follows`: it happened on the day of that fact, and is made by itself unless it has
    a button; `supposes`: possible only once the fact is known, `unless`: impossible then. `recorded`:
    possible only once that fact of the history was written down in the present state. `leads_on`: once that
    fact is known, the next step follows from the new state at once, so it asks first. `dated`: what
    happened on a day that may be earlier than the day of its entry, as the form asks for it; `since`: the
    event that it cannot precede, by default the beginning of the present state. `brought_by`, `ended_by`: the
    acts of law since which it exists and does not.
    """

    action: Action
    sources: tuple[State, ...]
    target: State
    when: When = When.ALWAYS
    limit: Code | Depends | None = None
    clock: Clock = Clock.NOW
    needs: tuple[PlacedKind, ...] = ()
    wants: tuple[PlacedKind, ...] = ()
    permitted: bool = False
    whole: bool = False
    renews: bool = False
    within: Code | Depends | None = None
    not_before: Code | Depends | None = None
    on_expiry: bool = False
    follows: Fact | None = None
    supposes: Fact | None = None
    unless: Fact | None = None
    recorded: str = ""
    leads_on: Fact | None = None
    dated: str = ""
    since: Clock = Clock.NOW
    letter: str = "application_state_changed"
    ground: str = ""
    brought_by: LawAct | None = None
    ended_by: LawAct | None = None

    @property
    @override
    def is_final(self) -> bool:
        """Whether nothing can be done any more after it."""
        return self.target in FINAL
