"""«Письма»: what was sent to whom, what did not arrive and why, and sending it once more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.core.errors import DomainError
from kabinet.notifications.models import Letter
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.letters import LettersAsked, letters_for, letters_page, repeat, rows_of, tabs_of


@duty_required(Duty.APPLICATIONS, Duty.APPEALS)
@require_safe
def office_letters(request: OfficeRequest) -> HttpResponse:
    """List the letters of the choice."""
    choice = LettersAsked.read(request.GET)
    page = letters_page(choice, request.user)
    context = {"choice": choice, "tabs": tabs_of(choice, request.user), "rows": page.rows, "more": page.more}
    return render(request, "office/letters.html", context)


@duty_required(Duty.APPLICATIONS, Duty.APPEALS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_letter(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show a letter as it was sent; send a lost one once more."""
    letter = _letter_or_404(request, pk)
    if request.method == "POST":
        try:
            repeat(letter=letter, by=request.user, address=client_address(request), at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Письмо отправляется ещё раз.")
        return redirect("office_letter", pk)
    (row,) = rows_of([letter])
    refused = Letter.objects.refusal_of(letter.recipient, timezone.now())
    return render(request, "office/letter.html", {"row": row, "letter": letter, "refusal": refused})


@duty_required(Duty.APPLICATIONS, Duty.APPEALS)
@require_safe
def office_letter_copy(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """The copy as a file: its SHA-256 is the one that was written down."""
    letter = _letter_or_404(request, pk)
    if not letter.sha256:
        not_found()
    return HttpResponse(
        letter.copy.encode(),
        content_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="letter-{letter.pk}.txt"',
            "X-Content-Type-Options": "nosniff",
        },
    )


def _letter_or_404(request: OfficeRequest, pk: UUID) -> Letter:
    return letters_for(request.user).filter(pk=pk).first() or not_found()
