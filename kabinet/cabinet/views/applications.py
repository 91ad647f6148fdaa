"""The applicant's own applications: the table, one application with its conversation, deletion of drafts."""

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kabinet.applications.completeness import missing
from kabinet.applications.deadlines import next_step, upcoming
from kabinet.applications.models import Application
from kabinet.applications.printed_form import latest_form
from kabinet.applications.services import (
    AlreadySubmitted,
    RestoreTooLate,
    delete_draft,
    reply_to_application,
    restore_draft,
)
from kabinet.applications.steps import STEPS
from kabinet.applications.summary import summarise
from kabinet.applications.transitions import TransitionImpossible, allowed_actions, perform
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404, survives_login
from kabinet.cabinet.shown import file_of, message_of
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import MessageForm, remove_unsent, take_files, token_of
from kabinet.correspondence.services import MessageEmpty, MessageTooLong, mark_read
from kabinet.files.models import StoredFile

PAGE_SIZE = 20


@require_GET
@applicant_required
def own_list(request: HttpRequest) -> HttpResponse:
    """The table «Заявки на ТП», newest first; `before` is the sequence of the last row of the page above."""
    request = cast("ApplicantRequest", request)
    found = (
        Application.objects.of(request.user)
        .latest_first()
        .with_latest_comment()
        .with_unread(for_operator=False)
    )
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(sequence__lt=int(before))
    rows = list(found[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    context = {
        "rows": [_row(row) for row in shown],
        "older_url": f"?before={shown[-1].sequence}" if len(rows) > PAGE_SIZE else "",
        "deleted": _just_deleted(request),
    }
    return render(request, "cabinet/applications/list.html", context)


def _just_deleted(request: ApplicantRequest) -> Application | None:
    """The draft that was deleted a moment ago, to offer it back."""
    try:
        pk = UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    return Application.objects.deleted().filter(owner=request.user, pk=pk).first()


def _row(application: Application) -> dict[str, Any]:
    comment = application.latest_comment
    return {
        "application": application,
        "next": next_step(application),
        "comment": comment,
        "files": [file_of(application, file) for file in comment.files.all()] if comment else [],
    }


@require_GET
@applicant_required
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft opens at its first incomplete step; a submitted application, as a page of its own."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if application.is_draft:
        gaps = missing(application)
        return redirect("wizard_step", application.pk, gaps[0].step if gaps else STEPS[-1].slug)
    if application.thread is not None:
        mark_read(thread=application.thread, reader_is_operator=False, at=timezone.now())
    return _show(request, application, MessageForm(), token=new_id())


def _show(
    request: ApplicantRequest,
    application: Application,
    form: MessageForm,
    *,
    token: UUID,
    kept: Sequence[StoredFile] = (),
    status: int = 200,
) -> HttpResponse:
    prefetch_related_objects([application], "attachments__file")
    conversation = application.thread.messages.for_page() if application.thread else ()
    context = {
        "application": application,
        "next": next_step(application),
        "ahead": upcoming(application),
        "actions": allowed_actions(application, request.user),
        "conversation": [message_of(application, message) for message in conversation],
        "history": application.history.all(),
        "summary": summarise(application),
        "printed_form": latest_form(application),
        "form": form,
        "token": token,
        "kept": kept,
    }
    return render(request, "cabinet/applications/detail.html", context, status=status)


@survives_login
@applicant_required
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a message about an application: the files are kept first, then it is sent, once per form."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if request.method != "POST" or application.is_draft:
        return redirect("application", application.pk)
    form = MessageForm(request.POST, request.FILES)
    form.full_clean()
    files, token = take_files(request, form, by=request.user), token_of(request)
    if request.replayed:
        messages.info(request, "Вы снова вошли. Сообщение ещё не отправлено: проверьте его и отправьте.")
        return _show(request, application, form, token=token, kept=files)
    if not form.errors:
        try:
            reply_to_application(
                application=application,
                by=request.user,
                text=request.POST.get("text", ""),
                files=files,
                token=token,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(
                "text" if isinstance(refusal, MessageEmpty | MessageTooLong) else None, str(refusal)
            )
    if form.errors:
        return _show(request, application, form, token=token, kept=files, status=422)
    remove_unsent(files)
    messages.success(request, "Сообщение отправлено.")
    return redirect(f"{reverse('application', args=[application.pk])}#correspondence")


@applicant_required
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then withdraw a submitted application."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if application.is_draft:
        raise Http404
    if request.method != "POST":
        return render(
            request, "cabinet/applications/withdraw.html", {"application": application, "token": new_id()}
        )
    try:
        perform(
            application=application,
            action="withdraw",
            by=request.user,
            at=timezone.now(),
            comment=request.POST.get("comment", ""),
            token=token_of(request),
        )
    except (TransitionImpossible, MessageTooLong) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Заявка {application.number} отозвана.")
    return redirect("application", application.pk)


@require_GET
@applicant_required
def submitted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was submitted, and what happens next by when."""
    application = mine_or_404(request, pk)
    if application.is_draft:
        return redirect("application", application.pk)
    context = {
        "application": application,
        "ahead": upcoming(application),
        "printed_form": latest_form(application),
        "files": [attachment.file for attachment in application.attachments.select_related("file")],
    }
    return render(request, "cabinet/applications/submitted.html", context)


@applicant_required
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then delete a draft."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if request.method != "POST":
        if not application.is_draft:
            raise Http404
        context = {"application": application, "file_count": application.attachments.count()}
        return render(request, "cabinet/applications/delete.html", context)
    try:
        delete_draft(application=application, by=request.user, at=timezone.now())
    except AlreadySubmitted as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('applications')}?{urlencode({'deleted': application.pk})}")


@require_POST
@applicant_required
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the deletion of a draft back."""
    request = cast("ApplicantRequest", request)
    draft = get_object_or_404(Application.objects.deleted().filter(owner=request.user), pk=pk)
    try:
        restore_draft(application=draft, by=request.user, at=timezone.now())
    except RestoreTooLate as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Черновик {draft.number} восстановлен.")
    return redirect("applications")
