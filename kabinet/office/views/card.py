"""The card of an application: reading it, writing to the applicant, changing the state."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.applications.content.permissions import find_file
from kabinet.applications.course.guards import PLACING, DayImpossible
from kabinet.applications.course.transitions import CommentNeeded, TransitionImpossible
from kabinet.applications.models import Application
from kabinet.applications.rules.states import State
from kabinet.billing.acceptance import waiting_money
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import remove_unsent, take_files, token_of
from kabinet.correspondence.services import MessageEmpty, MessageTooLong, mark_read
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.files.responses import file_response, is_shown
from kabinet.office.access import OfficeRequest, duty_required, not_found, submitted_or_404
from kabinet.office.card.acts import COMMENT, answer_application
from kabinet.office.card.decisions import ConfirmationNeeded
from kabinet.office.card.drafting import begun, keep, save_if_asked
from kabinet.office.card.forms import AnswerForm, NoteForm
from kabinet.office.card.freshness import CardStale
from kabinet.office.card.presence import SAY_EVERY, be_present
from kabinet.office.card.shown import act_of, card_of, file_of
from kabinet.office.paging import id_in
from kabinet.office.people import operators_people, who_works_on
from kabinet.office.templates.answers import values_of
from kabinet.office.templates.choice import template_choices, text_with_template

VIEWER = "office/preview.html#viewer"


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_application(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show the card or carry out what was sent from it."""
    application = submitted_or_404(pk)
    if request.method == "POST":
        return _answer(request, application)
    if application.thread is not None:
        mark_read(thread=application.thread, reader_is_operator=True, at=timezone.now())
    text, kept = begun(request, application.thread)
    return show_card(request, application, AnswerForm(initial={"text": text}), token=new_id(), kept=kept)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_file(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a file of an application or of its conversation; «show» opens PDF and pictures in place."""
    application = submitted_or_404(pk)
    file = find_file(application, file_id) or not_found()
    request.reading["sha256"] = file.sha256
    return file_response(file, inline="show" in request.GET)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_preview(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """Show a PDF or a picture in place: on the card by a script, on a page of its own without one."""
    application = submitted_or_404(pk)
    file = find_file(application, file_id)
    if file is None or not is_shown(file):
        not_found()
    context = {
        "application": application,
        "file": file_of(application, file),
        "is_picture": file.content_type != PDF.content_type,
    }
    asked_by_script = bool(request.htmx)
    response = render(request, VIEWER if asked_by_script else "office/preview.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _answer(request: OfficeRequest, application: Application) -> HttpResponse:
    """Keep the files first, each by itself, then send: whatever is refused, text and kept files stay."""
    form = AnswerForm(request.POST, request.FILES)
    form.full_clean()
    token, at, by = token_of(request), timezone.now(), request.user
    files = take_files(request, form, by=by)
    saved = None if form.errors else save_if_asked(request, application.thread, files, token=token)
    if saved is not None:
        return saved
    filled = text_with_template(request, purpose="application", values=values_of(application))
    if filled is not None:
        form = AnswerForm(initial={"text": filled})
        return show_card(request, application, form, token=token, kept=files)
    if form.errors:
        return show_card(request, application, form, token=token, kept=files, status=422)
    act = request.POST.get("act", COMMENT)
    try:
        answer_application(
            application=application,
            act=act,
            seen=request.POST.get("seen", ""),
            text=request.POST.get("text", ""),
            files=files,
            on=form.cleaned_data["happened_on"],
            confirmed="confirmed" in request.POST,
            why=request.POST.get("why", ""),
            token=token,
            by=by,
            at=at,
        )
    except ConfirmationNeeded as needed:
        keep(request, application.thread, files)
        return _ask_first(request, application, needed, files=files, token=token)
    except DomainError as refusal:
        beside_text = isinstance(refusal, MessageEmpty | MessageTooLong | CommentNeeded)
        field = "happened_on" if isinstance(refusal, DayImpossible) else "text" if beside_text else None
        form.add_error(field, _with_the_way(refusal, application))
        status = 409 if isinstance(refusal, CardStale | TransitionImpossible) else 422
        keep(request, application.thread, files)
        return show_card(
            request, submitted_or_404(application.pk), form, token=token, kept=files, status=status
        )
    remove_unsent(files)
    messages.success(request, _told(act, application))
    return redirect("office_application", pk=application.pk)


def _with_the_way(refusal: DomainError, application: Application) -> str:
    """What the refusal says; the page that it sends to is a link."""
    before, found, after = str(refusal).partition(PLACING)
    if not found:
        return before
    page = reverse("office_documents", args=[application.pk])
    return format_html('{}<a href="{}">{}</a>{}', before, page, found, after)


def _ask_first(
    request: OfficeRequest,
    application: Application,
    needed: ConfirmationNeeded,
    *,
    files: Sequence[StoredFile],
    token: UUID,
) -> HttpResponse:
    """The page that says what follows from an act and asks whether it is meant; it carries the whole form."""
    context = {
        "application": application,
        "act": act_of(needed.row, application, timezone.localdate()),
        "colleague": needed.colleague,
        "carried": {name: request.POST.get(name, "") for name in ("seen", "text", "act", "happened_on")},
        "token": token,
        "kept": files,
        "unanswered": "confirmed" in request.POST,
    }
    return render(request, "office/confirm_act.html", context, status=422 if context["unanswered"] else 200)


def show_card(
    request: OfficeRequest,
    application: Application,
    form: AnswerForm,
    *,
    token: UUID,
    kept: Sequence[StoredFile] = (),
    typed: Mapping[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The card with what was typed on it; it is told who else has it open.

    `typed`: what was written in the smaller forms («note_form»; «give_note» with «give_error»).
    """
    at = timezone.now()
    present = be_present(application=application, by=request.user, at=at)
    request.reading["number"] = application.number
    context = {
        **card_of(
            application,
            viewer=request.user,
            today=timezone.localdate(at),
            before=id_in(request.GET, "before"),
        ),
        "form": form,
        "note_form": NoteForm(),
        "token": token,
        "kept": kept,
        "present": present,
        "say_every": SAY_EVERY,
        "templates": template_choices("application"),
        "waiting": waiting_money(application),
        "colleagues": who_works_on(Duty.APPLICATIONS, operators_people().values()),
        **(typed or {}),
    }
    return render(request, "office/application.html", context, status=status)


def _told(act: str, application: Application) -> str:
    if act == COMMENT:
        return "Комментарий отправлен заявителю."
    application.refresh_from_db(fields=["state"])
    return f"Статус изменён: теперь он — «{State(application.state).label}». Заявителю отправлено письмо."
