"""What of an application's history may be mended, and what stays by the law; how: kabinet.cases.entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import override

from kabinet.applications.course.derive import derive, row_of, rows_of
from kabinet.applications.course.engine import ENGINE
from kabinet.applications.course.known_facts import day_of, tell_changed
from kabinet.applications.models import Application, StateChange
from kabinet.applications.rules.records import RECORDS_BY_CODE
from kabinet.applications.rules.states import Action
from kabinet.cases.entries import Entries
from kabinet.cases.sides import Side
from kabinet.core.channels import Channel

_PAID = "Договор заключён оплатой. Если платёж отнесён неверно, сначала отвяжите его от счёта."
_OFFERS = (Action.OFFER, Action.REVISE)


class ApplicationEntries(Entries[Application, StateChange]):
    """The history of applications.

    What the law binds stays: an offer that was received (ГК РФ, ст. 436), the applicant's own statement, what
    rests on another fact while that stands.
    """

    engine = ENGINE

    @override
    def is_dated(self, change: StateChange) -> bool:
        if not change.moved or change.channel != Channel.CABINET:
            return True
        entered = change.by_id not in (None, change.application.owner_id)
        return entered and any(row.dated for row in rows_of(change) if row.by is Side.SPECIALIST)

    @override
    def why_not_taken_back(self, change: StateChange, history: Sequence[StateChange]) -> str:
        later = history[history.index(change) + 1 :]
        if not change.moved:
            rest = [other for other in later if not other.moved and _after(other) == change.action]
            return f"Сначала отмените «{rest[0].title}»: без этой записи её не было бы." if rest else ""
        return _why_step_stays(change, later)

    @override
    def opens(self, entry: StateChange) -> bool:
        return entry.action == Action.SUBMIT

    @override
    def precedes(self, earlier: StateChange, later: StateChange) -> bool:
        """Steps go one after another, a fact after its cause."""
        return earlier.moved if later.moved else _after(later) == earlier.action

    @override
    def is_ahead(self, entry: StateChange) -> bool:
        return not entry.moved and RECORDS_BY_CODE[entry.action].ahead

    @override
    def derive(self, locked: Application, mended: StateChange) -> object:
        return derive(locked)

    @override
    def mended(self, locked: Application, *, at: datetime) -> None:
        tell_changed(locked, at=at)


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


def _after(change: StateChange) -> str | None:
    return RECORDS_BY_CODE[change.action].after


ENTRIES = ApplicationEntries()
is_dated, why_not_taken_back = ENTRIES.is_dated, ENTRIES.why_not_taken_back
redate_entry, take_back_entry, redate = ENTRIES.redate_entry, ENTRIES.take_back_entry, ENTRIES.redate
