"""«Статистика», for the head."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.accounts.duties import Duty
from kabinet.office.access import duty_required
from kabinet.office.statistics import statistics


@duty_required(Duty.LEADING)
@require_safe
def office_statistics(request: HttpRequest) -> HttpResponse:
    """Show the numbers of today."""
    return render(request, "office/statistics.html", {"statistics": statistics(today=timezone.localdate())})
