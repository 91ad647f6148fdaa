"""The events of a case: what has happened, what may be written down, what was entered wrongly."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.cases.days import DayImpossible
from kabinet.cases.entries import ReasonNeeded
from kabinet.cases.models import Case, CaseChange
from kabinet.core.channels import Channel
from kabinet.core.dates import clean_date
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import Written, remove_unsent, take_written, token_of
from kabinet.files.models import StoredFile
from kabinet.law.errors import Malformed
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.appeals.events import APPEAL_EVENTS
from kabinet.office.applications.events import APPLICATION_EVENTS
from kabinet.office.card.decisions import asked_why
from kabinet.office.card.events import CaseEvents, Enterable, EntryForm, EventForm, WrittenEvent
from kabinet.office.card.freshness import CardStale, Mark
from kabinet.office.people import letter_told

type AnyEvents = CaseEvents[Any, Any]
_POSTED = require_http_methods(["GET", "HEAD", "POST"])


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_events(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """What has happened to an application, and what may be written down."""
    return _events(request, APPLICATION_EVENTS, pk)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_event(request: OfficeRequest, pk: UUID, what: str) -> HttpResponse:
    """Write down one thing of an application."""
    return _event(request, APPLICATION_EVENTS, pk, what)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_entry(request: OfficeRequest, pk: UUID, entry_id: UUID) -> HttpResponse:
    """Mend what was entered of an application."""
    return _entry(request, APPLICATION_EVENTS, pk, entry_id)


@duty_required(Duty.APPEALS)
@require_safe
def office_appeal_events(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """What has happened to an appeal, and what may be written down."""
    return _events(request, APPEAL_EVENTS, pk)


@duty_required(Duty.APPEALS)
@_POSTED
def office_appeal_event(request: OfficeRequest, pk: UUID, what: str) -> HttpResponse:
    """Write down one thing of an appeal."""
    return _event(request, APPEAL_EVENTS, pk, what)


@duty_required(Duty.APPEALS)
@_POSTED
def office_appeal_entry(request: OfficeRequest, pk: UUID, entry_id: UUID) -> HttpResponse:
    """Mend what was entered of an appeal."""
    return _entry(request, APPEAL_EVENTS, pk, entry_id)


def _events(request: OfficeRequest, kind: AnyEvents, pk: UUID) -> HttpResponse:
    case, today = kind.find(pk), timezone.localdate()
    possible = kind.enterable(case, request.user, today=today)
    context = {
        **_case_of(kind, case),
        "entries": kind.entries_of(case),
        "outside": [one for one in possible if one.outside],
        "facts": [one for one in possible if not one.outside],
        "today": today,
        **kind.shown(case),
    }
    return render(request, "office/events.html", context)


def _event(request: OfficeRequest, kind: AnyEvents, pk: UUID, what: str) -> HttpResponse:
    """Write down one thing: its day, how it came, what it rests on."""
    case = kind.find(pk)
    possible = kind.enterable(case, request.user, today=timezone.localdate())
    entered = next((one for one in possible if one.code == what), None)
    if request.method != "POST":
        return _show(request, kind, case, entered or not_found(), None, token=new_id())
    if entered is None:
        # A form that came twice was carried out the first time.
        if not kind.engine.is_repeated(case, token_of(request)):
            messages.error(request, str(kind.engine.impossible(case)))
        return redirect(kind.events, pk=pk)
    form = EventForm(entered, request.POST, request.FILES)
    written = take_written(request, form, by=request.user)
    if not form.errors:
        try:
            kind.enter(case, entered, _written_event(request, form, written))
        except DomainError as refusal:
            form.add_error(kind.field_of(refusal), str(refusal))
            stale = isinstance(refusal, CardStale | type(kind.engine.impossible(case)))
            fresh, status = kind.find(pk), 409 if stale else 422
            return _show(
                request, kind, fresh, entered, form, token=written.token, kept=written.files, status=status
            )
        remove_unsent(written.files)
        messages.success(request, f"Записано: «{entered.title}».")
        return redirect(kind.events, pk=pk)
    return _show(request, kind, case, entered, form, token=written.token, kept=written.files, status=422)


def _written_event(request: OfficeRequest, form: EventForm, written: Written) -> WrittenEvent:
    return WrittenEvent(
        on=form.cleaned_data["happened_on"],
        channel=Channel(form.cleaned_data.get("channel", Channel.CABINET)),
        analysed=form.cleaned_data.get("analysed", False),
        text=written.text,
        files=written.files,
        seen=request.POST.get("seen", ""),
        why=request.POST.get("why", ""),
        by=request.user,
        at=timezone.now(),
        token=written.token,
    )


def _show(
    request: OfficeRequest,
    kind: AnyEvents,
    case: Case,
    entered: Enterable,
    form: EventForm | None,
    *,
    token: UUID,
    kept: list[StoredFile] | None = None,
    status: int = 200,
) -> HttpResponse:
    form = form or EventForm(entered)
    form.fields["text"].required = entered.needs_comment  # the domain says that it is missing
    context = {
        **_case_of(kind, case),
        **asked_why(request, case),
        "entered": entered,
        "form": form,
        "kept": kept or [],
        "reached": kind.engine.recipient(case),
        "seen": str(Mark.of(case)),
        "token": token,
    }
    return render(request, "office/event.html", context, status=status)


def _entry(request: OfficeRequest, kind: AnyEvents, pk: UUID, entry_id: UUID) -> HttpResponse:
    """Correct the day of what was entered, or take it back, with a reason."""
    case = kind.find(pk)
    entry: CaseChange = case.history(manager="every").filter(pk=entry_id).first() or not_found()
    setattr(entry, kind.engine.name, case)
    form, token = EntryForm(request.POST or None), token_of(request)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            told = _mend(request, kind, case, entry, form)
        except DomainError as refusal:
            form.add_error(_place_of(refusal), str(refusal))
            status = 409 if isinstance(refusal, CardStale) else 422
        except ValidationError as refusal:
            form.add_error("day", refusal)
            status = 422
        else:
            messages.success(request, told)
            return redirect(kind.events, pk=pk)
    fresh = kind.find(pk)
    setattr(entry, kind.engine.name, fresh)
    context = {
        **_case_of(kind, fresh),
        **asked_why(request, fresh),
        "entry": entry,
        "title": entry.title,
        "dated": kind.entries.is_dated(entry) and not entry.taken_back,
        "stays": kind.why_stays(entry, fresh),
        "form": form,
        "reached": kind.engine.recipient(fresh),
        "seen": str(Mark.of(fresh)),
        "token": token,
    }
    return render(request, "office/entry.html", context, status=status)


def _mend(request: OfficeRequest, kind: AnyEvents, case: Case, entry: CaseChange, form: EntryForm) -> str:
    """Do what was asked; what to say of it."""
    letter = letter_told(reached=kind.engine.reaches(case))
    how = {
        "reason": form.cleaned_data["reason"],
        "seen": request.POST.get("seen", ""),
        "why": request.POST.get("why", ""),
        "by": request.user,
        "at": timezone.now(),
        "token": token_of(request),
    }
    if request.POST.get("act") == "take_back":
        kind.mend(entry, on=None, **how)
        return f"Запись «{entry.title}» отменена. {letter}"
    try:
        day = clean_date(form.cleaned_data["day"].strip())
    except Malformed as refusal:
        raise ValidationError(str(refusal)) from None
    kind.mend(entry, on=day, **how)
    return f"День записи «{entry.title}» исправлен, сроки посчитаны заново. {letter}"


def _place_of(refusal: DomainError) -> str | None:
    if isinstance(refusal, ReasonNeeded):
        return "reason"
    return "day" if isinstance(refusal, DayImpossible) else None


def _case_of(kind: AnyEvents, case: Case) -> dict[str, Any]:
    """What the pages of any kind need of the case."""
    return {
        "case": case,
        "whose": case.words.accusative.capitalize(),
        "card_url": reverse(kind.card, args=[case.pk]),
        "events_url": reverse(kind.events, args=[case.pk]),
        "event_address": kind.event,
        "entry_address": kind.entry,
    }
