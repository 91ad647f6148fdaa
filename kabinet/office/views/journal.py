"""«Журнал», for the administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.office.access import OfficeRequest, duty_required
from kabinet.office.journal.page import JournalChoice, journal_page, last_verification
from kabinet.office.journal.tasks import verify_journal


@duty_required(Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_journal(request: OfficeRequest) -> HttpResponse:
    """Show a page of the journal, or have its seals checked by the worker."""
    if request.method == "POST":
        verify_journal.enqueue(str(request.user.pk), client_address(request))
        messages.info(request, "Проверка началась. Её итог появится здесь: обновите страницу через минуту.")
        return redirect("office_journal")
    choice = JournalChoice.read(request.GET)
    page = journal_page(choice)
    context = {
        "choice": choice,
        "lines": page.lines,
        "more": choice.query(before=page.next_before) if page.next_before else "",
        "verification": last_verification(),
    }
    return render(request, "office/journal.html", context)
