"""«Статистика», for the head."""

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kabinet.accounts.duties import Duty
from kabinet.files.limits import XLSX
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.figures.choice import BANDS, KINDS
from kabinet.office.figures.page import figures_page
from kabinet.office.figures.workbook import workbook


@duty_required(Duty.LEADING)
@require_safe
def office_statistics(request: OfficeRequest) -> HttpResponse:
    """Show the figures of a period."""
    page = figures_page(request.GET, today=timezone.localdate())
    return render(request, "office/statistics.html", {"page": page, "kinds": KINDS, "bands": BANDS})


@duty_required(Duty.LEADING)
@require_safe
def office_statistics_file(request: OfficeRequest) -> HttpResponseBase:
    """Give one table of the same figures, or all of them, as an XLSX file."""
    page = figures_page(request.GET, today=timezone.localdate())
    asked = [table for table in page.tables if table.slug == request.GET.get("table")]
    file = workbook(asked or page.tables)
    title = asked[0].title if asked else "Статистика"
    name = f"{title} {page.choice.since:%Y-%m}–{page.choice.until:%Y-%m}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX.content_type)
