"""The card of an appeal, its files, handing it over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kabinet.accounts.duties import Duty
from kabinet.accounts.middleware import only_asks
from kabinet.accounts.standing_in import away_on
from kabinet.appeals.models import Appeal
from kabinet.applicants.powers import scan_of
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.reading import file_in
from kabinet.files.models import StoredFile
from kabinet.files.responses import file_response, thumbnail_response
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.appeals.acts import hand_over
from kabinet.office.appeals.card import APPEAL_CARD
from kabinet.office.card.answering import answer_from
from kabinet.office.card.decisions import WhyNeeded
from kabinet.office.card.showing import hear_of_card, open_card, show_card
from kabinet.office.paging import id_in
from kabinet.office.people import letter_goes_to, name_of, operators_people, who_works_on
from kabinet.office.queue.walk import Onward


@duty_required(Duty.APPEALS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_appeal(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show the card or carry out what was sent from it."""
    appeal = APPEAL_CARD.find(pk)
    if request.method == "POST":
        return answer_from(APPEAL_CARD, request, appeal)
    return open_card(APPEAL_CARD, request, appeal)


@only_asks
@duty_required(Duty.APPEALS)
@require_POST
def office_appeal_presence(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Say that the card is still open, and hear what has become of it."""
    return hear_of_card(APPEAL_CARD, request, pk)


@duty_required(Duty.APPEALS)
@require_safe
def office_appeal_file(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a file of the conversation; «show» opens PDF and pictures in place."""
    file = _file(APPEAL_CARD.find(pk), file_id) or not_found()
    request.reading["sha256"] = file.sha256
    return file_response(file, inline="show" in request.GET)


@duty_required(Duty.APPEALS)
@require_safe
def office_appeal_thumbnail(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """A small picture of such a file."""
    file = _file(APPEAL_CARD.find(pk), file_id) or not_found()
    return thumbnail_response(file, person=request.user.pk)


@duty_required(Duty.APPEALS)
@require_POST
def office_appeal_assign(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Hand the appeal over to a colleague."""
    appeal = APPEAL_CARD.find(pk)
    onward = Onward(request, APPEAL_CARD.queue, appeal, card=APPEAL_CARD.address)
    chosen = id_in(request.POST, "specialist")
    people = who_works_on(Duty.APPEALS, operators_people().values())
    colleague = next((person for person in people if person.pk == chosen), None)
    if colleague is None:
        messages.error(request, "Выберите, кому передать обращение.")
        return redirect(onward.card)
    at, why = timezone.now(), request.POST.get("why", "")
    try:
        hand_over(
            appeal=appeal,
            seen=request.POST.get("seen", ""),
            specialist=colleague,
            why=why,
            by=request.user,
            at=at,
        )
    except WhyNeeded as refusal:
        messages.error(request, str(refusal))
        form = APPEAL_CARD.form()
        typed = {"assign_to": colleague.pk, "unanswered": True}
        return show_card(APPEAL_CARD, request, appeal, form, token=new_id(), typed=typed, status=422)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        told = letter_goes_to(colleague, away_on(timezone.localdate(at)))
        return onward.told(f"Специалист обращения — {name_of(colleague)}. {told}")
    return redirect(onward.card)


def _file(appeal: Appeal, file_id: UUID) -> StoredFile | None:
    """A file of the conversation, or a power by which somebody acts for the author."""
    return file_in(appeal.thread, file_id) or scan_of(appeal.owner_id, file_id)
