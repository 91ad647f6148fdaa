"""«Ваши согласия»: what was consented to, taking it back, closing the account."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.accounts.services import WrongPassword, check_current
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.appeals.leaving import CasesOpen, open_cases
from kabinet.applicants.consents import is_withdrawn, record_consent
from kabinet.applicants.models import Consent
from kabinet.applicants.purposes import PROCESSING
from kabinet.applicants.withdrawals import told
from kabinet.applications.models import Application
from kabinet.applications.submission.withdrawals import number_of, withdraw_consent
from kabinet.cabinet.access import ApplicantRequest, managing, own_account
from kabinet.cabinet.forms.leaving import ClosingForm, ProcessingAgainForm
from kabinet.cabinet.views.login import too_many
from kabinet.core.ids import read_id
from kabinet.privacy.destroying import destroy_data, plan_of
from kabinet.privacy.going import going_of
from kabinet.privacy.keeping import kept_of
from kabinet.privacy.models import Destruction

PAGE_SIZE = 20


class ConsentRow(NamedTuple):
    """A consent of the list, and the application that it is about, if about one."""

    consent: Consent
    application: Application | None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@managing
def own_consents(request: HttpRequest) -> HttpResponse:
    """Every consent of the person, the newest first; the consent to processing is given again here."""
    request = cast("ApplicantRequest", request)
    form = ProcessingAgainForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        record_consent(user=request.party.owner, purpose=PROCESSING, at=timezone.now(), **_visit(request))
        messages.success(request, "Согласие записано: можно снова подавать заявки.")
        return redirect("own_consents")
    rows, older = _page(request.party.owner, before=read_id(request.GET.get("before", "")))
    again = is_withdrawn(request.party.owner, PROCESSING)
    context = {
        "rows": rows,
        "older_url": older,
        "again": form if again else None,
        "planned": plan_of(request.party.owner) if again else None,
    }
    return render(request, "cabinet/own_consents.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@managing
def consent_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what follows and ask; then take the consent back, once."""
    request = cast("ApplicantRequest", request)
    consent = Consent.objects.of(request.party.owner).select_related("text").filter(pk=pk).first()
    if consent is None:
        raise Http404
    if consent.withdrawn_at is not None:
        messages.info(request, "Это согласие уже отозвано.")
        return redirect("own_consents")
    if request.method == "POST":
        withdraw_consent(consent=consent, by=request.party.owner, at=timezone.now(), **_visit(request))
        messages.success(request, "Согласие отозвано. Когда и откуда — записано.")
        return redirect("own_consents")
    purpose = consent.text.purpose
    context = {
        "consent": consent,
        "number": number_of(consent),
        "may_close": purpose == PROCESSING and not open_cases(request.party.owner),
        **told(purpose, timezone.now()),
    }
    return render(request, "cabinet/consent_withdraw.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def account_close(request: HttpRequest) -> HttpResponse:
    """Close the account for good, unless something of its owner is not finished."""
    request = cast("ApplicantRequest", request)
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _closing_page(request, form)
    user, at = request.user, timezone.now()
    try:
        check_current(user, form.cleaned_data["password"], at)
        destroy_data(user=user, reason=Destruction.Reason.CLOSING, by=user, at=at, **_visit(request))
    except TooManyAttempts as refusal:
        form.add_error(None, str(refusal))
        return too_many(_closing_page(request, form), refusal)
    except WrongPassword as refusal:
        form.add_error("password", str(refusal))
        return _closing_page(request, form)
    except CasesOpen:
        return _closing_page(request, form)
    logout(request)
    messages.success(request, "Учётная запись закрыта, данные профиля и черновики уничтожены.")
    return redirect("login")


def _closing_page(request: ApplicantRequest, form: ClosingForm) -> HttpResponse:
    cases = open_cases(request.user)
    context = {
        "form": form,
        "cases": cases,
        "going": going_of(request.user),
        "kept": [] if cases else kept_of(request.user, today=timezone.localdate()),
    }
    return render(request, "cabinet/account_close.html", context, status=422 if form.is_bound else 200)


def _page(user: User, *, before: UUID | None) -> tuple[Sequence[ConsentRow], str]:
    """A page of consents and the query of the next one, «» for none."""
    found = Consent.objects.of(user).select_related("text").order_by("-pk")
    if before:
        found = found.filter(pk__lt=before)
    listed = list(found[: PAGE_SIZE + 1])
    shown = listed[:PAGE_SIZE]
    about = {consent.pk: read_id(consent.subject.rpartition(":")[2]) for consent in shown}
    named = Application.objects.of(user).defer("answers").in_bulk([pk for pk in about.values() if pk])
    rows = [ConsentRow(consent, named.get(about[consent.pk])) for consent in shown]
    return rows, f"?before={shown[-1].pk}" if len(listed) > PAGE_SIZE else ""


def _visit(request: HttpRequest) -> dict[str, Any]:
    return {"address": client_address(request), "user_agent": request.headers.get("User-Agent", "")}
