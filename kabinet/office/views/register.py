"""The register of payments and its file."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.core import journal
from kabinet.files.limits import XLSX
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.money.register import (
    RegisterChoice,
    RegisterTooLong,
    Sorted,
    export_register,
    register_page,
    totals,
)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_register(request: OfficeRequest) -> HttpResponse:
    """Show a page of the register with the totals of the period."""
    choice = RegisterChoice.read(request.GET, today=timezone.localdate())
    rows, place = register_page(choice)
    told = totals(choice)
    context = {
        "choice": choice,
        "rows": rows,
        "more": choice.query(after=place) if place else "",
        "total": told[choice.fate],
        "tabs": [
            {
                "title": title,
                "query": choice.query(fate=fate),
                "count": told[fate].number or "",
                "current": fate == choice.fate,
                "alarming": False,
            }
            for fate, title in [("", "Все"), *Sorted.choices]
        ],
    }
    return render(request, "office/register.html", context)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_register_file(request: OfficeRequest) -> HttpResponseBase:
    """Give the register as an XLSX file; the journal remembers who took what away."""
    at = timezone.now()
    choice = RegisterChoice.read(request.GET, today=timezone.localdate(at))
    try:
        file, rows = export_register(choice)
    except RegisterTooLong as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("office_register") + choice.query())
    journal.record(
        act="payments_exported",
        subject="payments",
        by=request.user.pk,
        at=at,
        address=client_address(request),
        details={"query": choice.query(), "rows": rows},
    )
    name = f"Платежи {choice.since:%Y-%m-%d} — {choice.until:%Y-%m-%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX.content_type)
