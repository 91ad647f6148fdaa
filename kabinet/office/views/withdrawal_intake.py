"""A withdrawal of a consent that came outside the cabinet: whose, which, how and when it came."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.applicants.models import Withdrawal
from kabinet.applicants.withdrawals import told
from kabinet.applications.submission.withdrawals import AlreadyWithdrawn, enter_withdrawal, withdrawable
from kabinet.cases.days import DayOfReceiptRefused
from kabinet.core.errors import DomainError
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import remove_unsent, take_written, token_of
from kabinet.files.responses import file_response
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.intake.accepting import WITHDRAWAL
from kabinet.office.intake.desk import applicant_or_404
from kabinet.office.intake.withdrawal_form import WithdrawalForm
from kabinet.office.people import letter_told
from kabinet.office.views.intake_people import find_page, shown
from kabinet.ui.wording import ru_date


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_withdrawal_intake(request: OfficeRequest) -> HttpResponse:
    """Find whose consent it is."""
    return find_page(request, WITHDRAWAL)


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_withdrawal_receive(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Enter a withdrawal, once for one opened page; after a refusal all that was typed stays."""
    applicant, at = applicant_or_404(pk), timezone.now()
    user, posted = applicant.user, request.method == "POST"
    entered = Withdrawal.objects.filter(user=user, token=token_of(request)).first() if posted else None
    if entered is not None:  # a form that came twice was carried out the first time
        return redirect("office_withdrawal", pk=entered.pk)
    given = withdrawable(user)
    context: dict[str, Any] = {
        "accepting": WITHDRAWAL,
        "applicant": shown(applicant),
        "given": [(one, told(one.purpose, at)) for one in given],
        "kept": [],
    }
    if not posted:
        context |= {"form": WithdrawalForm(given), "token": new_id()}
        return render(request, "office/withdrawal_receive.html", context)
    form = WithdrawalForm(given, request.POST, request.FILES)
    written = take_written(request, form, by=request.user)
    if not form.errors:
        channel, received_on = form.chosen
        try:
            made = enter_withdrawal(
                user=user,
                key=form.cleaned_data["consent"],
                channel=channel,
                received_on=received_on,
                note=written.text,
                scans=written.files,
                by=request.user,
                address=client_address(request),
                at=at,
                token=written.token,
            )
        except DomainError as refusal:
            form.add_error(_field_of(refusal), str(refusal))
        else:
            remove_unsent(written.files)
            messages.success(request, _said(made))
            return redirect("office_withdrawal", pk=made.pk)
    context |= {"form": form, "token": written.token, "kept": written.files}
    return render(request, "office/withdrawal_receive.html", context, status=422)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_withdrawal_file(request: OfficeRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give a scan of a withdrawal."""
    found = Withdrawal.objects.filter(pk=pk).first() or not_found()
    file = found.scans.filter(pk=file_id).first() or not_found()
    request.reading["sha256"] = file.sha256
    return file_response(file, inline="show" in request.GET)


def _field_of(refusal: DomainError) -> str | None:
    if isinstance(refusal, DayOfReceiptRefused):
        return "received_on"
    return "consent" if isinstance(refusal, AlreadyWithdrawn) else None


def _said(made: Withdrawal) -> str:
    if made.executed_at:
        return "Отзыв записан и исполнен: больше делать ничего не нужно."
    return f"Отзыв записан, исполнить до {ru_date(made.due_on)}. {letter_told(reached=bool(made.user.login))}"
