"""«Принять заявку»: whom a paper is from, how and when it came, and the code that opens a cabinet."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User
from kabinet.accounts.services import hide_email
from kabinet.applicants.answers import profile_text
from kabinet.applicants.claiming import HasLogin, issue_claim_code
from kabinet.applicants.lookup import Identifier, find_applicants
from kabinet.applicants.models import Applicant, ApplicantKind
from kabinet.applicants.services import (
    AlreadyEntered,
    OwnersBusiness,
    ProfileStale,
    correct_entered,
    enter_applicant,
)
from kabinet.applications.asked.steps import STEPS
from kabinet.applications.models import Application
from kabinet.applications.submission.deleting import RestoreTooLate, delete_draft, restore_draft
from kabinet.applications.submission.intake import change_receipt, start_intake
from kabinet.applications.submission.services import AlreadySubmitted
from kabinet.core.channels import Channel
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import token_of
from kabinet.office.access import OfficeRequest, duty_required, not_found
from kabinet.office.intake.desk import INTAKE, applicant_or_404, draft_or_404
from kabinet.office.intake.forms import NumberForm, PaperApplicantForm, ReceiptForm

KINDS = {
    "person": ApplicantKind.PERSON,
    "entrepreneur": ApplicantKind.ENTREPRENEUR,
    "company": ApplicantKind.COMPANY,
}
MOST_FOUND = 20
"""Applicants of one number: more would be an attack or a mistake, and a list of them helps nobody."""
MOST_DRAFTS = 200
_POSTED = require_http_methods(["GET", "HEAD", "POST"])


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake(request: OfficeRequest) -> HttpResponse:
    """Find the applicant by a number; below stands what is being entered. POST: a deleted one is back."""
    if request.method == "POST":
        return _restore(request)
    form = NumberForm(request.GET if "number" in request.GET else None)
    context: dict[str, Any] = {"form": form, "drafts": _drafts()}
    if form.is_bound and form.is_valid():
        number: Identifier = form.cleaned_data["number"]
        found = list(find_applicants(number)[:MOST_FOUND])
        context |= {
            "searched": True,
            "found": [_shown(applicant) for applicant in found],
            "kinds": _kinds_of(number),
            "typed": number.value,
        }
    return render(request, "office/intake/start.html", context, status=422 if form.errors else 200)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_applicant(request: OfficeRequest, kind: str) -> HttpResponse:
    """Enter an applicant who has no login; once for one opened page."""
    if kind not in KINDS:
        not_found()
    token = token_of(request) if request.method == "POST" else new_id()
    if request.method != "POST":
        return _applicant_page(
            request, kind, PaperApplicantForm(KINDS[kind], answers=_typed(request)), token=token
        )
    form = PaperApplicantForm(KINDS[kind], data=request.POST)
    if form.restructured:
        return _applicant_page(
            request, kind, PaperApplicantForm(KINDS[kind], answers=form.raw()), token=token
        )
    if form.is_valid():
        try:
            applicant = enter_applicant(
                applicant_id=token,
                kind=KINDS[kind],
                answers=form.raw(),
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except AlreadyEntered as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("office_intake_receive", pk=applicant.user_id)
    return _applicant_page(request, kind, form, token=token, status=422)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_details(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Correct what was entered of an applicant who has no login yet."""
    applicant = applicant_or_404(pk)
    if applicant.user.email:
        not_found()
    slug = next(slug for slug, kind in KINDS.items() if kind == applicant.kind)
    if request.method != "POST":
        form = PaperApplicantForm(applicant.kind, answers=applicant.details)
        return _applicant_page(request, slug, form, applicant=applicant)
    form = PaperApplicantForm(applicant.kind, answers=applicant.details, data=request.POST)
    if form.restructured:
        shown = PaperApplicantForm(applicant.kind, answers=form.answers)
        return _applicant_page(request, slug, shown, applicant=applicant)
    if form.is_valid():
        try:
            correct_entered(
                applicant=applicant,
                answers=form.answers,
                version=_version_in(request),
                by=request.user,
                address=client_address(request),
                at=timezone.now(),
            )
        except (ProfileStale, OwnersBusiness) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Данные заявителя исправлены.")
            return redirect("office_intake_receive", pk=pk)
    return _applicant_page(request, slug, form, applicant=applicant, status=422)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_receive(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """How and when the application of this applicant came; then the seven steps."""
    applicant = applicant_or_404(pk)
    token, initial = token_of(request), {"channel": Channel.OFFICE.value}
    form = ReceiptForm(
        request.POST if request.method == "POST" else None,
        initial=initial | {"received_on": f"{timezone.localdate():%d.%m.%Y}"},
    )
    if not form.is_valid():
        context = {"applicant": _shown(applicant), "form": form, "token": token}
        status = 422 if form.is_bound else 200
        return render(request, "office/intake/receipt.html", context, status=status)
    channel, received_on = form.chosen
    draft = start_intake(
        draft_id=token,
        applicant=applicant,
        channel=channel,
        received_on=received_on,
        by=request.user,
        at=timezone.now(),
    )
    return redirect(INTAKE.step, pk=draft.pk, slug=STEPS[0].slug)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_receipt(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """Correct how and when it came, or delete the draft."""
    draft = draft_or_404(pk)
    if request.method != "POST":
        form = ReceiptForm(initial={"channel": draft.channel, "received_on": f"{draft.received_on:%d.%m.%Y}"})
        return _receipt_page(request, draft, form)
    if request.POST.get("go") == "delete":
        delete_draft(application=draft, by=request.user, at=timezone.now())
        messages.success(request, f"Черновик {draft.number} удалён. Вернуть его можно из списка ниже.")
        return redirect("office_intake")
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, draft, form, status=422)
    channel, received_on = form.chosen
    try:
        draft = change_receipt(
            application=draft, channel=channel, received_on=received_on, by=request.user, at=timezone.now()
        )
    except AlreadySubmitted:
        return redirect("office_application", pk=draft.pk)
    return redirect(INTAKE.step, pk=draft.pk, slug=STEPS[0].slug)


@duty_required(Duty.APPLICATIONS)
@_POSTED
def office_intake_code(request: OfficeRequest, pk: UUID) -> HttpResponse:
    """A code for the applicant, shown this once; the page that asks for it says whom it is given to."""
    applicant = applicant_or_404(pk)
    context: dict[str, Any] = {"applicant": _shown(applicant), "site_url": settings.SITE_URL}
    if request.method == "POST":
        try:
            context["code"] = issue_claim_code(
                applicant=applicant, by=request.user, address=client_address(request), at=timezone.now()
            )
        except HasLogin as refusal:
            messages.error(request, str(refusal))
            return redirect("office_intake")
    return render(request, "office/intake/code.html", context)


def _receipt_page(
    request: OfficeRequest, draft: Application, form: ReceiptForm, *, status: int = 200
) -> HttpResponse:
    context = {"draft": draft, "applicant": _shown(draft.owner.applicant), "form": form}
    return render(request, "office/intake/receipt.html", context, status=status)


def _applicant_page(
    request: OfficeRequest,
    slug: str,
    form: PaperApplicantForm,
    *,
    token: UUID | None = None,
    applicant: Applicant | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "kind": KINDS[slug], "token": token, "applicant": applicant}
    return render(request, "office/intake/applicant.html", context, status=status)


def _version_in(request: OfficeRequest) -> int:
    """The version of the details that the form was opened with; 0 is that of none."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0


def _restore(request: OfficeRequest) -> HttpResponse:
    found = Application.objects.being_entered().exclude(deleted_at=None)
    draft = found.filter(pk=token_of(request)).first()
    if draft is None:  # somebody has brought it back already
        return redirect("office_intake")
    try:
        restore_draft(application=draft, by=request.user, at=timezone.now())
    except RestoreTooLate as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Черновик {draft.number} восстановлен.")
    return redirect("office_intake")


def _drafts() -> list[Application]:
    """What is being entered, the latest first, with the deleted ones that may be restored."""
    found = Application.objects.being_entered().select_related("owner__applicant", "entered_by")
    return list(found.order_by("-created_at", "-id")[:MOST_DRAFTS])


def _shown(applicant: Applicant) -> dict[str, Any]:
    user: User = applicant.user
    return {
        "user_id": user.pk,
        "name": applicant.name,
        "kind": applicant.get_kind_display(),
        "numbers": ", ".join(filter(None, (applicant.snils, applicant.inn, applicant.ogrn))),
        "phone": profile_text(applicant.details, "mobile"),
        "email": hide_email(user.email) if user.email else "",
        "entered_at": user.created_at,
    }


def _kinds_of(number: Identifier) -> list[tuple[str, str]]:
    """Who may have such a number: the pages on which they are entered."""
    slug = {"snils": "person"}.get(number.column) or (
        "company" if len(number.value) in (10, 13) else "entrepreneur"
    )
    return [(slug, KINDS[slug].label)]


def _typed(request: OfficeRequest) -> dict[str, str]:
    """The number that was looked for, in the field that asks for it."""
    number = request.GET.get("number", "")[:40]
    names = {11: "snils", 10: "inn", 12: "inn", 13: "ogrn", 15: "ogrnip"}
    name = names.get(sum(sign.isdecimal() for sign in number))
    return {name: number} if name else {}
