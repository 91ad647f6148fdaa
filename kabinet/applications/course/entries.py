"""Mending what was entered wrongly: a day that was another, a step or a fact that was not.

The former day and the reason stay for good; the terms and the state are computed anew (course.derive).
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.applications.course.derive import derive, row_of, rows_of
from kabinet.applications.course.engine import ENGINE, ApplicationNotFound
from kabinet.applications.course.guards import DayImpossible
from kabinet.applications.course.known_facts import day_of, tell_changed
from kabinet.applications.models import Application, StateChange, StateChangeCorrection
from kabinet.applications.rules.records import RECORDS_BY_CODE
from kabinet.applications.rules.states import Action
from kabinet.cases.sides import Side
from kabinet.core import journal
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.core.values import storable
from kabinet.notifications.services import send_letter

LONGEST_REASON = 1000
_PAID = "Договор заключён оплатой. Если платёж отнесён неверно, сначала отвяжите его от счёта."
_OFFERS = (Action.OFFER, Action.REVISE)


class ReasonNeeded(DomainError):
    """What was entered is changed: everybody must be able to read why."""

    def __init__(self) -> None:
        super().__init__("Напишите причину: её увидит заявитель, и она останется в истории.")


class EntryFixed(DomainError):
    """The entry may not be changed so; the text says why, and what to do instead."""


def is_dated(change: StateChange) -> bool:
    """Whether the row has a day of its own, which may have been entered wrongly."""
    if not change.moved or change.channel != Channel.CABINET:
        return True
    entered = change.by_id not in (None, change.application.owner_id)
    return entered and any(row.dated for row in rows_of(change) if row.by is Side.SPECIALIST)


def why_not_taken_back(change: StateChange, history: Sequence[StateChange]) -> str:
    """Why a row of the present history (the oldest first) may not be taken back; empty when it may.

    What the law binds stays: an offer that was received (ГК РФ, ст. 436), the applicant's own statement, what
    rests on another fact while that stands.
    """
    later = history[history.index(change) + 1 :]
    if not change.moved:
        rest = [other for other in later if not other.moved and _after(other) == change.action]
        return f"Сначала отмените «{rest[0].title}»: без этой записи её не было бы." if rest else ""
    return _why_step_stays(change, later)


def _why_step_stays(change: StateChange, later: Sequence[StateChange]) -> str:
    if change.action == Action.SUBMIT:
        return "Подачу заявки не отменяют: заявку отзывает заявитель или аннулируют по основанию."
    if any(other.moved for other in later):
        return "После этой записи заявка пошла дальше. Сначала отмените более поздние записи."
    if change.action in _OFFERS:
        return (
            "Полученное предложение отозвать нельзя, пока идёт срок ответа (ГК РФ, ст. 436). "
            "Потом его можно заменить новой редакцией."
        )
    if change.channel == Channel.CABINET and change.by_id == change.application.owner_id:
        return "Это сделал сам заявитель в кабинете: его заявление отменить нельзя."
    follows = row_of(change).follows
    rests = follows is not None and day_of(follows, change.application)
    return _PAID if rests else ""


@transaction.atomic
def redate_entry(
    *, change: StateChange, on: date, reason: str, by: User, at: datetime, token: UUID
) -> StateChange:
    """Correct the day of what was entered; a repeated `token` changes nothing.

    Raises ApplicationNotFound, ReasonNeeded, DayImpossible, EntryFixed.
    """
    locked, entry, told = _begin(change, reason, by)
    if entry.corrections.filter(token=token).exists():
        return entry
    if not is_dated(entry):
        raise EntryFixed("У этой записи нет своего дня: она сделана в кабинете в тот день, что указан.")
    if entry.taken_back:
        raise EntryFixed("Запись уже отменена: исправлять её день незачем.")
    _check_day(entry, list(locked.history.order_by("at", "id")), on, timezone.localdate(at))
    redate(locked, entry, on=on, reason=told, by=by, at=at, token=token)
    return entry


@transaction.atomic
def take_back_entry(*, change: StateChange, reason: str, by: User, at: datetime, token: UUID) -> StateChange:
    """Take a wrong entry back: what it changed is as before it; a repeated `token` changes nothing.

    Raises ApplicationNotFound, ReasonNeeded, EntryFixed.
    """
    locked, entry, told = _begin(change, reason, by)
    if entry.taken_back:
        return entry
    if refusal := why_not_taken_back(entry, list(locked.history.order_by("at", "id"))):
        raise EntryFixed(refusal)
    entry.taken_back = True
    entry.save(update_fields=["taken_back"])
    _write(locked, entry, StateChangeCorrection(before=entry.on, reason=told, by=by, at=at, token=token))
    return entry


def redate(
    locked: Application,
    entry: StateChange,
    *,
    on: date,
    reason: str,
    by: User | None,
    at: datetime,
    token: UUID | None = None,
) -> None:
    """Give a row of a locked application another day, whatever says so; what follows is computed."""
    before, entry.on = entry.on, on
    entry.save(update_fields=["on"])
    correction = StateChangeCorrection(before=before, after=on, reason=reason, by=by, at=at, token=token)
    _write(locked, entry, correction)


def _begin(change: StateChange, reason: str, by: User) -> tuple[Application, StateChange, str]:
    locked = ENGINE.lock(change.application)
    if Duty.APPLICATIONS not in by.duties:
        raise ApplicationNotFound
    told = " ".join(storable(reason).split())[:LONGEST_REASON]
    if not told:
        raise ReasonNeeded
    return locked, StateChange.every.select_related("application").get(pk=change.pk), told


def _check_day(entry: StateChange, history: Sequence[StateChange], on: date, today: date) -> None:
    """Raise DayImpossible for a day that is not between what came before the entry and what came after."""
    if on == entry.on:
        raise DayImpossible("Этот день уже записан: укажите другой.")
    place = history.index(entry)
    earlier = [change.on for change in history[:place] if _precedes(change, entry)]
    later = [change.on for change in history[place + 1 :] if _precedes(entry, change)]
    first = max(earlier, default=date.min) if entry.action != Action.SUBMIT else date.min
    last = min([*later, date.max if _is_ahead(entry) else today])
    if not first <= on <= last:
        since = f"от {first:%d.%m.%Y} " if first > date.min else ""
        raise DayImpossible(
            f"Укажите день {since}до {last:%d.%m.%Y}: не раньше того, что было до этого, и не позже того, "
            "что было после. Если неверно и то, исправьте сначала его."
        )


def _precedes(earlier: StateChange, later: StateChange) -> bool:
    """Whether one row had to happen before the other: steps go one after another, a fact after its cause."""
    return earlier.moved if later.moved else _after(later) == earlier.action


def _is_ahead(change: StateChange) -> bool:
    return not change.moved and RECORDS_BY_CODE[change.action].ahead


def _after(change: StateChange) -> str | None:
    return RECORDS_BY_CODE[change.action].after


def _write(locked: Application, entry: StateChange, correction: StateChangeCorrection) -> None:
    """Keep the correction, compute what follows, tell the applicant and the journal."""
    correction.change = entry
    correction.save(force_insert=True)
    derive(locked)
    ENGINE.save(locked, at=correction.at, changed=[])
    tell_changed(locked, at=correction.at)
    send_letter(
        kind="application_entry_corrected",
        recipient=ENGINE.recipient(locked),
        context={
            "application": locked,
            "title": entry.title,
            "before": correction.before,
            "on": correction.after,
            "reason": correction.reason,
            "state": locked.state_label,
            "due_on": locked.due_on,
        },
        at=correction.at,
    )
    journal.record(
        act="application_entry_corrected",
        subject=f"application:{locked.pk}",
        by=correction.by.pk if correction.by else None,
        at=correction.at,
        details={
            "number": locked.number,
            "entry": entry.action,
            "before": correction.before,
            "on": correction.after or "",
            "reason": correction.reason,
        },
    )
