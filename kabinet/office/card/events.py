"""What a specialist enters of any kind of case outside the buttons of its card, and mends: facts, what came.

What came from the applicant otherwise than through the cabinet is entered with the way it came and its day.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from kabinet.accounts.models import User
from kabinet.cases.days import DayImpossible
from kabinet.cases.engine import Engine
from kabinet.cases.entries import LONGEST_REASON, Entries, ReasonNeeded
from kabinet.cases.models import Case, CaseChange, EntryCorrection
from kabinet.core.channels import OUTSIDE, Channel
from kabinet.core.dates import clean_date
from kabinet.core.errors import DomainError
from kabinet.correspondence.compose import MessageForm
from kabinet.correspondence.services import MessageEmpty, MessageTooLong
from kabinet.files.models import StoredFile
from kabinet.law.errors import Malformed
from kabinet.office.card.freshness import require_fresh
from kabinet.office.people import name_of, who_made


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterable:
    """What may be entered: `asks` labels its day, `tells` is what the applicant reads in a letter.

    `outside`: the applicant did it. `asks_channel`: the question by which of the `channels`, if it is asked.
    `moves`: the state that follows, if any. `asks_analysis`: whether the facts of a complaint want analysis
    is asked. `starts_terms`: terms run from its day. `ahead`: its day may be still to come.
    """

    code: str
    title: str
    asks: str
    basis: str
    tells: str
    outside: bool
    needs_comment: bool
    moves: str = ""
    is_fact: bool = True
    asks_channel: str = ""
    channels: Sequence[Channel] = OUTSIDE
    asks_analysis: bool = False
    starts_terms: bool = True
    ahead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEvent:
    """What was typed of something that is entered: its day (None: today), the way it came, what it rests on.

    `seen`: the mark of the page it was decided on; `why`: the reason to act on a colleague's case.
    """

    on: date | None
    channel: Channel
    text: str
    files: Sequence[StoredFile]
    analysed: bool
    seen: str
    why: str
    by: User
    at: datetime
    token: UUID


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
    corrections: Sequence[tuple[EntryCorrection, str]]


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
    analysed = forms.BooleanField(
        label="Факты жалобы требуют анализа материалов (если она поступила по телефону)", required=False
    )

    field_order = ("happened_on", "channel", "analysed", "text", "uploads")

    def __init__(self, entered: Enterable, *posted: Any) -> None:
        super().__init__(*posted)
        self.fields["happened_on"].label = entered.asks
        self.fields["text"].label = "На чём основано"
        self.fields["text"].help_text = (
            "Что именно поступило: суть и реквизиты документа. Заявитель увидит это в переписке."
            if entered.outside
            else "Реквизиты документа или краткое пояснение. Заявитель увидит это в переписке."
        )
        self.fields["uploads"].label = "Скан или другой файл"
        if not entered.starts_terms:
            self.fields["happened_on"].help_text = "Пусто — сегодня."
        if entered.ahead:
            self.fields["happened_on"].help_text = "Этот день может быть впереди."
        channel: Any = self.fields["channel"]
        channel.label = entered.asks_channel
        channel.choices = [(one.value, one.label) for one in entered.channels]
        if not entered.asks_channel:
            del self.fields["channel"]
        if not entered.asks_analysis:
            del self.fields["analysed"]

    def clean_happened_on(self) -> date | None:
        """The day, or None for today."""
        typed = self.cleaned_data["happened_on"].strip()
        try:
            return clean_date(typed) if typed else None
        except Malformed as refusal:
            raise ValidationError(str(refusal)) from None


class EntryForm(forms.Form):
    """What was wrong: the right day, or nothing when the entry is taken back, and the reason."""

    use_required_attribute = False

    day = forms.CharField(
        label="Верный день",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10", "data-mask": "date"}),
    )
    reason = forms.CharField(
        label="Причина",
        error_messages={"required": str(ReasonNeeded())},
        max_length=LONGEST_REASON,
        help_text="Её увидит заявитель. Прежняя запись останется в истории.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CaseEvents[C: Case, H: CaseChange](ABC):
    """The events of a kind of case; `card`, `events`, `event`, `entry` are the names of its addresses."""

    engine: Engine[C, Any]
    entries: Entries[C, H]
    card: ClassVar[str]
    events: ClassVar[str]
    event: ClassVar[str]
    entry: ClassVar[str]

    @abstractmethod
    def find(self, pk: UUID) -> C:
        """The case with what its pages need of it, or 404."""

    @abstractmethod
    def enterable(self, case: C, by: User, *, today: date) -> list[Enterable]:
        """All that may be entered now, what comes from the applicant first."""

    @abstractmethod
    def write(self, locked: C, entered: Enterable, event: WrittenEvent) -> None:
        """Write it down. Raises what the kind refuses."""

    @abstractmethod
    def explain(self, locked: C, *, why: str, by: User, at: datetime, token: UUID) -> None:
        """Keep why `by` acts on a colleague's case. Raises WhyNeeded."""

    def shown(self, case: C) -> Mapping[str, Any]:  # noqa: ARG002 - for kinds that show more
        """What the page of events shows besides."""
        return {}

    def way_of(self, row: H) -> str:
        """By which way a row of the history came that was not made in the cabinet."""
        return f"поступило {Channel(row.channel).label}"

    def field_of(self, refusal: DomainError) -> str | None:
        """The input that a refusal stands beside; None for the whole form."""
        if isinstance(refusal, DayImpossible):
            return "happened_on"
        return "text" if isinstance(refusal, MessageEmpty | MessageTooLong) else None

    @transaction.atomic
    def enter(self, case: C, entered: Enterable, event: WrittenEvent) -> None:
        """Enter it as decided on the page that was seen; once for one token.

        Raises CardStale, WhyNeeded, and what the kind refuses.
        """
        locked = self.engine.lock(case)
        if self.engine.is_repeated(locked, event.token):
            return
        require_fresh(event.seen, locked)
        self.explain(locked, why=event.why, by=event.by, at=event.at, token=event.token)
        self.write(locked, entered, event)

    @transaction.atomic
    def mend(
        self,
        change: H,
        *,
        on: date | None,
        reason: str,
        seen: str,
        why: str,
        by: User,
        at: datetime,
        token: UUID,
    ) -> None:
        """Give an entry another day, or take it back when `on` is None, as decided on the page `seen`.

        Once for one `token`. Raises CardStale, WhyNeeded, and what Entries refuse.
        """
        locked = self.engine.lock(getattr(change, self.engine.name))
        if not change.corrections.filter(token=token).exists():
            require_fresh(seen, locked)
            self.explain(locked, why=why, by=by, at=at, token=token)
        if on is None:
            self.entries.take_back_entry(change=change, reason=reason, by=by, at=at, token=token)
        else:
            self.entries.redate_entry(change=change, on=on, reason=reason, by=by, at=at, token=token)

    def entries_of(self, case: C) -> list[Entry]:
        """Every row of the history, those taken back too, the latest first. Three queries."""
        every = case.history(manager="every").select_related("by").prefetch_related("corrections__by")
        rows: list[H] = list(every.order_by("at", "id"))
        for row in rows:
            setattr(row, self.engine.name, case)
        present = [row for row in rows if not row.taken_back]
        return [self._entry(row, case, present) for row in reversed(rows)]

    def why_stays(self, entry: H, case: C) -> str:
        """Why an entry may not be taken back; empty when it may."""
        if entry.taken_back:
            return "Запись уже отменена."
        return self.entries.why_not_taken_back(entry, self.entries.history_of(case))

    def _entry(self, row: H, case: C, present: Sequence[H]) -> Entry:
        return Entry(
            pk=row.pk,
            title=row.title,
            on=row.on,
            at=row.at,
            who=who_made(row, case),
            channel="" if row.channel == Channel.CABINET else self.way_of(row),
            remark=row.comment,
            due_on=row.due_on if row.moved else None,
            taken_back=row.taken_back,
            mendable=self._is_mendable(row, present),
            corrections=[(one, name_of(one.by) if one.by else "портал") for one in row.corrections.all()],
        )

    def _is_mendable(self, row: H, present: Sequence[H]) -> bool:
        if row.taken_back:
            return False
        return self.entries.is_dated(row) or not self.entries.why_not_taken_back(row, present)
