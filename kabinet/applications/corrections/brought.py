"""What was asked for in words, and the applicant's word that something was brought to the office or posted.

The word is no fact: until a specialist enters what came (861, п. 15), the state and its term stay.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from kabinet.applications.models import Application, BroughtItem
from kabinet.applications.rules.states import Action, State
from kabinet.core.channels import Channel

AWAITED_IN = (State.AWAITING_DOCUMENTS, State.SUPPLIED)
"""Where the specialist may still miss what was brought."""
_ASKS = (Action.REQUEST_DOCUMENTS, Action.SUPPLY_PART)
_POINT = re.compile(r"^\s*(?:[-–—•*]|\d{1,2}[.)])\s+(.+?)[\s;.]*$")
_MOST_POINTS = 40
_WHOLE = "Всё, о чём написал специалист"


@dataclass(frozen=True, slots=True)
class Brought:
    """A word that stands, and whether a specialist has entered since what came on paper."""

    row: BroughtItem
    confirmed: bool


def asked_points(application: Application) -> list[str]:
    """The points of the last request: its lines after a dash or a number; else all of it at once."""
    request = application.history.filter(action__in=_ASKS).order_by("at", "id").last()
    lines = request.comment.splitlines() if request else []
    points = dict.fromkeys(found[1] for line in lines if (found := _POINT.match(line)))
    return list(points)[:_MOST_POINTS] or [_WHOLE]


def asked_at(application: Application) -> datetime | None:
    """When the last request was made; None where nothing was ever asked for."""
    asked = application.history.filter(action__in=_ASKS)
    found: datetime | None = asked.aggregate(at=Max("at"))["at"]
    return found


def brought_of(application: Application) -> list[Brought]:
    """The words given since the last request, the earliest first; none once everything was looked at.

    Two queries where something is awaited, else none.
    """
    if application.state not in AWAITED_IN:
        return []
    said = list(application.brought.filter(taken_back_at=None).select_related("said_by"))
    if not said:
        return []
    known = application.history.filter(action__in=(*_ASKS, Action.SUPPLY))
    rows = list(known.values_list("action", "channel", "at"))
    asked_at = max((at for action, _way, at in rows if action in _ASKS), default=None)
    came = [at for action, way, at in rows if action == Action.SUPPLY and way != Channel.CABINET]
    return [
        Brought(row, confirmed=any(row.said_at <= at for at in came))
        for row in said
        if asked_at is None or row.said_at >= asked_at
    ]


def titles_brought(application: Application) -> set[str]:
    """What was brought by the applicant's word, as it was called in the request."""
    return {one.row.title for one in brought_of(application)}
