"""«Показания»: what consumers have sent of their meters."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.accounts.duties import Duty
from kabinet.meters.models import MeterReading
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.paging import QueuePlace, page_of, query_of


@duty_required(Duty.APPEALS)
@require_safe
def office_readings(request: OfficeRequest) -> HttpResponse:
    """List them by their day, the latest first; `meter`: those of one meter."""
    meter = request.GET.get("meter", "").strip()[:40].upper()
    found = MeterReading.objects.all()
    page = page_of(
        found.filter(meter=meter) if meter else found,
        rank="on",
        moment="sent_at",
        after=QueuePlace.read(request.GET.get("after", "")),
        backwards=True,
    )
    older = query_of(meter=meter, after=page.next_place) if page.next_place else ""
    return render(request, "office/readings.html", {"readings": page.rows, "older": older, "meter": meter})
