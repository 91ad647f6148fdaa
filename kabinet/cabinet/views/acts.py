"""Acts of the applicant that have a page of their own: a refusal, a notice, remarks, the end of it all."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kabinet.applications.course.guards import CommentNeeded, TooLate, TransitionImpossible
from kabinet.applications.course.recording import RecordedAlready, record_fact
from kabinet.applications.course.transitions import ENGINE, perform
from kabinet.applications.models import Application
from kabinet.applications.rules.records import RECORDS_BY_CODE, Record
from kabinet.applications.rules.states import Action
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404
from kabinet.cabinet.acts import PAGES, ActPage, pages_for
from kabinet.cabinet.supply import SupplyForm, asked_points
from kabinet.cases.sides import Side
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
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
        if page not in pages_for(application, request.user, today=timezone.localdate()):
            messages.error(request, str(TransitionImpossible(application)))
            return redirect("application", application.pk)
        return _show(request, application, page, _form(application, page), token=new_id())
    form = _form(application, page, request.POST, request.FILES)
    form.full_clean()
    files, token = take_files(request, form, by=request.user), token_of(request)
    if not form.errors:
        refused = _make(request, application, page, form=form, files=files, token=token)
        if refused:
            return refused
    if form.errors:
        return _show(request, application, page, form, token=token, kept=files, status=422)
    remove_unsent(files)
    messages.success(request, page.done)
    return redirect("application", application.pk)


def _make(
    request: ApplicantRequest,
    application: Application,
    page: ActPage,
    *,
    form: MessageForm,
    files: Sequence[StoredFile],
    token: UUID,
) -> HttpResponse | None:
    """Make the act; a refusal is said in the form, or on the application's page when it came too late."""
    try:
        _do(request, application, page, text=_text(request, form), files=files, token=token)
    except (TransitionImpossible, TooLate, RecordedAlready) as refusal:
        remove_unsent(files)
        messages.error(request, str(refusal))
        return redirect("application", application.pk)
    except DomainError as refusal:
        if isinstance(refusal, CommentNeeded | MessageEmpty):
            form.add_error("text", _WORDLESS)
        else:
            form.add_error("text" if isinstance(refusal, MessageTooLong) else None, str(refusal))
    return None


def _do(
    request: ApplicantRequest,
    application: Application,
    page: ActPage,
    *,
    text: str,
    files: Sequence[StoredFile],
    token: UUID,
) -> None:
    by, at = request.user, timezone.now()
    if isinstance(page.action, Record):
        record_fact(
            application=application, record=page.action, on=None, text=text, files=files,
            by=by, at=at, token=token,
        )  # fmt: skip
    else:
        perform(
            application=application, action=page.action, by=by, at=at, comment=text, files=files, token=token
        )


def _text(request: ApplicantRequest, form: MessageForm) -> str:
    text = request.POST.get("text", "")
    return form.told(text) if isinstance(form, SupplyForm) else text


def _form(application: Application, page: ActPage, *posted: Any) -> MessageForm:
    """The form of an act; its text is demanded, and has the star, where the tables say so."""
    if page.action == Action.SUPPLY:
        form: MessageForm = SupplyForm(asked_points(application), *posted)
    else:
        form = MessageForm(*posted)
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
    status: int = 200,
) -> HttpResponse:
    context = {
        "application": application,
        "page": page,
        "explained": page.explained(application.course),
        "form": form,
        "token": token,
        "kept": kept,
    }
    return render(request, "cabinet/applications/act.html", context, status=status)
