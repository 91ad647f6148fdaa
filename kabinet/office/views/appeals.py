"""The card of an appeal."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.accounts.duties import Duty
from kabinet.appeals.models import Appeal
from kabinet.appeals.states import State
from kabinet.appeals.transitions import AnswerIncomplete, AppealTransitionImpossible
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import remove_unsent, take_files, token_of
from kabinet.correspondence.reading import file_in
from kabinet.correspondence.services import MessageEmpty, MessageTooLong, mark_read
from kabinet.files.models import StoredFile
from kabinet.files.responses import file_response
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.appeals.acts import (
    AppealCardStale,
    answer_appeal,
    hand_over,
)
from kabinet.office.appeals.card import act_of, card_of, values_of
from kabinet.office.appeals.form import AppealAnswerForm
from kabinet.office.card.acts import COMMENT
from kabinet.office.card.decisions import ConfirmationNeeded
from kabinet.office.card.drafting import begun, keep, save_if_asked
from kabinet.office.paging import id_in
from kabinet.office.people import operators_people, who_works_on
from kabinet.office.templates.choice import template_choices, text_with_template

_CARRIED = ("seen", "text", "act", "founded", "measures", "measures_due_on", "reason")
"""What the page that asks first carries of the card's form."""


@duty_required(Duty.APPEALS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_appeal(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show the card or carry out what was sent from it."""
    appeal = _appeal_or_404(pk)
    if request.method == "POST":
        return _answer(request, appeal)
    request.reading["number"] = appeal.number
    mark_read(thread=appeal.thread, reader_is_operator=True, at=timezone.now())
    text, kept = begun(request, appeal.thread)
    return _show(request, appeal, AppealAnswerForm(initial={"text": text}), token=new_id(), kept=kept)


@duty_required(Duty.APPEALS)
@require_safe
def office_appeal_file(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a file of the conversation; «show» opens PDF and pictures in place."""
    appeal = _appeal_or_404(pk)
    file = file_in(appeal.thread, file_id) or not_found()
    request.reading["sha256"] = file.sha256
    return file_response(file, inline="show" in request.GET)


@duty_required(Duty.APPEALS)
@require_POST
def office_appeal_assign(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Hand the appeal over to a colleague."""
    appeal = _appeal_or_404(pk)
    chosen = id_in(request.POST, "specialist")
    people = who_works_on(Duty.APPEALS, operators_people().values())
    colleague = next((person for person in people if person.pk == chosen), None)
    if colleague is None:
        messages.error(request, "Выберите, кому передать обращение.")
        return redirect("office_appeal", pk=appeal.pk)
    try:
        hand_over(
            appeal=appeal,
            seen_version=request.POST.get("seen", ""),
            specialist=colleague,
            by=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Специалист обращения — {colleague.name or colleague.email}.")
    return redirect("office_appeal", pk=appeal.pk)


def _answer(request: OfficeRequest, appeal: Appeal) -> HttpResponse:
    """Keep the files first, each by itself, then send: whatever is refused, text and kept files stay."""
    form = AppealAnswerForm(request.POST, request.FILES)
    form.full_clean()
    token, at, by = token_of(request), timezone.now(), request.user
    files = take_files(request, form, by=by)
    saved = None if "uploads" in form.errors else save_if_asked(request, appeal.thread, files, token=token)
    if saved is not None:
        return saved
    filled = text_with_template(request, purpose="appeal", values=values_of(appeal))
    if filled is not None:
        form = AppealAnswerForm(initial={**request.POST.dict(), "text": filled})
        return _show(request, appeal, form, token=token, kept=files)
    act, status = request.POST.get("act", COMMENT), 422
    if not form.errors:
        try:
            answer_appeal(
                appeal=appeal,
                act=act,
                seen_version=request.POST.get("seen", ""),
                text=request.POST.get("text", ""),
                files=files,
                outcome=form.outcome(),
                confirmed="confirmed" in request.POST,
                why=request.POST.get("why", ""),
                token=token,
                by=by,
                at=at,
            )
        except ConfirmationNeeded as needed:
            keep(request, appeal.thread, files)
            return _ask_first(request, appeal, needed, files=files, token=token)
        except DomainError as refusal:
            form.add_error(_field_of(refusal), str(refusal))
            if isinstance(refusal, AppealCardStale | AppealTransitionImpossible):
                status = 409
        else:
            remove_unsent(files)
            messages.success(request, _told(act, appeal))
            return redirect("office_appeal", pk=appeal.pk)
    keep(request, appeal.thread, files)
    return _show(request, _appeal_or_404(appeal.pk), form, token=token, kept=files, status=status)


def _ask_first(
    request: OfficeRequest,
    appeal: Appeal,
    needed: ConfirmationNeeded,
    *,
    files: Sequence[StoredFile],
    token: UUID,
) -> HttpResponse:
    """The page that says what follows from an act and asks whether it is meant; it carries the whole form."""
    context = {
        "appeal": appeal,
        "act": act_of(needed.row, appeal),
        "is_final": needed.row.is_final,
        "colleague": needed.colleague,
        "carried": {name: request.POST.get(name, "") for name in _CARRIED},
        "token": token,
        "kept": files,
        "unanswered": "confirmed" in request.POST,
    }
    status = 422 if context["unanswered"] else 200
    return render(request, "office/appeals/confirm_act.html", context, status=status)


def _field_of(refusal: DomainError) -> str | None:
    """The input that a refusal stands beside; None for the whole form."""
    match refusal:
        case MessageEmpty() | MessageTooLong():
            return "text"
        case AnswerIncomplete():
            return refusal.field
        case _:
            return None


def _show(
    request: OfficeRequest,
    appeal: Appeal,
    form: AppealAnswerForm,
    *,
    token: UUID,
    kept: Sequence[StoredFile] = (),
    status: int = 200,
) -> HttpResponse:
    before = id_in(request.GET, "before")
    context = {
        **card_of(appeal, viewer=request.user, today=timezone.localdate(), before=before),
        "form": form,
        "token": token,
        "kept": kept,
        "templates": template_choices("appeal"),
    }
    if before and request.htmx:
        return render(request, "office/appeals/card.html#messages", context)
    return render(request, "office/appeals/card.html", context, status=status)


def _told(act: str, appeal: Appeal) -> str:
    if act == COMMENT:
        return "Сообщение отправлено заявителю."
    appeal.refresh_from_db(fields=["state"])
    return f"Статус изменён: теперь он — «{State(appeal.state).label}». Заявителю отправлено письмо."


def _appeal_or_404(pk: UUID) -> Appeal:
    related = ("owner", "specialist", "thread", "topic", "application")
    return Appeal.objects.select_related(*related).filter(pk=pk).first() or not_found()
