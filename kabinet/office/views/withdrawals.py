"""«Отзывы согласий»: what consumers took back, what is to be done by when, and that it was done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.appeals.leaving import open_cases
from kabinet.applicants.models import Withdrawal
from kabinet.applicants.purposes import PROCESSING
from kabinet.applicants.withdrawals import told
from kabinet.applications.submission.withdrawals import application_of, finish_withdrawal
from kabinet.core.errors import DomainError
from kabinet.files.responses import file_response
from kabinet.files.shown import shown_file
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.people import letter_told
from kabinet.office.withdrawals.forms import ExecutionForm
from kabinet.office.withdrawals.listing import WithdrawalChoice, row_of, tabs_of, withdrawals_page
from kabinet.privacy.destroying import destroy_data
from kabinet.privacy.going import going_of
from kabinet.privacy.keeping import kept_of
from kabinet.privacy.models import Destruction

CLOSE = "close"


@duty_required(Duty.APPLICATIONS, Duty.ADMINISTRATION)
@require_safe
def office_withdrawals(request: OfficeRequest) -> HttpResponse:
    """List the withdrawals that wait, or those that were carried out."""
    choice = WithdrawalChoice.read(request.GET)
    page = withdrawals_page(choice, today=timezone.localdate())
    context = {
        "tabs": tabs_of(choice),
        "choice": choice,
        "rows": page.rows,
        "more": page.more,
        "may_enter": Duty.APPLICATIONS in request.user.duties,
    }
    return render(request, "office/withdrawals.html", context)


@duty_required(Duty.APPLICATIONS, Duty.ADMINISTRATION)
@require_http_methods(["GET", "HEAD", "POST"])
def office_withdrawal(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show a withdrawal with what to do; mark it carried out, or close the account that is left."""
    related = ("user", "executed_by", "entered_by")
    found = Withdrawal.objects.select_related(*related).filter(pk=pk).first() or not_found()
    form = ExecutionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("act") == CLOSE:
        return _close(request, found)
    if form.is_bound and form.is_valid():
        try:
            finish_withdrawal(
                withdrawal=found,
                remark=form.cleaned_data["remark"],
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error("remark", str(refusal))
        else:
            messages.success(
                request, f"Отзыв отмечен исполненным. {letter_told(reached=bool(found.user.login))}"
            )
            return redirect("office_withdrawals")
    context = {
        "row": row_of(found, today=timezone.localdate()),
        "todo": told(found.purpose, found.at)["todo"],
        "application": application_of(found) if Duty.APPLICATIONS in request.user.duties else None,
        **_leaving(found),
        "form": form,
        "scans": _scans(found) if Duty.APPLICATIONS in request.user.duties else [],
    }
    return render(request, "office/withdrawal.html", context, status=422 if form.is_bound else 200)


@duty_required(Duty.APPLICATIONS, Duty.ADMINISTRATION)
@require_safe
def office_destruction_act(request: OfficeRequest, pk: UUID) -> HttpResponseBase:
    """Give the act of a destruction, which names nobody."""
    done = Destruction.objects.done().select_related("act").filter(pk=pk).first() or not_found()
    request.reading["sha256"] = (done.act or not_found()).sha256
    return file_response(done.act or not_found(), inline=True)


def _leaving(found: Withdrawal) -> dict[str, Any]:
    """What of the person goes and stays, what keeps it from going, what went; of no other consent."""
    if found.purpose != PROCESSING:
        return {}
    cases = open_cases(found.user) if found.user.is_active else []
    may_close = found.user.is_active and not cases
    return {
        "cases": cases,
        "may_close": may_close,
        "going": going_of(found.user) if may_close else [],
        "kept": kept_of(found.user, today=timezone.localdate()) if may_close else [],
        "destructions": Destruction.objects.filter(user=found.user).order_by("planned_at"),
    }


def _scans(found: Withdrawal) -> list[dict[str, Any]]:
    return [
        shown_file(file, f"{reverse('office_withdrawal_file', args=[found.pk, file.pk])}?show=1")
        for file in found.scans.order_by("uploaded_at", "pk")
    ]


def _close(request: OfficeRequest, found: Withdrawal) -> HttpResponse:
    """Close the account of whoever took back the consent to processing: nothing else is closed by this."""
    if found.purpose != PROCESSING or not found.user.is_active:
        not_found()
    try:
        destroy_data(
            user=found.user,
            reason=Destruction.Reason.WITHDRAWAL,
            by=request.user,
            address=client_address(request),
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("office_withdrawal", found.pk)
    messages.success(request, "Учётная запись закрыта, данные уничтожены, отзыв исполнен.")
    return redirect("office_withdrawals")
