"""What only a layer above knows of an application: that layer registers who tells it (billing: what is paid).

So the state machine asks by itself, and no page has to remember to.
"""

from collections.abc import Callable
from datetime import date, datetime

from kabinet.applications.models import Application
from kabinet.applications.rules.states import Fact

type Teller = Callable[[Application], date | None]
"""From an application to the day of the fact; None while it is not so."""

_TELLERS: dict[Fact, Teller] = {}


def register(fact: Fact, teller: Teller) -> None:
    """Let `teller` tell the day of `fact`; called once, when the layer that knows it starts."""
    _TELLERS[fact] = teller


type Listener = Callable[[Application, datetime], object]
"""What a layer above computes anew, at a moment, when the facts of a locked application were corrected."""

_LISTENERS: list[Listener] = []


def listen(listener: Listener) -> None:
    """Let `listener` hear of corrections; called once, when its layer starts."""
    _LISTENERS.append(listener)


def tell_changed(application: Application, *, at: datetime) -> None:
    """Tell the layers above that the facts of a locked application were corrected."""
    for listener in _LISTENERS:
        listener(application, at)


def day_of(fact: Fact, application: Application) -> date | None:
    """The day of the fact, or None while it is not so. KeyError when no layer tells it."""
    return _TELLERS[fact](application)
