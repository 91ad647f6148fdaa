"""The queue of applications."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from kabinet.accounts.duties import Duty
from kabinet.office.access import duty_required
from kabinet.office.queue import TABS, Choice, page_of, waiting_counts

ROWS_ONLY = "office/queue.html#rows"


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_queue(request: HttpRequest) -> HttpResponse:
    """Show one page of the queue; «Показать ещё» asks by htmx for the next rows alone."""
    choice, today = Choice.read(request.GET), timezone.localdate()
    page = page_of(choice, today=today)
    context = {
        "choice": choice,
        "rows": page.rows,
        "more": choice.query(after=page.next_place) if page.next_place else "",
    }
    asked_by_script = request.headers.get("HX-Request") == "true"
    if not asked_by_script:
        counts = waiting_counts(today=today)
        context["late"] = counts["late"]
        context["tabs"] = [
            {
                "title": tab.title,
                "query": choice.query(tab=tab),
                "count": counts.get(tab.slug),
                "current": tab is choice.tab,
            }
            for tab in TABS
        ]
    response = render(request, ROWS_ONLY if asked_by_script else "office/queue.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
