"""«Запомнить в профиле»: the button under what was just submitted."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from kabinet.accounts.addresses import client_address
from kabinet.applicants.remembering import remember_answers
from kabinet.applicants.services import ProfileStale
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404


@require_POST
@applicant_required
def remember(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the answers that were shown into the profile, from which the next application begins."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    version = request.POST.get("version", "")
    if application.is_draft or not version.isascii() or not version.isdecimal():
        raise Http404
    try:
        remember_answers(
            applicant=request.party.applicant,
            answers=application.answers,
            version=int(version[:9]),
            address=client_address(request),
            at=timezone.now(),
        )
    except ProfileStale:
        messages.warning(request, "Профиль тем временем изменили. Посмотрите ещё раз, что изменится.")
    else:
        messages.success(request, "Профиль дополнен: следующая заявка начнётся с этих данных.")
    return redirect("application_submitted", application.pk)
