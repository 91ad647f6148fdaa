"""Mending what was entered wrongly: a day that was another, a step or a fact that was not.

The former day and the reason stay for good; what follows is computed anew by the kind of case (`derive`).
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.cases.days import DayImpossible
from kabinet.cases.engine import Engine
from kabinet.cases.models import Case, CaseChange
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.values import storable

LONGEST_REASON = 1000


class ReasonNeeded(DomainError):
    """What was entered is changed: everybody must be able to read why."""

    def __init__(self) -> None:
        super().__init__("Напишите причину: её увидит заявитель, и она останется в истории.")


class EntryFixed(DomainError):
    """The entry may not be changed so; the text says why, and what to do instead."""


class Entries[C: Case, H: CaseChange](ABC):
    """The history of a kind of case as what may be mended; a row leads to its case by the engine's name."""

    engine: ClassVar[Engine[Any, Any]]

    # --- What a kind of case says ----------------------------------------------------------------

    @abstractmethod
    def is_dated(self, change: H) -> bool:
        """Whether the row has a day of its own, which may have been entered wrongly."""

    @abstractmethod
    def why_not_taken_back(self, change: H, history: Sequence[H]) -> str:
        """Why a row of the present history (the oldest first) may not be taken back; empty when it may."""

    @abstractmethod
    def precedes(self, earlier: H, later: H) -> bool:
        """Whether one row had to happen before the other."""

    def opens(self, entry: H) -> bool:
        """Whether the case came by it, so that nothing was before."""
        return not entry.from_state

    def is_ahead(self, entry: H) -> bool:  # noqa: ARG002 - for kinds that know such facts
        """Whether its day may be still to come: a day that was agreed upon."""
        return False

    @abstractmethod
    def derive(self, locked: C, mended: H) -> object:
        """Write what follows from the present history of a locked case, in which a row was mended."""

    def mended(self, locked: C, *, at: datetime) -> None:  # noqa: B027 - for kinds that others follow
        """What else follows from the facts of a locked case that were corrected."""

    def told(self, locked: C, entry: H) -> dict[str, Any]:  # noqa: ARG002 - for kinds that say more
        """What the letter of a correction says besides."""
        return {}

    # --- Mending -----------------------------------------------------------------------------------

    @transaction.atomic
    def redate_entry(self, *, change: H, on: date, reason: str, by: User, at: datetime, token: UUID) -> H:
        """Correct the day of what was entered; a repeated `token` changes nothing.

        Raises what the engine's `not_found` says, ReasonNeeded, DayImpossible, EntryFixed.
        """
        locked, entry, told = self._begin(change, reason, by)
        if entry.corrections.filter(token=token).exists():
            return entry
        if not self.is_dated(entry):
            raise EntryFixed("У этой записи нет своего дня: она сделана в кабинете в тот день, что указан.")
        if entry.taken_back:
            raise EntryFixed("Запись уже отменена: исправлять её день незачем.")
        self._check_day(entry, self.history_of(locked), on, timezone.localdate(at))
        self.redate(locked, entry, on=on, reason=told, by=by, at=at, token=token)
        return entry

    @transaction.atomic
    def take_back_entry(self, *, change: H, reason: str, by: User, at: datetime, token: UUID) -> H:
        """Take a wrong entry back: what it changed is as before it; a repeated `token` changes nothing.

        Raises what the engine's `not_found` says, ReasonNeeded, EntryFixed.
        """
        locked, entry, told = self._begin(change, reason, by)
        if entry.taken_back:
            return entry
        if refusal := self.why_not_taken_back(entry, self.history_of(locked)):
            raise EntryFixed(refusal)
        entry.taken_back = True
        entry.save(update_fields=["taken_back"])
        self._write(locked, entry, before=entry.on, after=None, reason=told, by=by, at=at, token=token)
        return entry

    def redate(
        self,
        locked: C,
        entry: H,
        *,
        on: date,
        reason: str,
        by: User | None,
        at: datetime,
        token: UUID | None = None,
    ) -> None:
        """Give a row of a locked case another day, whatever says so; what follows is computed."""
        before, entry.on = entry.on, on
        entry.save(update_fields=["on"])
        self._write(locked, entry, before=before, after=on, reason=reason, by=by, at=at, token=token)

    def history_of(self, case: C) -> list[H]:
        """The present history, the oldest first, its rows knowing their case."""
        rows: list[H] = list(case.history.order_by("at", "id"))
        for row in rows:
            setattr(row, self.engine.name, case)
        return rows

    def _begin(self, change: H, reason: str, by: User) -> tuple[C, H, str]:
        locked: C = self.engine.lock(getattr(change, self.engine.name))
        if self.engine.duty not in by.duties:
            raise self.engine.not_found()
        told = " ".join(storable(reason).split())[:LONGEST_REASON]
        if not told:
            raise ReasonNeeded
        entry: H = locked.history(manager="every").get(pk=change.pk)
        setattr(entry, self.engine.name, locked)
        return locked, entry, told

    def _check_day(self, entry: H, history: Sequence[H], on: date, today: date) -> None:
        """Raise DayImpossible for a day not between what came before the entry and what came after."""
        if on == entry.on:
            raise DayImpossible("Этот день уже записан: укажите другой.")
        place = history.index(entry)
        before = [] if self.opens(entry) else history[:place]
        earlier = [row.on for row in before if self.precedes(row, entry)]
        later = [row.on for row in history[place + 1 :] if self.precedes(entry, row)]
        first = max(earlier, default=date.min)
        last = min([*later, date.max if self.is_ahead(entry) else today])
        if not first <= on <= last:
            since = f"от {first:%d.%m.%Y} " if first > date.min else ""
            raise DayImpossible(
                f"Укажите день {since}до {last:%d.%m.%Y}: не раньше того, что было до этого, и не позже "
                "того, что было после. Если неверно и то, исправьте сначала его."
            )

    def _write(
        self,
        locked: C,
        entry: H,
        *,
        before: date,
        after: date | None,
        reason: str,
        by: User | None,
        at: datetime,
        token: UUID | None,
    ) -> None:
        """Keep the correction, compute what follows, tell the applicant and the journal."""
        entry.corrections.create(before=before, after=after, reason=reason, by=by, at=at, token=token)
        self.derive(locked, entry)
        self.engine.save(locked, at=at, changed=[])
        self.mended(locked, at=at)
        act = f"{self.engine.name}_entry_corrected"
        context = {
            self.engine.name: locked,
            "title": entry.title,
            "before": before,
            "on": after,
            "reason": reason,
            "state": locked.state_label,
            "due_on": locked.due_on,
            **self.told(locked, entry),
        }
        self.engine.tell(locked, act, context, at=at)
        journal.record(
            act=act,
            subject=f"{self.engine.name}:{locked.pk}",
            by=by.pk if by else None,
            at=at,
            details={
                "number": locked.number,
                "entry": entry.action,
                "before": before,
                "on": after or "",
                "reason": reason,
            },
        )
