"""Writing an appeal: the form, its draft, and what is said after sending."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kabinet.appeals.models import Appeal, Topic
from kabinet.appeals.services import AppealIncomplete, save_appeal_draft, send_appeal
from kabinet.cabinet.access import ApplicantRequest, applicant_required, my_appeal_or_404
from kabinet.cabinet.appeal_form import FILES, AppealForm, begun
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import remove_unsent, take_files, token_of
from kabinet.correspondence.services import MessageTooLong
from kabinet.files.models import StoredFile


@applicant_required
def new(request: HttpRequest) -> HttpResponse:
    """The form, as it was left; whatever is posted is kept as a draft before anything else."""
    request = cast("ApplicantRequest", request)
    draft, answers, files = begun(request.party.owner)
    if request.method != "POST":
        form = AppealForm(request.party.owner, answers=answers)
        return _show(request, form, token=new_id(), kept=files, saved_at=draft.saved_at if draft else None)
    token = token_of(request)
    form = AppealForm(request.party.owner, answers=answers, posted=request.POST)
    go = "show" if form.wants_redisplay else request.POST.get("go", "send")
    if go == "autosave" and Appeal.objects.filter(token=token, owner=request.party.owner).exists():
        # A saving that comes behind the sending of the same form must not bring the draft back.
        return JsonResponse({"saved_at": ""})
    files = take_files(request, form, by=request.party.owner)
    draft = save_appeal_draft(
        by=request.party.owner, answers={**answers, **form.raw()}, files=files, at=timezone.now()
    )
    match go:
        case "autosave":
            return JsonResponse({"saved_at": draft.saved_at.isoformat()})
        case "draft" if FILES not in form.errors:
            messages.success(request, "Черновик сохранён. Закончить обращение можно с любого устройства.")
            return redirect("appeal_new")
        case "send":
            return _send(request, form, token=token, files=files, saved_at=draft.saved_at)
    if FILES not in form.errors:
        # Nothing is demanded of an appeal that is not being sent.
        form = AppealForm(request.party.owner, answers=form.answers)
    return _show(request, form, token=token, kept=files, saved_at=draft.saved_at)


def _send(
    request: ApplicantRequest,
    form: AppealForm,
    *,
    token: UUID,
    files: Sequence[StoredFile],
    saved_at: datetime,
) -> HttpResponse:
    """Send it, once per form; after a refusal everything typed and the files are still there."""
    if form.is_valid():
        try:
            appeal = send_appeal(
                by=request.party.owner, answers=form.answers, files=files, token=token, at=timezone.now()
            )
        except (AppealIncomplete, MessageTooLong) as refusal:
            form.add_error(None, str(refusal))
        else:
            remove_unsent(files)
            return redirect("appeal_sent", appeal.pk)
    return _show(request, form, token=token, kept=files, saved_at=saved_at, status=422)


def _show(
    request: ApplicantRequest,
    form: AppealForm,
    *,
    token: UUID,
    kept: Sequence[StoredFile],
    saved_at: datetime | None,
    status: int = 200,
) -> HttpResponse:
    topics = list(Topic.objects.active())
    urgent = [topic.code for topic in topics if topic.urgent]
    context = {
        "form": form,
        "token": token,
        "kept": kept,
        "draft_saved_at": saved_at,
        "topics": topics,
        "urgent": json.dumps(urgent) if urgent else "",
    }
    return render(request, "cabinet/appeals/new.html", context, status=status)


@require_GET
@applicant_required
def sent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The number and the planned term of the answer (186, п. 36 «а»)."""
    return render(request, "cabinet/appeals/sent.html", {"appeal": my_appeal_or_404(request, pk)})
