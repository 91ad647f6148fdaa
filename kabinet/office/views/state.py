"""«Состояние», for the administrator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.accounts.duties import Duty
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.watching.checks import look_at_all
from kabinet.watching.found import Severity

_BADGES = {
    Severity.OK: ("success", "в порядке"),
    Severity.WARNING: ("warning", "обратите внимание"),
    Severity.CRITICAL: ("error", "не в порядке"),
}


@duty_required(Duty.ADMINISTRATION)
@require_safe
def office_state(request: OfficeRequest) -> HttpResponse:
    """Make all checks now and show them, the worst first."""
    lines = sorted(look_at_all(timezone.now()), key=lambda line: -line.found.level)
    rows = [(line, *_BADGES[line.found.level]) for line in lines]
    wrong = sum(line.found.level > Severity.OK for line in lines)
    return render(request, "office/state.html", {"rows": rows, "wrong": wrong})
