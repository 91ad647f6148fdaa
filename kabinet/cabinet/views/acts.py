"""Acts of the applicant that have a page of their own: a refusal, a notice, remarks, the end of it all."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kabinet.applications.corrections.brought import asked_points, brought_of
from kabinet.applications.corrections.points import supply_points
from kabinet.applications.course.applicant_signatures import demands_document
from kabinet.applications.course.guards import CommentNeeded, TooLate, TransitionImpossible
from kabinet.applications.course.recording import RecordedAlready, record_fact
from kabinet.applications.course.transitions import ENGINE, perform
from kabinet.applications.models import ApplicantStatement, Application
from kabinet.applications.papers.statements import prepare_statement, waiting_statement
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.records import RECORDS_BY_CODE
from kabinet.applications.rules.states import Action
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404
from kabinet.cabinet.acts import PAGES, ActPage, pages_for
from kabinet.cabinet.supply import SupplyForm
from kabinet.cases.sides import Side
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.compose import MessageForm, remove_unsent, take_files, token_of
from kabinet.correspondence.services import MessageEmpty, MessageTooLong
from kabinet.files.models import StoredFile

_WORDLESS = "Напишите хотя бы одно предложение: без него специалист вас не поймёт."


@applicant_required
def application_act(request: HttpRequest, pk: UUID, action: str) -> HttpResponse:
    """Explain an act and ask, then make it: the files are kept first, then it is made, once per form."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    page = PAGES.get(action)
    if page is None or application.is_draft:
        raise Http404
    if request.method != "POST":
        if page not in pages_for(application, request.party.owner, today=timezone.localdate()):
            messages.error(request, str(TransitionImpossible(application)))
            return redirect("application", application.pk)
        waiting = _waiting(application, page)
        form = _form(application, page, initial={"text": waiting.comment if waiting else ""})
        kept = list(waiting.attached.order_by("uploaded_at", "pk")) if waiting else []
        return _show(request, application, page, form, token=new_id(), kept=kept)
    form = _form(application, page, request.POST, request.FILES)
    form.full_clean()
    files = [*_kept(request, application, page), *take_files(request, form, by=request.party.owner)]
    of_points = _taken_of_points(request, form)
    every = [*files, *(file for some in of_points.values() for file in some)]
    token = token_of(request)
    made = (
        None
        if form.errors
        else _make(request, application, page, form=form, files=every, of_points=of_points, token=token)
    )
    remove_unsent(every if made else ())
    return made or _show(
        request, application, page, form, token=token, kept=files, of_points=of_points, status=422
    )


def _taken_of_points(request: ApplicantRequest, form: MessageForm) -> dict[int, list[StoredFile]]:
    """The files of each point of a request that is answered, by the number of the point."""
    if not isinstance(form, SupplyForm):
        return {}
    owner = request.party.owner
    taken = {
        number: take_files(request, form, by=owner, part=f"-{number}") for number in range(len(form.asked))
    }
    return {number: files for number, files in taken.items() if files}


def _make(
    request: ApplicantRequest,
    application: Application,
    page: ActPage,
    *,
    form: MessageForm,
    files: Sequence[StoredFile],
    of_points: Mapping[int, Sequence[StoredFile]],
    token: UUID,
) -> HttpResponse | None:
    """Make the act, or the document by whose signature it is made. None when the form says the refusal.

    A refusal that came too late is said on the application's page.
    """
    act: dict[str, Any] = {
        "application": application,
        "action": page.action,
        "by": request.party.owner,
        "at": timezone.now(),
        "comment": request.POST.get("text", ""),
        "files": files,
        "token": token,
    }
    try:
        if isinstance(form, SupplyForm):
            replies = form.replies(of_points)
            act |= {"comment": form.told(act["comment"], replies), "person": request.party.person}
            del act["action"]
            supply_points(replies=replies, **act)
        elif isinstance(page.action, Record):
            record_fact(record=act.pop("action"), text=act.pop("comment"), on=None, **act)
        elif demands_document(page.action, application):
            prepare_statement(**act)
            return redirect("application_act_sign", application.pk, page.action)
        else:
            perform(**act)
    except (TransitionImpossible, TooLate, RecordedAlready) as refusal:
        messages.error(request, str(refusal))
    except DomainError as refusal:
        if isinstance(refusal, CommentNeeded | MessageEmpty):
            form.add_error("text", _WORDLESS)
        else:
            form.add_error("text" if isinstance(refusal, MessageTooLong) else None, str(refusal))
        return None
    else:
        messages.success(request, page.done)
    return redirect("application", application.pk)


def _waiting(application: Application, page: ActPage) -> ApplicantStatement | None:
    """The document of this act that was prepared and is not signed yet."""
    waiting = waiting_statement(application)
    return waiting if waiting is not None and waiting.action == page.action else None


def _kept(request: ApplicantRequest, application: Application, page: ActPage) -> list[StoredFile]:
    """The files of the document that waits which are still wanted in the one that is prepared instead."""
    waiting = _waiting(application, page)
    if waiting is None:
        return []
    keys = [key for text in request.POST.getlist("kept") if (key := read_id(text))]
    return list(waiting.attached.filter(pk__in=keys).order_by("uploaded_at", "pk"))


def _form(application: Application, page: ActPage, *posted: Any, **how: Any) -> MessageForm:
    """The form of an act; its text is demanded, and has the star, where the tables say so."""
    if page.action == Action.SUPPLY:
        brought = {one.row.title: one.row.how for one in brought_of(application)}
        form: MessageForm = SupplyForm(asked_points(application), brought, *posted, **how)
    else:
        form = MessageForm(*posted, **how)
        form.fields["text"].required = _needs_comment(application, page)
    form.fields["text"].error_messages["required"] = _WORDLESS
    form.fields["text"].label = page.asks
    form.fields["text"].help_text = page.hint
    return form


def _needs_comment(application: Application, page: ActPage) -> bool:
    if isinstance(page.action, Record):
        return RECORDS_BY_CODE[page.action].needs_comment
    row = ENGINE.row(page.action, application, Side.APPLICANT)
    return row is not None and row.needs_comment


def _show(
    request: ApplicantRequest,
    application: Application,
    page: ActPage,
    form: MessageForm,
    *,
    token: UUID,
    kept: Sequence[StoredFile] = (),
    of_points: Mapping[int, Sequence[StoredFile]] | None = None,
    status: int = 200,
) -> HttpResponse:
    blocks = form.blocks() if isinstance(form, SupplyForm) else []
    context = {
        "blocks": [(block, (of_points or {}).get(block.number, ())) for block in blocks],
        "fields": form.common() if isinstance(form, SupplyForm) else form,
        "application": application,
        "page": page,
        "explained": page.explained(application.course),
        "form": form,
        "token": token,
        "kept": kept,
        "signed": demands_document(page.action, application),
        "may_be_brought": page.action == Action.SUPPLY,
    }
    return render(request, "cabinet/applications/act.html", context, status=status)
