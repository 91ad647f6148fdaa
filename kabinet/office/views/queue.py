"""The queues; what is done to several applications at once, and the export of them."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.accounts.standing_in import away_on, works_for
from kabinet.core import journal
from kabinet.core.ids import new_id
from kabinet.files.limits import XLSX
from kabinet.law.counting import counted
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.appeals.queue import APPEAL_QUEUE
from kabinet.office.applications.bulk import give_several
from kabinet.office.applications.export import ExportTooLong, export
from kabinet.office.applications.queue import APPLICATION_QUEUE
from kabinet.office.paging import id_in
from kabinet.office.people import away_told, name_of, operators_people
from kabinet.office.queue.choice import QueueChoice
from kabinet.office.queue.page import show_queue


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_queue(request: OfficeRequest) -> HttpResponse:
    """Show one page of the queue of applications."""
    leads = Duty.LEADING in request.user.duties
    return show_queue(request, APPLICATION_QUEUE, picked="picked" in request.GET, leads=leads)


@duty_required(Duty.APPEALS)
@require_safe
def office_appeals(request: OfficeRequest) -> HttpResponse:
    """Show one page of the queue of appeals."""
    return show_queue(request, APPEAL_QUEUE)


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_bulk(request: OfficeRequest) -> HttpResponse:
    """Take the ticked applications, or (the head) assign them; then the same page of the queue again."""
    choice = QueueChoice.read(APPLICATION_QUEUE, QueryDict(request.POST.get("back", "").removeprefix("?")))
    back = redirect(reverse("office_queue") + choice.query())
    ids = [pk for text in request.POST.getlist("pick") if (pk := id_in({"pk": text}, "pk"))]
    if not ids:
        messages.error(request, "Отметьте в таблице хотя бы одну заявку.")
        return back
    to = None
    if request.POST.get("act") == "assign":
        to = _colleague(id_in(request.POST, "to"))
        if to is None:
            messages.error(request, "Выберите специалиста, которому назначить заявки.")
            return back
    outcome = give_several(
        ids=ids,
        to=to,
        why=request.POST.get("why", ""),
        token=new_id(),
        by=request.user,
        at=timezone.now(),
        address=client_address(request),
    )
    if outcome.done:
        whom = f"Назначено ({name_of(to)})" if to else "Взято в работу"
        messages.success(request, f"{whom}: {counted(outcome.done, 'заявка', 'заявки', 'заявок')}.")
        away = away_on(timezone.localdate()).get(to.pk) if to else None
        if away:
            messages.warning(request, f"{away.person_name} {away_told(away)}.")
    for refusal in outcome.refused:
        messages.warning(request, refusal)
    if not outcome.done and not outcome.refused:
        messages.info(request, "Ничего не изменилось: отмеченные заявки уже у этого специалиста.")
    return back


def _colleague(pk: UUID | None) -> User | None:
    return User.objects.filter(pk=pk, is_active=True).first() if pk else None


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_export(request: OfficeRequest) -> HttpResponseBase:
    """Give the filtered list as an XLSX file; the journal remembers who took what away."""
    choice, at = QueueChoice.read(APPLICATION_QUEUE, request.GET), timezone.now()
    people, today = operators_people(), timezone.localdate(at)
    found = choice.found(whose=works_for(request.user, away_on(today)), today=today)
    try:
        file, rows = export(found, choice, people=people)
    except ExportTooLong as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("office_queue") + choice.query())
    journal.record(
        act="applications_exported",
        subject="applications",
        by=request.user.pk,
        at=at,
        address=client_address(request),
        details={"query": choice.query(), "rows": rows},
    )
    name = f"Заявки {timezone.localtime(at):%Y-%m-%d %H-%M}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX.content_type)
