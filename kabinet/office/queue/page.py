"""The page of a queue; «Показать ещё» asks by htmx for the next rows alone."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from kabinet.accounts.standing_in import away_on, works_for
from kabinet.office.access import OfficeRequest
from kabinet.office.paging import PAGE_SIZE
from kabinet.office.people import People, choices_of, operators_people
from kabinet.office.queue.choice import QueueChoice
from kabinet.office.queue.declaration import CaseQueue
from kabinet.office.queue.listing import FOUND, QueuePage, counts, page_of_queue


def show_queue(request: OfficeRequest, queue: CaseQueue[Any], **more: Any) -> HttpResponse:
    """One page of a queue; `more` is what its own page shows besides."""
    choice, today, who = QueueChoice.read(queue, request.GET), timezone.localdate(), request.user
    people, away = operators_people(), away_on(today)
    whose = works_for(who, away)
    found = choice.found(whose=whose, today=today)
    page = page_of_queue(found, choice, who=who, whose=whose, people=people, today=today)
    context = {
        "choice": choice,
        "rows": page.rows,
        "more": choice.query(after=page.next_place) if page.next_place else "",
        **more,
    }
    asked_by_script = bool(request.htmx)
    if not asked_by_script:
        numbers = counts(found, choice, whose=whose, today=today)
        context |= {
            "found": numbers.get(FOUND) or _shown(page, choice),
            "everywhere": choice.query(tab=queue.tabs[-1]),
            "tabs": [
                {
                    "title": tab.title,
                    "query": choice.query(tab=tab),
                    "count": numbers.get(tab.slug, ""),
                    "current": tab is choice.tab,
                    "alarming": tab.alarming,
                }
                for tab in queue.tabs
            ],
            "filters": _filters(choice, people),
            "colleagues": choices_of(queue.duty, people.values(), away),
        }
    response = render(request, f"{queue.page}#rows" if asked_by_script else queue.page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _shown(page: QueuePage, choice: QueueChoice[Any]) -> str:
    """How many were found, as far as one page of them tells."""
    if page.next_place or choice.after:
        return f"больше {PAGE_SIZE}"
    return str(len(page.rows))


def _filters(choice: QueueChoice[Any], people: People) -> list[dict[str, Any]]:
    """The lists to choose from, for office/queue_search.html."""
    return [
        {
            "name": one.name,
            "label": one.label,
            "any": one.everything,
            "options": one.options(people),
            "chosen": (value := choice.chosen.get(one.name, "")),
            "without": choice.query(chosen={**choice.chosen, one.name: ""}) if value else "",
        }
        for one in choice.queue.filters
    ]
