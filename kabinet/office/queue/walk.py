"""Walking a list of cases: from the card of one to the next of the same list, and back to the place in it.

The card's address holds the list that it was opened from (`list=`, the query of a queue). Whatever stands
there is read as a choice of that queue: it leads nowhere else.
"""

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
from kabinet.cases.models import Case
from kabinet.office.access import OfficeRequest
from kabinet.office.paging import QueuePlace, page_of
from kabinet.office.queue.choice import QueueChoice
from kabinet.office.queue.declaration import CaseQueue
from kabinet.ui.templatetags.addresses import LIST, list_carried

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
        if LIST not in request.GET:
            return None
        query = QueryDict(request.GET[LIST].removeprefix("?"))
        return cls(QueueChoice.read(queue, query), card=card, who=request.user)

    def neighbours(self, case: Case) -> Neighbours:
        """What lies around a case in the list. Three queries, whatever its length."""
        back = f"{self._list}#case-{case.pk}"
        return Neighbours(back, self._card(self._beside(case, before=True)), self._card(self._beside(case)))

    def onward(self, case: Case) -> str:
        """The card of the next case as the list stands now, or the list behind the last."""
        return self._card(self._beside(case)) or self._list

    @property
    def _list(self) -> str:
        return reverse(self.choice.queue.address) + self.query

    def _card(self, pk: UUID | None) -> str:
        if pk is None:
            return ""
        return f"{reverse(self.card, args=[pk])}?{urlencode({LIST: self.query})}"

    def _beside(self, case: Case, *, before: bool = False) -> UUID | None:
        queue, today = self.choice.queue, timezone.localdate()
        found = self.choice.found(whose=works_for(self.who, away_on(today)), today=today)
        rank, moment = (getattr(case, name) for name in (RANK, queue.moment))
        page = page_of(
            found.only("pk", RANK, queue.moment),
            rank=RANK,
            moment=queue.moment,
            after=QueuePlace(rank, moment, case.pk),
            size=1,
            backwards=self.choice.newest_first != before,
        )
        return next((row.pk for row in page.rows), None)


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
