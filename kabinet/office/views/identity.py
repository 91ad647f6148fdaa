"""«Личность»: how it was made sure who the applicant is; what a specialist saw is recorded here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.applicants.identity import (
    IdentityRefused,
    record_identity,
    reset_factor_of_verified,
    standing_of,
    verified_today,
)
from kabinet.applicants.models import IdentityCheck
from kabinet.applications.models import Application
from kabinet.office.access import OfficeRequest, duty_required, submitted_or_404
from kabinet.office.applications.identity import IdentityForm, identity_shown

SHOWN = 20


@duty_required(Duty.APPLICATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def office_identity(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Show the records of the applicant's identity, the latest first; add one."""
    application = submitted_or_404(pk)
    standing = standing_of(application.owner)
    if request.method == "POST" and request.POST.get("act") == "reset_factor":
        return _reset_factor(request, application)
    form = IdentityForm(request.POST if request.method == "POST" else None, again=standing.check is not None)
    if form.is_bound and form.is_valid():
        try:
            record_identity(
                user=application.owner,
                way=form.cleaned_data["way"],
                on=form.cleaned_data["on"],
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data.get("reason", ""),
                verified=not form.cleaned_data.get("taken_back", False),
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except IdentityRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, "Записано. Заявитель увидит это в своём профиле.")
            return redirect("office_application", application.pk)
    checks = IdentityCheck.objects.filter(user=application.owner_id).select_related("by").order_by("-id")
    context = {
        "application": application,
        "identity": identity_shown(standing),
        "checks": checks[:SHOWN],
        "form": form,
        "may_reset": verified_today(standing, at=timezone.now()),
    }
    return render(request, "office/identity.html", context, status=422 if form.is_bound else 200)


def _reset_factor(request: OfficeRequest, application: Application) -> HttpResponse:
    """Take away the second factor of an applicant who lost it and has shown who they are."""
    try:
        reset_factor_of_verified(
            person=application.owner, by=request.user, address=client_address(request), at=timezone.now()
        )
    except IdentityRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Второй фактор сброшен, заявителю отправлено письмо.")
    return redirect("office_identity", application.pk)
