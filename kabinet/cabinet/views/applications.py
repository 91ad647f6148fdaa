"""The applicant's own applications: the table, one application with its conversation, deletion of drafts."""

from functools import partial
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kabinet.applicants.remembering import differing
from kabinet.applications.content.summary import summarise
from kabinet.applications.corrections.items import asked_items, left_of
from kabinet.applications.corrections.requests import open_request
from kabinet.applications.course.deadlines import next_step, upcoming
from kabinet.applications.course.timeline import timeline_of
from kabinet.applications.models import Application, Applications
from kabinet.applications.papers.printed_form import latest_form
from kabinet.applications.papers.statements import made_statements
from kabinet.applications.submission.deleting import RestoreTooLate, delete_draft, restore_draft
from kabinet.applications.submission.replying import reply_to_application
from kabinet.applications.submission.services import AlreadySubmitted
from kabinet.billing.acceptance import waiting_money
from kabinet.billing.penalties import penalties_of
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404, preparing
from kabinet.cabinet.acts import pages_for
from kabinet.cabinet.conversation import answer, conversation_of, show_in_place, talk_of_application
from kabinet.cabinet.lists import page_of_own
from kabinet.cabinet.money import money_of
from kabinet.cabinet.shown import file_of
from kabinet.cabinet.todo import place_url
from kabinet.cabinet.turns import parts_of_application, turn_of_application
from kabinet.cabinet.way import documents_of, way_of
from kabinet.cabinet.wizard.desk import OWN
from kabinet.cases.models import bring_messages
from kabinet.core.channels import Channel
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.services import mark_read
from kabinet.filling.going import first_url
from kabinet.notifications.reading import read_about
from kabinet.surveys.services import is_asked, shown_survey


@require_GET
@applicant_required
def own_list(request: HttpRequest) -> HttpResponse:
    """The table «Заявки на ТП», newest first; `before` is the sequence of the last row of the page above."""
    request = cast("ApplicantRequest", request)
    found = Application.objects.of(request.party.owner).with_latest_comment().with_unread(for_operator=False)
    page = page_of_own(found, before=request.GET.get("before", ""))
    bring_messages(page.rows, "latest_comment")
    context = {
        "rows": [_row(row) for row in page.rows],
        "older_url": page.older_url,
        "deleted": _just_deleted(request),
    }
    return render(request, "cabinet/applications/list.html", context)


def _deleted(request: ApplicantRequest) -> Applications:
    """The person's own deleted drafts: those that the office was entering are not theirs to bring back."""
    return Application.objects.deleted().filter(owner=request.party.owner, channel=Channel.CABINET)


def _just_deleted(request: ApplicantRequest) -> Application | None:
    """The draft that was deleted a moment ago, to offer it back."""
    pk = read_id(request.GET.get("deleted"))
    return _deleted(request).filter(pk=pk).first() if pk else None


def _row(application: Application) -> dict[str, Any]:
    comment, step = application.latest_comment, next_step(application)
    return {
        "application": application,
        "next": step,
        "url": place_url(application) if step.mine else "",
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
        return redirect(first_url(OWN, application))
    if application.thread is not None:
        mark_read(thread=application.thread, reader_is_operator=False, at=timezone.now())
    read_about(request.party.owner.pk, application.subject, at=timezone.now())
    return _show(request, application, conversation_of(request, talk_of_application(application)))


def _show(
    request: ApplicantRequest, application: Application, shown: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    prefetch_related_objects([application], "attachments__file")
    today = timezone.localdate()
    acts = pages_for(application, request.party.owner, today=today)
    money, corrections = money_of(application, today=today), open_request(application)
    asked = asked_items(application)
    line = timeline_of(application, today=today)
    bill = money.standing if money else None
    turn = turn_of_application(
        application, acts=acts, bill=bill, corrections=corrections, line=line, today=today
    )
    waiting = waiting_money(application)
    context = {
        **shown,
        "application": application,
        "similar_id": new_id(),
        "turn": turn,
        "acts": acts,
        "others": [act for act in acts if act.tone != "danger" and act.title != turn.does],
        "ends": [act for act in acts if act.tone == "danger"],
        "money": money,
        "waiting": waiting,
        "parts": parts_of_application(with_money=bool(money or waiting)),
        "penalties": penalties_of(application, today=today),
        "documents": documents_of(application),
        "statements": [file_of(application, statement.file) for statement in made_statements(application)],
        "files": [file_of(application, attachment.file) for attachment in application.attachments.all()],
        "way": way_of(line),
        "corrections": corrections,
        "asked": asked,
        "asked_left": left_of(asked),
        "brings": any(item.may_be_brought or item.brought for item in asked),
        "summary": summarise(application),
        "printed_form": latest_form(application),
        "is_asked": is_asked(application),
        "survey": shown_survey(application),
    }
    return render(request, "cabinet/applications/detail.html", context, status=status)


@applicant_required
def reply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a message about an application: the files are kept first, then it is sent, once per form."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if request.method != "POST" or application.is_draft:
        return redirect("application", application.pk)
    talk = talk_of_application(application)
    if talk is None:
        return redirect("application", application.pk)
    return answer(
        request,
        talk,
        send=partial(
            reply_to_application, application=application, by=request.party.owner, at=timezone.now()
        ),
        show=lambda shown, status: _show(request, application, shown, status=status),
    )


@require_GET
@applicant_required
def conversation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The conversation about an application, opened in place."""
    request = cast("ApplicantRequest", request)
    talk = talk_of_application(mine_or_404(request, pk))
    if talk is None:
        raise Http404
    return show_in_place(request, talk)


@require_GET
@applicant_required
def submitted(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was submitted, what happens next by when, and what of it the profile may remember."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    if application.is_draft:
        return redirect("application", application.pk)
    applicant = request.party.applicant
    context = {
        "application": application,
        "applicant": applicant,
        "differing": differing(applicant, application.answers) if request.party.acts else (),
        "ahead": upcoming(application),
        "printed_form": latest_form(application),
        "files": [attachment.file for attachment in application.attachments.select_related("file")],
    }
    return render(request, "cabinet/applications/submitted.html", context)


@preparing
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
        delete_draft(application=application, by=request.party.owner, at=timezone.now())
    except AlreadySubmitted as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('applications')}?{urlencode({'deleted': application.pk})}")


@require_http_methods(["GET", "POST"])
@preparing
def restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the deletion of a draft back; its button stands on the list, to which everything else leads."""
    request = cast("ApplicantRequest", request)
    if request.method != "POST":
        get_object_or_404(Application.objects.filter(owner=request.party.owner), pk=pk)
        return redirect("applications")
    draft = get_object_or_404(_deleted(request), pk=pk)
    try:
        restore_draft(application=draft, by=request.party.owner, at=timezone.now())
    except RestoreTooLate as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Черновик {draft.number} восстановлен.")
    return redirect("applications")
