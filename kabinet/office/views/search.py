"""The search of every page's header: applications and appeals found together."""

from collections.abc import Collection
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.accounts.duties import Duty
from kabinet.accounts.standing_in import away_on, works_for
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.appeals.queue import APPEAL_QUEUE
from kabinet.office.applications.queue import APPLICATION_QUEUE
from kabinet.office.people import operators_people
from kabinet.office.queue.choice import QueueChoice
from kabinet.office.queue.declaration import CaseQueue
from kabinet.office.queue.listing import QueueRow, page_of_queue

SHOWN: Final = 10
"""Rows of each kind; the rest is a page of its queue."""


class _Kind(NamedTuple):
    """A kind of case that is looked for: its title, its queue, the address of a card."""

    title: str
    queue: CaseQueue[Any]
    card_name: str


class FoundCases(NamedTuple):
    """What was found of a kind; `more`: there are others; `too_short`: the text was not enough.

    `everything`: the address of the queue with all of it; `list`: its query, which the cards are told.
    """

    title: str
    slug: str
    rows: list[QueueRow]
    more: bool
    everything: str
    list: str
    too_short: bool


_KINDS: Final = (
    _Kind("Заявки", APPLICATION_QUEUE, "office_application"),
    _Kind("Обращения", APPEAL_QUEUE, "office_appeal"),
)


@duty_required(Duty.APPLICATIONS, Duty.APPEALS)
@require_safe
def office_search(request: OfficeRequest) -> HttpResponse:
    """Show what is found among all cases of the person's duties; a number of one case leads to its card."""
    # The tab is that of all: who calls asks for finished cases too.
    asked = {"q": request.GET.get("q", ""), "state": "all"}
    kinds = [kind for kind in _KINDS if kind.queue.duty in request.user.duties]
    choices = [QueueChoice.read(kind.queue, asked) for kind in kinds]
    if card := _only_named(kinds, choices):
        return redirect(card)
    groups = [_found(request, kind, choice) for kind, choice in zip(kinds, choices, strict=True)]
    context = {
        "asked": choices[0].search,
        "groups": groups,
        "too_short": all(group.too_short for group in groups),
        "nothing": not any(group.rows or group.too_short for group in groups),
    }
    return render(request, "office/search.html", context)


def _only_named(kinds: Collection[_Kind], choices: Collection[QueueChoice[Any]]) -> str:
    """The card of the case that the text names by its number; "" when it names none or several."""
    cards: list[str] = []
    for kind, choice in zip(kinds, choices, strict=True):
        exact = kind.queue.named_exactly(choice.search) if choice.search else None
        keys: list[UUID] = list(exact.values_list("pk", flat=True)[:2]) if exact is not None else []
        cards += [reverse(kind.card_name, args=[key]) for key in keys]
    return cards[0] if len(cards) == 1 else ""


def _found(request: OfficeRequest, kind: _Kind, choice: QueueChoice[Any]) -> FoundCases:
    who, today = request.user, timezone.localdate()
    whose = works_for(who, away_on(today))
    found = choice.found(whose=whose, today=today) if choice.search else kind.queue.cases().none()
    page = page_of_queue(
        found, choice, who=who, whose=whose, people=operators_people(), today=today, size=SHOWN
    )
    return FoundCases(
        title=kind.title,
        slug=kind.queue.duty.value,
        rows=page.rows,
        more=page.next_place is not None,
        everything=reverse(kind.queue.address) + choice.here,
        list=choice.here,
        too_short=not choice.search or choice.search_is_short,
    )
