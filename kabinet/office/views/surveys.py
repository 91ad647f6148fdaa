"""«Оценки заявителей», for the head."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.accounts.duties import Duty
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.paging import QueuePlace, page_of, query_of
from kabinet.office.surveys import summary
from kabinet.surveys.models import Survey


@duty_required(Duty.LEADING)
@require_safe
def office_surveys(request: OfficeRequest) -> HttpResponse:
    """Show the averages and what applicants wrote, the latest first."""
    after = QueuePlace.read(request.GET.get("after", ""))
    found = Survey.objects.select_related("appeal__topic", "application")
    page = page_of(found, rank="on", moment="answered_at", after=after, backwards=True)
    context = {
        "summary": None if after else summary(today=timezone.localdate()),
        "surveys": page.rows,
        "older": query_of(after=page.next_place) if page.next_place else "",
    }
    return render(request, "office/surveys.html", context)
