"""Asking the applicant for corrections: which answers and documents, what is wrong with each."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.duties import Duty
from kabinet.applicants.members import has_cabinet
from kabinet.applications.corrections.requests import LONGEST_NOTE, Correctable, correctable
from kabinet.applications.course.transitions import TransitionImpossible, allowed_actions
from kabinet.applications.models import Application
from kabinet.applications.rules.states import Action
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.core.questions import display
from kabinet.correspondence.compose import token_of
from kabinet.office.access import OfficeRequest, duty_required, submitted_or_404
from kabinet.office.applications.acts import ask_for_corrections
from kabinet.office.applications.card import APPLICATION_CARD, act_of
from kabinet.office.card.decisions import asked_why
from kabinet.office.card.freshness import CardStale, Mark
from kabinet.office.people import letter_told
from kabinet.office.queue.walk import Onward
from kabinet.office.templates.choice import template_choices, text_with_template
from kabinet.office.templates.fields import Purpose

NOTE = "note-"
"""What the names of the notes' inputs begin with; the name of the question or document follows."""


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_corrections(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Choose what is to be corrected, and ask for it."""
    application = submitted_or_404(pk)
    if request.method != "POST":
        return _show(request, application, token=new_id())
    ticked, token = request.POST.getlist("item"), token_of(request)
    onward = Onward(request, APPLICATION_CARD.queue, application, card=APPLICATION_CARD.address)
    filled = text_with_template(request, purpose=Purpose.CORRECTIONS, case=application, field="comment")
    if filled is not None:
        return _show(request, application, token=token, comment=filled)
    try:
        ask_for_corrections(
            application=application,
            notes={name: request.POST.get(NOTE + name, "") for name in ticked},
            comment=request.POST.get("comment", ""),
            seen=request.POST.get("seen", ""),
            why=request.POST.get("why", ""),
            token=token,
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        status = 409 if isinstance(refusal, CardStale | TransitionImpossible) else 422
        fresh = submitted_or_404(pk)
        return _show(request, fresh, token=token, error=str(refusal), status=status)
    letter = letter_told(reached=has_cabinet(application.owner))
    return onward.told(f"Исправления запрошены, в кабинете открыто отмеченное. {letter}")


def _show(
    request: OfficeRequest,
    application: Application,
    *,
    token: UUID,
    comment: str | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = allowed_actions(application, request.user)
    row = next((row for row in rows if row.action == Action.REQUEST_DOCUMENTS), None)
    context = {
        **asked_why(request, application),
        "application": application,
        "act": act_of(row, application, timezone.localdate()) if row else None,
        "blocks": [
            {"title": title, "items": [_item(request, item) for item in items]}
            for title, items in correctable(application)
            if items
        ],
        "comment": request.POST.get("comment", "") if comment is None else comment,
        "templates": template_choices(Purpose.CORRECTIONS),
        "longest_note": LONGEST_NOTE,
        "seen": str(Mark.of(application)),
        "token": token,
        "error": error,
    }
    return render(request, "office/corrections.html", context, status=status)


def _item(request: OfficeRequest, item: Correctable) -> dict[str, Any]:
    return {
        "name": item.name,
        "label": item.label,
        "answer": display(item.question, item.answer) if item.question else "",
        "files": item.files,
        "ticked": item.name in request.POST.getlist("item"),
        "note_name": NOTE + item.name,
        "note": request.POST.get(NOTE + item.name, ""),
    }
