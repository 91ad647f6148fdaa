"""The applicant's own appeals: the table, one with its conversation, withdrawal, files."""

from functools import partial
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kabinet.appeals.models import Appeal
from kabinet.appeals.services import AppealOver, reply_to_appeal
from kabinet.appeals.states import Action
from kabinet.appeals.transitions import AppealTransitionImpossible, allowed_actions, perform
from kabinet.cabinet.access import ApplicantRequest, applicant_required, my_appeal_or_404
from kabinet.cabinet.conversation import answer, conversation_of, show_in_place, talk_of_appeal
from kabinet.cabinet.lists import page_of_own
from kabinet.cabinet.shown import files_of
from kabinet.cabinet.turns import PARTS_OF_APPEAL, turn_of_appeal
from kabinet.cases.models import bring_messages
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import token_of
from kabinet.correspondence.reading import file_in
from kabinet.correspondence.services import mark_read
from kabinet.files.responses import file_response, thumbnail_response
from kabinet.notifications.reading import read_about
from kabinet.surveys.services import is_asked, shown_survey


@require_GET
@applicant_required
def own_list(request: HttpRequest) -> HttpResponse:
    """The table «Обращения», newest first; `before` is the sequence of the last row of the page above."""
    request = cast("ApplicantRequest", request)
    found = Appeal.objects.of(request.party.owner).select_related("topic", "thread").with_latest_comment()
    page = page_of_own(found, before=request.GET.get("before", ""))
    bring_messages(page.rows, "latest_comment")
    context = {"rows": [_row(row) for row in page.rows], "older_url": page.older_url}
    return render(request, "cabinet/appeals/list.html", context)


def _row(appeal: Appeal) -> dict[str, Any]:
    """One row: the files are those that the specialist attached, as in the manual."""
    comment, talk = appeal.latest_comment, talk_of_appeal(appeal)
    files = files_of(comment, talk.file_url, talk.thumbnail_url) if comment else []
    return {"appeal": appeal, "comment": comment, "files": files}


@require_GET
@applicant_required
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An appeal with its conversation, history and term."""
    request = cast("ApplicantRequest", request)
    appeal = my_appeal_or_404(request, pk)
    mark_read(thread=appeal.thread, reader_is_operator=False, at=timezone.now())
    read_about(request.party.owner.pk, appeal.subject, at=timezone.now())
    return _show(request, appeal, conversation_of(request, talk_of_appeal(appeal)))


def _show(
    request: ApplicantRequest, appeal: Appeal, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        **shown,
        "appeal": appeal,
        "turn": turn_of_appeal(appeal),
        "parts": PARTS_OF_APPEAL,
        "closed": _closed(appeal),
        "may_withdraw": any(
            row.action == Action.WITHDRAW for row in allowed_actions(appeal, request.party.owner)
        ),
        "latest": appeal.history.last(),
        "history": appeal.history(manager="every").prefetch_related("corrections"),
        "is_asked": is_asked(appeal),
        "survey": shown_survey(appeal),
    }
    return render(request, "cabinet/appeals/detail.html", context, status=status)


def _closed(appeal: Appeal) -> str:
    """Why nothing more can be written, or nothing."""
    return "" if appeal.may_be_written_about else str(AppealOver(appeal))


@applicant_required
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write about an appeal that was sent; a button of its own opens an answered one again."""
    request = cast("ApplicantRequest", request)
    appeal = my_appeal_or_404(request, pk)
    if request.method != "POST":
        return redirect("appeal", appeal.pk)
    return answer(
        request,
        talk_of_appeal(appeal),
        send=partial(
            reply_to_appeal,
            appeal=appeal,
            by=request.party.owner,
            at=timezone.now(),
            reopens=request.POST.get("go") == "reopen",
        ),
        show=lambda shown, status: _show(request, appeal, shown, status=status),
    )


@require_GET
@applicant_required
def conversation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The conversation about an appeal, opened in place."""
    appeal = my_appeal_or_404(request, pk)
    return show_in_place(cast("ApplicantRequest", request), talk_of_appeal(appeal), closed=_closed(appeal))


@applicant_required
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, then withdraw an appeal that nobody has taken yet."""
    request = cast("ApplicantRequest", request)
    appeal = my_appeal_or_404(request, pk)
    if request.method != "POST":
        return render(request, "cabinet/appeals/withdraw.html", {"appeal": appeal, "token": new_id()})
    try:
        perform(
            appeal=appeal,
            action="withdraw",
            by=request.party.owner,
            at=timezone.now(),
            token=token_of(request),
        )
    except AppealTransitionImpossible as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Обращение {appeal.number} отозвано. Появится вопрос — напишите новое.")
    return redirect("appeal", appeal.pk)


@require_GET
@applicant_required
def download(request: HttpRequest, pk: UUID, file_id: UUID) -> FileResponse:
    """A file of the correspondence about the person's own appeal; any other does not exist."""
    file = file_in(my_appeal_or_404(request, pk).thread, file_id)
    if file is None:
        raise Http404
    return file_response(file)


@require_GET
@applicant_required
def thumbnail(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """A small picture of such a file."""
    file = file_in(my_appeal_or_404(request, pk).thread, file_id)
    if file is None:
        raise Http404
    return thumbnail_response(file, person=request.user.pk)
