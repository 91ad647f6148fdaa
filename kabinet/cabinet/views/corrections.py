"""Correcting a submitted application: just what the specialist asked for is open.

Every button first keeps what was typed and chosen, then does what it says.
"""

import json
from typing import cast
from urllib.parse import quote, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from kabinet.applications.content.completeness import Gap
from kabinet.applications.corrections.answers import (
    CorrectionsClosed,
    NotCorrected,
    Opened,
    opened,
    remove_correction_upload,
    save_corrections,
    supply_corrections,
)
from kabinet.applications.corrections.items import asked_items, left_of
from kabinet.applications.corrections.requests import open_request
from kabinet.applications.models import Application
from kabinet.applications.models.corrections import CorrectionRequest
from kabinet.applications.rules.states import Action, State
from kabinet.cabinet.access import ApplicantRequest, mine_or_404, preparing, refuse
from kabinet.cabinet.corrections import gap_anchor, remarks_of, slots_of, take_again, take_uploads
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.compose import token_of
from kabinet.filling.documents import Refusals
from kabinet.filling.forms import form_of_answers, in_page
from kabinet.filling.parts import reasons_of
from kabinet.filling.saving import changed_answers
from kabinet.ui.forms import QuestionForm
from kabinet.ui.rows import rows_anchor


@preparing
def corrections(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is open, keep what was typed, send it. `go` says what the pressed button does."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    asked = open_request(application)
    if asked is None:
        return _closed(request, application)
    if request.method != "POST":
        return _show(request, application, asked)
    before = opened(application, asked)
    form = QuestionForm(in_page(before.questions), answers=before.answers, data=request.POST)
    try:
        _keep(request, application, form)
        refused = take_uploads(request, application)
        _take_again(request, application)
        return _go_on(request, application, before, form, refused)
    except CorrectionsClosed:
        return _closed(request, application)


def _keep(request: ApplicantRequest, application: Application, form: QuestionForm) -> None:
    save_corrections(
        application=application,
        raw=changed_answers(request, form),
        kept=request.POST.getlist("keep"),
        reply=request.POST.get("comment", ""),
        by=request.party.owner,
        at=timezone.now(),
    )
    if removed := read_id(request.POST.get("remove", "")):
        remove_correction_upload(application=application, upload_id=removed, by=request.party.owner)


def _take_again(request: ApplicantRequest, application: Application) -> None:
    try:
        file = take_again(request, application)
    except CorrectionsClosed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        if file is not None:
            messages.success(request, f"Файл «{file.name}» приложен: он уйдёт вместе с исправлениями.")


def _go_on(
    request: ApplicantRequest,
    application: Application,
    before: Opened,
    form: QuestionForm,
    refused: Refusals,
) -> HttpResponse:
    asked = open_request(application)
    if asked is None:
        raise CorrectionsClosed
    go = request.POST.get("go", "")
    if go == "autosave":
        return JsonResponse({"saved_at": (asked.saved_at or timezone.now()).isoformat()})
    if refused:
        return _show(request, application, asked, refused=refused, status=422)
    if opened(application, asked).names > before.names and go == "send":
        messages.info(request, "Сохранено. Из-за ваших изменений нужно ответить ещё на несколько вопросов.")
        return _show(request, application, asked)
    if go != "send" or form.wants_redisplay:
        if go == "save":
            messages.success(request, "Сохранено. Исправления ещё не отправлены.")
        return redirect(_next(application, request, go))
    if not request.party.acts:
        return refuse(request, request.party)
    return _send(request, application, asked)


def _send(request: ApplicantRequest, application: Application, asked: CorrectionRequest) -> HttpResponse:
    try:
        supply_corrections(
            application=application,
            comment=request.POST.get("comment", ""),
            by=request.party.owner,
            at=timezone.now(),
            token=token_of(request),
        )
    except NotCorrected as refusal:
        return _show(request, application, asked, gaps=refusal.gaps, status=422)
    except CorrectionsClosed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _show(request, application, asked, status=422)
    messages.success(request, "Исправления отправлены, спасибо. Специалист проверит заявку снова.")
    return redirect("application", application.pk)


def _show(
    request: ApplicantRequest,
    application: Application,
    asked: CorrectionRequest,
    *,
    refused: Refusals | None = None,
    gaps: list[Gap] | None = None,
    status: int = 200,
) -> HttpResponse:
    now, items = opened(application, asked), asked_items(application)
    form = form_of_answers(now.questions, now.answers)
    for name, field in form.fields.items():
        field.remark = now.notes.get(name, "")  # type: ignore[attr-defined]
    answers = {question.name: now.answers.get(question.name) for question in now.questions}
    context = {
        "application": application,
        "asked": asked,
        "form": form,
        "base": json.dumps({name: raw for name, raw in answers.items() if raw is not None}),
        "reasons": reasons_of(now.questions, now.answers, application.facts),
        "remarks": remarks_of(now.questions, now, items),
        "left": left_of(items),
        "slots": slots_of(application, asked, now, refused or {}, items),
        "gaps": [{"text": gap.text, "anchor": gap_anchor(gap)} for gap in gaps or ()],
        "token": token_of(request) if request.method == "POST" else new_id(),
    }
    return render(request, "cabinet/applications/corrections.html", context, status=status)


def _closed(request: ApplicantRequest, application: Application) -> HttpResponse:
    """Nothing is open: sent already, decided on, or asked for in words alone, which has a page of its own."""
    if request.method != "POST" and application.state == State.AWAITING_DOCUMENTS:
        return redirect("application_act", application.pk, Action.SUPPLY)
    if request.method == "POST" or application.corrections.exists():
        messages.info(request, str(CorrectionsClosed()))
    return redirect("application", application.pk)


def _next(application: Application, request: ApplicantRequest, go: str) -> str:
    """Where a button that sends nothing leads: to say that a paper was brought, or to its place here."""
    does, _, item = go.partition(":")
    if does == "brought":
        return f"{reverse('application_brought', args=[application.pk])}?{urlencode({'item': item})}"
    here = _here(application, request)
    return f"{here}#{quote(item)}" if does == "attach" and item else here


def _here(application: Application, request: ApplicantRequest) -> str:
    return reverse("application_corrections", args=[application.pk]) + rows_anchor(request.POST)
