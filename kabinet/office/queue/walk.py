"""Walking a list of cases: from the card of one to the next of the same list, and back to the place in it.

The card's address holds the list that it was opened from (`list=`, the query of a queue). Whatever stands
there is read as a choice of that queue: it leads nowhere else.
"""

from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from kabinet.accounts.models import User
from kabinet.accounts.standing_in import away_on, works_for
from kabinet.cases.models import Case, CaseQuerySet
from kabinet.office.access import OfficeRequest
from kabinet.office.paging import QueuePlace, page_of
from kabinet.office.queue.choice import QueueChoice
from kabinet.office.queue.declaration import CaseQueue
from kabinet.ui.templatetags.addresses import LIST, list_carried, list_in

RANK = "due_rank"
"""By what every queue is ordered first."""


class Neighbours(NamedTuple):
    """The addresses around a card: its list at its place, the cards before and behind; empty at the ends."""

    back: str
    previous: str
    next: str


class Walk:
    """A list that somebody works through; `card` is the name of the address of its cases' cards."""

    def __init__(self, choice: QueueChoice[Any], *, card: str, who: User) -> None:
        self.choice, self.card, self.who = choice, card, who
        self.query = choice.here

    @classmethod
    def of(cls, request: OfficeRequest, queue: CaseQueue[Any], card: str) -> Self | None:
        """The list named by the address of a request; None when it names none."""
        query = list_in(request)
        if not query:
            return None
        choice = QueueChoice.read(queue, QueryDict(query.removeprefix("?")))
        return cls(choice, card=card, who=request.user)

    def neighbours(self, case: Case) -> Neighbours:
        """What lies around a case in the list. Three queries besides who is away, whatever its length."""
        previous = self._beside(case, before=True)
        choice = self.choice
        if previous and case.pk not in self._page():
            # Walked beyond the page from which it was begun: the list is shown from this case on.
            choice = replace(choice, after=self._place(previous))
        back = f"{reverse(choice.queue.address)}{choice.here}#case-{case.pk}"
        return Neighbours(back, self._card(previous), self._card(self._beside(case)))

    def onward(self, case: Case) -> str:
        """The card of the next case as the list stands now, or the list behind the last."""
        return self._card(self._beside(case)) or reverse(self.choice.queue.address) + self.query

    def _card(self, case: Case | None) -> str:
        return f"{reverse(self.card, args=[case.pk])}?{urlencode({LIST: self.query})}" if case else ""

    @cached_property
    def _found(self) -> CaseQuerySet[Any]:
        today = timezone.localdate()
        found: CaseQuerySet[Any] = self.choice.found(whose=works_for(self.who, away_on(today)), today=today)
        return found.only("pk", RANK, self.choice.queue.moment)

    def _place(self, case: Case) -> QueuePlace:
        return QueuePlace(getattr(case, RANK), getattr(case, self.choice.queue.moment), case.pk)

    def _page(self) -> set[UUID]:
        """The cases of the page from which the walk was begun."""
        moment, backwards = self.choice.queue.moment, self.choice.newest_first
        page = page_of(self._found, rank=RANK, moment=moment, after=self.choice.after, backwards=backwards)
        return {row.pk for row in page.rows}

    def _beside(self, case: Case, *, before: bool = False) -> Case | None:
        page = page_of(
            self._found,
            rank=RANK,
            moment=self.choice.queue.moment,
            after=self._place(case),
            size=1,
            backwards=self.choice.newest_first != before,
        )
        return next(iter(page.rows), None)


class Onward:
    """Where an act on a card leads: to the next case of its list; without a list, to the card again.

    Made before the act, which moves the case to another place of the list or out of it.
    """

    def __init__(self, request: OfficeRequest, queue: CaseQueue[Any], case: Case, *, card: str) -> None:
        walk = Walk.of(request, queue, card)
        self.request, self.case = request, case
        self.card = card_address(request, card, case.pk)
        self.address = walk.onward(case) if walk else self.card

    def told(self, text: str, *, stays: bool = False) -> HttpResponse:
        """Say what was done, and on which case when another one is shown, and go on, unless one `stays`."""
        if stays or self.address == self.card:
            messages.success(self.request, text)
            return redirect(self.card)
        back = format_html('<a href="{}">{}</a>', self.card, self.case.number)
        messages.success(self.request, format_html("{}. {}", back, text))
        return redirect(self.address)


def card_address(request: HttpRequest, card: str, pk: UUID) -> str:
    """The address of a card, with the list that the request carries."""
    return reverse(card, args=[pk]) + list_carried(request)
