"""«Показания»: what the consumer's meters show (186, п. 36 «г», «е»)."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.cabinet.access import ApplicantRequest, applicant_required
from kabinet.cabinet.forms.reading import ReadingForm
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import token_of
from kabinet.meters.services import ReadingRefused, TypedReading, latest_reading, own_readings, send_reading


@require_http_methods(["GET", "HEAD", "POST"])
@applicant_required
def readings(request: HttpRequest) -> HttpResponse:
    """Send readings; below stand those sent before."""
    request = cast("ApplicantRequest", request)
    at = timezone.now()
    if request.method == "POST":
        form, token = ReadingForm(request.POST), token_of(request)
        if form.is_valid():
            try:
                send_reading(
                    shown=TypedReading(**form.cleaned_data), token=token, by=request.party.owner, at=at
                )
            except ReadingRefused as refusal:
                form.add_error(refusal.field, str(refusal))
            else:
                messages.success(request, "Показания приняты, спасибо. Они в списке ниже.")
                return redirect("readings")
    else:
        last, token = latest_reading(request.party.owner), new_id()
        known = {"meter": last.meter, "place": last.place} if last else {}
        form = ReadingForm(initial={**known, "on": timezone.localdate(at)})
    context = {"form": form, "token": token, "rows": own_readings(request.party.owner)}
    return render(request, "cabinet/readings.html", context, status=422 if form.is_bound else 200)
