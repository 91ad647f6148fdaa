"""Bank statements in the office: sent, looked at, booked or dropped, kept."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.duties import Duty
from kabinet.billing.booking import AT_ONCE, book, confirm_statement
from kabinet.billing.models import Statement
from kabinet.billing.statements import StatementMoved, drop_statement, receive_statement, told
from kabinet.core.errors import DomainError
from kabinet.files.limits import MAX_SIZE
from kabinet.files.responses import file_response
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.money.forms import StatementForm
from kabinet.office.money.statements import shown_statement
from kabinet.office.people import name_of
from kabinet.office.views.payments import show_payments
from kabinet.ui.wording import ru_datetime


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_statement(request: OfficeRequest) -> HttpResponse:
    """Take a statement; nothing is booked yet. A refusal leaves this address in the browser."""
    if request.method != "POST":
        return redirect("office_payments")
    form = StatementForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["statement"]
        if upload.size > MAX_SIZE:
            form.add_error("statement", "Файл больше 5\u00a0МБ: выгрузите выписку за меньший период.")
        else:
            try:
                statement, is_new = receive_statement(
                    content=upload.read(), name=upload.name, by=request.user, at=timezone.now()
                )
            except DomainError as refusal:
                form.add_error("statement", str(refusal))
    if form.errors:
        return show_payments(request, form, status=422)
    if not is_new:
        messages.info(
            request,
            f"Этот файл уже загружен {ru_datetime(statement.loaded_at)}, {name_of(statement.loaded_by)}. "
            "Второй раз он не\u00a0загружен: вот что с\u00a0ним стало.",
        )
    return redirect("office_loaded_statement", pk=statement.pk)


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_loaded_statement(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """What becomes, or became, of each document; book the statement, or drop it while nothing is booked."""
    statement = _found(pk)
    if request.method != "POST":
        return _show(request, statement)
    at = timezone.now()
    try:
        if request.POST.get("act") == "drop":
            drop_statement(statement=statement, by=request.user, at=at)
            messages.success(request, "Выписка убрана, ни один её документ не\u00a0проведён.")
            return redirect("office_payments")
        confirm_statement(statement=statement, by=request.user, at=at)
        booked = book(statement=statement.pk, at=at, most=AT_ONCE)
    except StatementMoved as refusal:
        messages.warning(request, str(refusal))
        return redirect("office_loaded_statement", pk=pk)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _show(request, _found(pk), status=422)
    if booked.booked_at is None:
        messages.info(request, "Выписка проводится, это займёт минуту: обновите страницу.")
    else:
        doubtful = booked.untold or booked.unread or not booked.is_whole
        tell = messages.warning if doubtful else messages.success
        tell(request, told(booked))
    return redirect("office_loaded_statement", pk=pk)


@duty_required(Duty.APPLICATIONS)
@require_safe
def office_statement_file(request: OfficeRequest, pk: UUID) -> FileResponse:  # noqa: ARG001 - a view's
    """The file as it was sent, byte for byte."""
    statement = _found(pk)
    return file_response(statement.file or not_found())


def _found(pk: UUID) -> Statement:
    found = Statement.objects.select_related("file", "loaded_by", "confirmed_by").filter(pk=pk).first()
    return found or not_found()


def _show(request: OfficeRequest, statement: Statement, *, status: int = 200) -> HttpResponse:
    context = {"statement": statement, **shown_statement(statement, request.GET.get("from", ""))}
    return render(request, "office/statement.html", context, status=status)
