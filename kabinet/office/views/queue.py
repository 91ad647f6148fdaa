"""The queue of applications, what is done to several of them at once, and its export."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.core import journal
from kabinet.core.ids import new_id
from kabinet.law.counting import counted
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.paging import PAGE_SIZE, id_in
from kabinet.office.people import name_of, operators_people, who_works_on_applications
from kabinet.office.queue.bulk import give_several
from kabinet.office.queue.choice import ALL, APPLICANTS, BANDS, KINDS, LATE, NOBODY, STATES, TABS, Choice
from kabinet.office.queue.export import ExportTooLong, export
from kabinet.office.queue.rows import FOUND, QueuePage, counts, page_of, searched

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_ONLY = "office/queue.html#rows"


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_queue(request: OfficeRequest) -> HttpResponse:
    """Show one page of the queue; «Показать ещё» asks by htmx for the next rows alone."""
    choice, today, who = Choice.read(request.GET), timezone.localdate(), request.user
    people = operators_people()
    found = searched(choice, who=who, today=today)
    page = page_of(found, choice, people=people, today=today)
    context = {
        "choice": choice,
        "rows": page.rows,
        "more": choice.query(after=page.next_place) if page.next_place else "",
        "picked": "picked" in request.GET,
    }
    asked_by_script = bool(request.htmx)
    if not asked_by_script:
        numbers = counts(found, choice, who=who, today=today)
        context |= {
            "found": numbers.get(FOUND) or _shown(page, choice),
            "everywhere": choice.query(tab=ALL),
            "tabs": [
                {
                    "title": tab.title,
                    "query": choice.query(tab=tab),
                    "count": numbers[tab.slug],
                    "current": tab is choice.tab,
                    "alarming": tab is LATE,
                }
                for tab in TABS
            ],
            "filters": _filters(choice, list(people.values())),
            "colleagues": who_works_on_applications(people.values()),
            "leads": Duty.LEADING in who.duties,
        }
    response = render(request, ROWS_ONLY if asked_by_script else "office/queue.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _shown(page: QueuePage, choice: Choice) -> str:
    """How many were found, as far as one page of them tells."""
    if page.next_place or choice.after:
        return f"больше {PAGE_SIZE}"
    return str(len(page.rows))


def _filters(choice: Choice, people: list[User]) -> list[dict[str, Any]]:
    """The lists to choose from, each with what stands for «everything»."""
    workers = [(str(person.pk), name_of(person)) for person in who_works_on_applications(people)]
    lists = (
        ("status", "Статус", "Любой", STATES, choice.status),
        ("kind", "Вид присоединения", "Любой", KINDS, choice.kind),
        ("band", "Мощность", "Любая", BANDS, choice.band),
        ("applicant", "Заявитель", "Любой", APPLICANTS, choice.applicant),
        ("specialist", "Специалист", "Любой", ((NOBODY, "Не назначен"), *workers), str(choice.specialist)),
    )
    return [
        {"name": name, "label": label, "any": everything, "options": options, "chosen": chosen}
        for name, label, everything, options, chosen in lists
    ]


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_bulk(request: OfficeRequest) -> HttpResponse:
    """Take the ticked applications, or (the head) assign them; then the same page of the queue again."""
    choice = Choice.read(QueryDict(request.POST.get("back", "").removeprefix("?")))
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
    choice, at = Choice.read(request.GET), timezone.now()
    people = operators_people()
    found = searched(choice, who=request.user, today=timezone.localdate(at))
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
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
