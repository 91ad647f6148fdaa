"""What is done around an application, without the applicant: whose it is, notes, who has it open."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.accounts.middleware import only_asks
from kabinet.accounts.models import User
from kabinet.accounts.standing_in import away_on
from kabinet.applications.course.assignment import take_application
from kabinet.applications.models import Application
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import token_of
from kabinet.office.access import OfficeRequest, duty_required, submitted_or_404
from kabinet.office.applications.acts import give_application
from kabinet.office.applications.card import APPLICATION_CARD
from kabinet.office.applications.forms import ApplicationAnswerForm, NoteForm
from kabinet.office.applications.notes import NoteRefused, write_note
from kabinet.office.card.decisions import WhyNeeded
from kabinet.office.card.showing import hear_of_card, show_card
from kabinet.office.paging import id_in
from kabinet.office.people import letter_goes_to, name_of
from kabinet.office.queue.walk import Onward, card_address


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_take(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Become the specialist of an application that has none."""
    application = submitted_or_404(pk)
    try:
        take_application(
            application=application, by=request.user, at=timezone.now(), address=client_address(request)
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Заявка ваша: теперь она во вкладке «Мои».")
    return redirect(card_address(request, APPLICATION_CARD.address, pk))


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_give(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Hand an application over to a colleague, with a note for them."""
    application, to = submitted_or_404(pk), id_in(request.POST, "to")
    colleague = User.objects.filter(pk=to).first() if to else None
    note, at = request.POST.get("note", ""), timezone.now()
    onward = Onward(request, APPLICATION_CARD.queue, application, card=APPLICATION_CARD.address)
    if colleague is None:
        wrong = "Выберите, кому передать заявку."
        messages.error(request, wrong)
        typed = {"give_note": note, "give_error": wrong}
        return _again(request, application, typed, status=422)
    try:
        given = give_application(
            application=application,
            to=colleague,
            note=note,
            token=token_of(request),
            by=request.user,
            at=at,
            address=client_address(request),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        status = 422 if isinstance(refusal, NoteRefused | WhyNeeded) else 409
        fresh = submitted_or_404(pk)
        typed = {"give_note": note}
        return _again(request, fresh, typed, status=status)
    if given:
        told = letter_goes_to(colleague, away_on(timezone.localdate(at)))
        return onward.told(f"Заявка передана: {name_of(colleague)}. {told}")
    messages.info(request, f"Заявка уже у этого специалиста: {name_of(colleague)}.")
    return redirect(onward.card)


@duty_required(Duty.APPLICATIONS)
@require_POST
def office_note(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Write an internal note."""
    application, text = submitted_or_404(pk), request.POST.get("note", "")
    try:
        write_note(
            application=application,
            text=text,
            by=request.user,
            at=timezone.now(),
            token=token_of(request),
            address=client_address(request),
        )
    except NoteRefused as refusal:
        typed = {"note_form": NoteForm.refused(text, str(refusal))}
        return _again(request, application, typed, status=422)
    messages.success(request, "Заметка записана. Заявитель её не видит.")
    return redirect(f"{card_address(request, APPLICATION_CARD.address, pk)}#notes")


@only_asks
@duty_required(Duty.APPLICATIONS)
@require_POST
def office_presence(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Say that the card is still open, and hear what has become of it."""
    return hear_of_card(APPLICATION_CARD, request, pk)


def _again(
    request: OfficeRequest, application: Application, typed: Mapping[str, object], *, status: int
) -> HttpResponse:
    """The card with what was typed in one of its smaller forms."""
    form = ApplicationAnswerForm()
    return show_card(APPLICATION_CARD, request, application, form, token=new_id(), typed=typed, status=status)
