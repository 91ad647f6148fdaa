"""What a specialist enters outside the buttons of the card: facts, and what the applicant did elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from kabinet.accounts.models import User
from kabinet.applications.course.entries import (
    is_dated,
    redate_entry,
    take_back_entry,
    why_not_taken_back,
)
from kabinet.applications.course.guards import fact_refusal
from kabinet.applications.course.recording import record_fact, recordable
from kabinet.applications.course.transitions import ENGINE, lock, perform
from kabinet.applications.models import Application, StateChange, StateChangeCorrection
from kabinet.applications.rules.record_kinds import RecordKind
from kabinet.applications.rules.states import Transition
from kabinet.cases.sides import Side
from kabinet.core.channels import OUTSIDE, Channel
from kabinet.core.values import clean_date
from kabinet.correspondence.compose import MessageForm
from kabinet.files.models import StoredFile
from kabinet.law.errors import Malformed
from kabinet.office.applications.reasons import explain
from kabinet.office.card.freshness import require_fresh
from kabinet.office.people import name_of, who_made


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterable:
    """What may be entered: `asks` labels its day, `tells` is what the applicant reads in a letter.

    `outside`: the applicant did it, so it is asked how it came. `moves`: the state that follows, if any.
    """

    code: str
    title: str
    asks: str
    basis: str
    tells: str
    outside: bool
    needs_comment: bool
    ahead: bool = False
    moves: str = ""
    is_fact: bool = True


class Entry(NamedTuple):
    """A row of the history as the page of events shows it; `corrections` are the mistakes that it had."""

    pk: UUID
    title: str
    on: date
    at: datetime
    who: str
    channel: str
    remark: str
    due_on: date | None
    taken_back: bool
    mendable: bool
    corrections: Sequence[tuple[StateChangeCorrection, str]]


class EventForm(MessageForm):
    """The day, how it came, what it rests on: a remark and files."""

    happened_on = forms.CharField(
        label="День",
        required=False,
        help_text="От него пойдут сроки. Пусто — сегодня.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10", "data-mask": "date"}),
    )
    channel = forms.ChoiceField(
        label="Как поступило",
        choices=[(channel.value, channel.label) for channel in OUTSIDE],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Выберите, как это поступило.",
            "invalid_choice": "Выберите, как это поступило.",
        },
    )

    field_order = ("happened_on", "channel", "text", "uploads")

    def __init__(self, entered: Enterable, *posted: Any) -> None:
        super().__init__(*posted)
        self.fields["happened_on"].label = entered.asks
        if entered.ahead:
            self.fields["happened_on"].help_text = "Этот день может быть впереди."
        self.fields["text"].label = "На чём основано"
        self.fields["text"].help_text = (
            "Что именно поступило: суть и реквизиты документа. Заявитель увидит это в переписке."
            if entered.outside
            else "Реквизиты документа или краткое пояснение. Заявитель увидит это в переписке."
        )
        self.fields["uploads"].label = "Скан или другой файл"
        if not entered.outside:
            del self.fields["channel"]

    def clean_happened_on(self) -> date | None:
        """The day, or None for today."""
        typed = self.cleaned_data["happened_on"].strip()
        try:
            return clean_date(typed) if typed else None
        except Malformed as refusal:
            raise ValidationError(str(refusal)) from None


def enterable(application: Application, by: User, *, today: date) -> list[Enterable]:
    """All that may be entered now, what comes from the applicant first.

    Terms do not shut anything out here: what came in time may be entered later, and its day is checked.
    """
    own = [row for row in ENGINE.rows_from(application, Side.APPLICANT) if row.button]
    rows = [row for row in own if fact_refusal(row, application) is None]
    facts = recordable(application, by, today=today)
    found = [*(_outside(row, application) for row in rows), *(_fact(kind, application) for kind in facts)]
    return sorted(found, key=lambda one: not one.outside)


def _fact(kind: RecordKind, application: Application) -> Enterable:
    return Enterable(
        code=kind.record,
        title=kind.title,
        asks=kind.asks,
        basis=kind.basis,
        tells=application.law.told(kind.tells),
        outside=kind.by is Side.APPLICANT,
        needs_comment=kind.needs_comment,
        ahead=kind.ahead,
    )


def _outside(row: Transition, application: Application) -> Enterable:
    return Enterable(
        code=row.action,
        title=row.label,
        asks="День, когда это поступило",
        basis="",
        tells=application.law.told(row.tells),
        outside=True,
        needs_comment=row.needs_comment,
        moves=str(row.target.label),
        is_fact=False,
    )


@transaction.atomic
def enter(
    *,
    application: Application,
    entered: Enterable,
    on: date | None,
    channel: Channel,
    text: str,
    files: Sequence[StoredFile],
    seen: str,
    why: str,
    by: User,
    at: datetime,
    token: UUID,
) -> None:
    """Enter it as decided on the page `seen`; once for one `token`.

    Raises CardStale, WhyNeeded, and what record_fact or perform refuse.
    """
    locked = lock(application)
    if ENGINE.is_repeated(locked, token):
        return
    require_fresh(seen, locked)
    explain(locked, why=why, by=by, at=at, token=token)
    if entered.is_fact:
        record_fact(
            application=locked, record=entered.code, on=on, text=text, files=files,
            channel=channel, by=by, at=at, token=token,
        )  # fmt: skip
        return
    perform(
        application=locked, action=entered.code, by=by, at=at, comment=text, files=files, on=on,
        channel=channel, token=token,
    )  # fmt: skip


@transaction.atomic
def mend_entry(
    *,
    change: StateChange,
    on: date | None,
    reason: str,
    seen: str,
    why: str,
    by: User,
    at: datetime,
    token: UUID,
) -> None:
    """Give an entry another day, or take it back when `on` is None, as decided on the page `seen`.

    Once for one `token`. Raises CardStale, WhyNeeded, and what redate_entry and take_back_entry refuse.
    """
    locked = lock(change.application)
    if not StateChangeCorrection.objects.filter(change=change, token=token).exists():
        require_fresh(seen, locked)
        explain(locked, why=why, by=by, at=at, token=token)
    if on is None:
        take_back_entry(change=change, reason=reason, by=by, at=at, token=token)
    else:
        redate_entry(change=change, on=on, reason=reason, by=by, at=at, token=token)


def entries_of(application: Application) -> list[Entry]:
    """Every row of the history, those taken back too, the latest first. Three queries."""
    every = application.history(manager="every").select_related("by").prefetch_related("corrections__by")
    rows = list(every.order_by("at", "id"))
    present = [row for row in rows if not row.taken_back]
    for row in rows:
        row.application = application
    return [_entry(row, application, present) for row in reversed(rows)]


def _entry(row: StateChange, application: Application, present: Sequence[StateChange]) -> Entry:
    return Entry(
        pk=row.pk,
        title=row.title,
        on=row.on,
        at=row.at,
        who=who_made(row, application),
        channel="" if row.channel == Channel.CABINET else Channel(row.channel).label,
        remark=row.comment,
        due_on=row.due_on if row.moved else None,
        taken_back=row.taken_back,
        mendable=not row.taken_back and (is_dated(row) or not why_not_taken_back(row, present)),
        corrections=[(one, name_of(one.by) if one.by else "портал") for one in row.corrections.all()],
    )
