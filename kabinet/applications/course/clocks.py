"""The events from which the terms of an application run, as its history goes by (861, п. 15, 16 «б»)."""

from datetime import date

from kabinet.applications.models import Application
from kabinet.applications.rules.states import Action, Clock, State
from kabinet.law.deadlines import Code, Pause


class Clocks:
    """Walks a history, the oldest row first, and knows the day of each event so far; None: not yet.

    `received`: the application came, or all that was missing did: as a specialist found, on the day when it
    came. Only a request made in time stops the operator's term: a later one moves nothing. `asked`: the
    last request. `contract`: the contract was concluded.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self.received: date | None = None
        self.asked: date | None = None
        self.contract: date | None = None
        self._asked_in_time = False
        self._supplied: date | None = None
        self._suspended: date | None = None
        self._pauses: list[Pause] = []

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
        return self._application.due(limit, self._start(clock, on), self._pauses)

    def _start(self, clock: Clock, on: date) -> date:
        days = {Clock.RECEIPT: self.received, Clock.REQUEST: self.asked, Clock.CONTRACT: self.contract}
        event = days.get(clock)
        return event or on


def clocks_of(application: Application) -> Clocks:
    """The events of an application as they are known now."""
    clocks = Clocks(application)
    history = application.history.order_by("at", "id")
    for step in history.values_list("action", "on", "to_state"):
        clocks.pass_by(*step)
    return clocks
