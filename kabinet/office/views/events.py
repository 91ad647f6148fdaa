"""The events of an application: what has happened, what may be written down, what was entered wrongly."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.applications.course.entries import (
    LONGEST_REASON,
    ReasonNeeded,
    is_dated,
    why_not_taken_back,
)
from kabinet.applications.course.guards import CommentNeeded, DayImpossible, TooLate, TransitionImpossible
from kabinet.applications.course.side_terms import side_terms
from kabinet.applications.course.transitions import ENGINE
from kabinet.applications.models import Application, StateChange
from kabinet.core.channels import Channel
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.core.values import clean_date
from kabinet.correspondence.compose import remove_unsent, take_written, token_of
from kabinet.correspondence.services import MessageEmpty, MessageTooLong
from kabinet.files.models import StoredFile
from kabinet.law.errors import Malformed
from kabinet.office.access import OfficeRequest, duty_required, not_found, submitted_or_404
from kabinet.office.applications.events import Enterable, EventForm, enter, enterable, entries_of, mend_entry
from kabinet.office.applications.reasons import asked_why
from kabinet.office.card.freshness import CardStale, Mark
from kabinet.office.people import letter_told


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_events(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """What has happened, and what may be written down."""
    application, today = submitted_or_404(pk), timezone.localdate()
    possible = enterable(application, request.user, today=today)
    context = {
        "application": application,
        "entries": entries_of(application),
        "outside": [one for one in possible if one.outside],
        "facts": [one for one in possible if not one.outside],
        "side_terms": side_terms(application),
        "today": today,
    }
    return render(request, "office/events.html", context)


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_event(request: OfficeRequest, pk: UUID, what: str) -> HttpResponse:
    """Write down one thing: its day, how it came, what it rests on."""
    application = submitted_or_404(pk)
    possible = enterable(application, request.user, today=timezone.localdate())
    entered = next((one for one in possible if one.code == what), None)
    if request.method != "POST":
        return _show(request, application, entered or not_found(), None, token=new_id())
    if entered is None:
        # A form that came twice was carried out the first time.
        if not ENGINE.is_repeated(application, token_of(request)):
            messages.error(request, str(TransitionImpossible(application)))
        return redirect("office_events", pk=pk)
    form = EventForm(entered, request.POST, request.FILES)
    written = take_written(request, form, by=request.user)
    if not form.errors:
        try:
            enter(
                application=application,
                entered=entered,
                on=form.cleaned_data["happened_on"],
                channel=Channel(form.cleaned_data.get("channel", Channel.CABINET)),
                text=written.text,
                files=written.files,
                seen=request.POST.get("seen", ""),
                why=request.POST.get("why", ""),
                by=request.user,
                at=timezone.now(),
                token=written.token,
            )
        except DomainError as refusal:
            form.add_error(_field_of(refusal), str(refusal))
            status = 409 if isinstance(refusal, CardStale | TransitionImpossible) else 422
            fresh = submitted_or_404(pk)
            return _show(
                request, fresh, entered, form, token=written.token, kept=written.files, status=status
            )
        remove_unsent(written.files)
        messages.success(request, f"Записано: «{entered.title}».")
        return redirect("office_events", pk=pk)
    return _show(request, application, entered, form, token=written.token, kept=written.files, status=422)


def _field_of(refusal: DomainError) -> str | None:
    if isinstance(refusal, DayImpossible | TooLate):
        return "happened_on"
    return "text" if isinstance(refusal, CommentNeeded | MessageEmpty | MessageTooLong) else None


def _show(
    request: OfficeRequest,
    application: Application,
    entered: Enterable,
    form: EventForm | None,
    *,
    token: UUID,
    kept: list[StoredFile] | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or EventForm(entered)
    form.fields["text"].required = entered.needs_comment
    context = {
        **asked_why(request, application),
        "application": application,
        "entered": entered,
        "form": form,
        "kept": kept or [],
        "seen": str(Mark.of(application)),
        "token": token,
    }
    return render(request, "office/event.html", context, status=status)


class EntryForm(forms.Form):
    """What was wrong: the right day, or nothing when the entry is taken back, and the reason."""

    use_required_attribute = False

    day = forms.CharField(
        label="Верный день",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": "10", "data-mask": "date"}),
    )
    reason = forms.CharField(
        label="Причина",
        error_messages={"required": str(ReasonNeeded())},
        max_length=LONGEST_REASON,
        help_text="Её увидит заявитель. Прежняя запись останется в истории.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_entry(request: OfficeRequest, pk: UUID, entry_id: UUID) -> HttpResponse:
    """Correct the day of what was entered, or take it back, with a reason."""
    application = submitted_or_404(pk)
    entry = application.history(manager="every").filter(pk=entry_id).first() or not_found()
    form, token = EntryForm(request.POST or None), token_of(request)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            told = _mend(request, entry, form)
        except DomainError as refusal:
            form.add_error(_place_of(refusal), str(refusal))
            status = 409 if isinstance(refusal, CardStale) else 422
        except ValidationError as refusal:
            form.add_error("day", refusal)
            status = 422
        else:
            messages.success(request, told)
            return redirect("office_events", pk=pk)
    fresh = submitted_or_404(pk)
    context = {
        **asked_why(request, fresh),
        "application": fresh,
        "entry": entry,
        "title": entry.title,
        "dated": is_dated(entry) and not entry.taken_back,
        "stays": _why_stays(entry, fresh),
        "form": form,
        "seen": str(Mark.of(fresh)),
        "token": token,
    }
    return render(request, "office/entry.html", context, status=status)


def _mend(request: OfficeRequest, entry: StateChange, form: EntryForm) -> str:
    """Do what was asked; what to say of it."""
    letter = letter_told(entry.application.owner.login)
    how = {
        "change": entry,
        "reason": form.cleaned_data["reason"],
        "seen": request.POST.get("seen", ""),
        "why": request.POST.get("why", ""),
        "by": request.user,
        "at": timezone.now(),
        "token": token_of(request),
    }
    if request.POST.get("act") == "take_back":
        mend_entry(on=None, **how)
        return f"Запись «{entry.title}» отменена. {letter}"
    try:
        day = clean_date(form.cleaned_data["day"].strip())
    except Malformed as refusal:
        raise ValidationError(str(refusal)) from None
    mend_entry(on=day, **how)
    return f"День записи «{entry.title}» исправлен, сроки посчитаны заново. {letter}"


def _place_of(refusal: DomainError) -> str | None:
    if isinstance(refusal, ReasonNeeded):
        return "reason"
    return "day" if isinstance(refusal, DayImpossible) else None


def _why_stays(entry: StateChange, application: Application) -> str:
    if entry.taken_back:
        return "Запись уже отменена."
    history = list(application.history.order_by("at", "id"))
    entry.application = application
    return why_not_taken_back(entry, history)
