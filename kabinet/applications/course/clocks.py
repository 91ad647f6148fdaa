"""The events from which the terms of an application run, as its history goes by (861, пп. 15, 16 «б»)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from kabinet.applications.models import Application
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import Action, Clock, State
from kabinet.law.deadlines import WORKS, Code, Pause

_DAY = timedelta(days=1)


class Clocks:
    """Walks a history, the oldest row first, and knows the day of each event so far; None: not yet.

    `facts`: what changed no state, with its days, the oldest first; it is known from the first, because a
    term that runs already may grow by it.
    `received`: the application came, or all that was missing did: as a specialist found, on the day when it
    came. Only a request made in time stops the operator's term: a later one moves nothing. `asked`: the
    last request. `contract`: the contract was concluded.
    """

    def __init__(self, application: Application, facts: Iterable[tuple[str, date]] = ()) -> None:
        self._application = application
        self.received: date | None = None
        self.asked: date | None = None
        self.contract: date | None = None
        self._asked_in_time = False
        self._supplied: date | None = None
        self._suspended: date | None = None
        self._pauses: list[Pause] = []
        known = list(facts)
        self._agreement = _agreement(application, known)
        self._consents = _consents(application, dict(known))
        self._fourth = _fourth(application, dict(known))

    def pass_by(self, action: str, on: date, to_state: str = "") -> None:
        """Go past a row of the history; `to_state` is where it led, of one that is written already."""
        match action:
            case Action.SUBMIT:
                self.received = on
            case Action.REQUEST_DOCUMENTS if self.received:
                last = self._application.due(Code.COMPLETENESS_CHECK, self.received)
                self.asked, self._asked_in_time = on, on <= last
            case Action.SUPPLY if to_state == State.CHECKING and self._asked_in_time:
                self.received = on  # entered before a specialist had to confirm it
            case Action.SUPPLY:
                self._supplied = on
            case Action.SUPPLY_ALL | Action.ACCEPT if self._supplied and self._asked_in_time:
                self.received, self._supplied = self._supplied, None
            case Action.CONCLUDE:
                self.contract = on
            case Action.SUSPEND:
                self._suspended = on
            case Action.RESUME if self._suspended:
                self._pauses.append(Pause(self._suspended, on))

    def due(self, limit: Code, clock: Clock, on: date) -> date:
        """The last day of a limit that a row of the day `on` starts; what stood still does not count."""
        pauses = [*self._pauses, *self._grown(limit)]
        last = self._application.due(limit, self._start(clock, on), pauses)
        return max(last, self._fourth) if self._fourth and limit is Code.OFFER_GENERAL else last

    def _start(self, clock: Clock, on: date) -> date:
        days = {Clock.RECEIPT: self.received, Clock.REQUEST: self.asked, Clock.CONTRACT: self.contract}
        event = days.get(clock)
        return event or on

    def _grown(self, limit: Code) -> list[Pause]:
        """The days by which the law lets this very term grow."""
        if limit is Code.OFFER_GENERAL:
            return self._agreement
        return self._consents if limit in WORKS else []


def _agreement(application: Application, facts: Iterable[tuple[str, date]]) -> list[Pause]:
    """The days on which the system operator agrees the technical conditions: the offer waits (861, п. 15).

    While it has not agreed yet, all that п. 21 gives it from the last draft, so that there is a day to tell
    the applicant. The day of the sending does not count (ГК РФ, ст. 191), that of the agreement does.
    """
    sent = expected = agreed = None
    for fact, on in facts:
        match fact:
            case Record.DISPATCHER_DRAFT:
                sent, expected = sent or on, application.due(Code.DISPATCHER_AGREEMENT, on)
            case Record.DISPATCHER_AGREED:
                agreed = on
    until = agreed or expected
    return [Pause(sent + _DAY, until + _DAY)] if sent and until else []


def _consents(application: Application, days: Mapping[str, date]) -> list[Pause]:
    """The days by which the consents to building on the applicant's land are late (861, п. 16(8)).

    The works grow by the days after the last one on which they should have come, the law's or an agreed one.
    """
    contract, came = days.get(Action.CONCLUDE), days.get(Record.CONSENTS_CAME)
    if contract is None or came is None:
        return []
    due = application.due(Code.OWNER_CONSENTS, contract)
    last = max(due, days.get(Record.CONSENTS_TERM, due))
    return [Pause(last + _DAY, came + _DAY)] if came > last else []


def _fourth(application: Application, days: Mapping[str, date]) -> date | None:
    """By when an offer of the fourth category is due to whoever consented in the application (п. 120)."""
    agreed = days.get(Record.DISPATCHER_AGREED)
    if agreed is None or Record.FOURTH_APPLIES not in days:
        return None
    return application.due(Code.FOURTH_OFFER, agreed)


def clocks_of(application: Application) -> Clocks:
    """The events of an application as they are known now."""
    return walk(application, application.history.order_by("at", "id").values_list("action", "on", "to_state"))


def walk(application: Application, rows: Iterable[tuple[str, date, str]]) -> Clocks:
    """The events by the rows of a history, the oldest first: what was done, on which day, where it led."""
    steps = list(rows)
    clocks = Clocks(application, [(action, on) for action, on, _ in steps])
    for step in steps:
        clocks.pass_by(*step)
    return clocks
