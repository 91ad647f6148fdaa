"""Finding and entering the applicant of what came outside the cabinet: one body for whatever is taken in."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from kabinet.accounts.addresses import client_address
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
from kabinet.core.ids import new_id
from kabinet.correspondence.compose import token_of
from kabinet.filling.by_register import Offer, answer_press, offers
from kabinet.office.access import OfficeRequest, not_found
from kabinet.office.intake.accepting import Accepting
from kabinet.office.intake.desk import applicant_or_404
from kabinet.office.intake.forms import NumberForm, PaperApplicantForm

KINDS = {
    "person": ApplicantKind.PERSON,
    "entrepreneur": ApplicantKind.ENTREPRENEUR,
    "company": ApplicantKind.COMPANY,
}
MOST_FOUND = 20
"""Applicants of one number: more would be an attack or a mistake, and a list of them helps nobody."""


def find_page(request: OfficeRequest, accepting: Accepting, **more: Any) -> HttpResponse:
    """Find the applicant by a number; `more` is what the page of its kind shows below."""
    form = NumberForm(request.GET if "number" in request.GET else None)
    context: dict[str, Any] = {"accepting": accepting, "form": form, "every_kind": KINDS.items(), **more}
    if form.is_bound and form.is_valid():
        number: Identifier = form.cleaned_data["number"]
        found = list(find_applicants(number)[:MOST_FOUND])
        context |= {
            "searched": True,
            "found": [shown(applicant) for applicant in found],
            "kinds": _kinds_of(number),
            "typed": number.value,
        }
    return render(request, "office/intake/start.html", context, status=422 if form.errors else 200)


def enter_page(request: OfficeRequest, accepting: Accepting, kind: str) -> HttpResponse:
    """Enter an applicant who has no login; once for one opened page."""
    if kind not in KINDS:
        not_found()
    token = token_of(request) if request.method == "POST" else new_id()
    if request.method != "POST":
        form = PaperApplicantForm(KINDS[kind], numbers=accepting.numbers, answers=_typed(request))
        return _applicant_page(request, accepting, kind, form, token=token)
    form = PaperApplicantForm(KINDS[kind], numbers=accepting.numbers, data=request.POST)
    if form.restructured or "by_register" in request.POST:
        answers, offer = answer_press(request, form.kind, form.raw())
        form = PaperApplicantForm(KINDS[kind], numbers=accepting.numbers, answers=answers)
        return _applicant_page(request, accepting, kind, form, token=token, offer=offer)
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
            return redirect(accepting.receive, pk=applicant.user_id)
    return _applicant_page(request, accepting, kind, form, token=token, status=422)


def details_page(request: OfficeRequest, accepting: Accepting, pk: UUID) -> HttpResponse:
    """Correct what was entered of an applicant who has no login yet."""
    applicant = applicant_or_404(pk)
    if applicant.user.email:
        not_found()
    slug = next(slug for slug, kind in KINDS.items() if kind == applicant.kind)
    if request.method != "POST":
        form = PaperApplicantForm(applicant.kind, numbers=accepting.numbers, answers=applicant.details)
        return _applicant_page(request, accepting, slug, form, applicant=applicant)
    form = PaperApplicantForm(
        applicant.kind, numbers=accepting.numbers, answers=applicant.details, data=request.POST
    )
    if form.restructured or "by_register" in request.POST:
        answers, offer = answer_press(request, applicant.kind, form.answers)
        again = PaperApplicantForm(applicant.kind, numbers=accepting.numbers, answers=answers)
        return _applicant_page(request, accepting, slug, again, applicant=applicant, offer=offer)
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
            return redirect(accepting.receive, pk=pk)
    return _applicant_page(request, accepting, slug, form, applicant=applicant, status=422)


def code_page(request: OfficeRequest, accepting: Accepting, pk: UUID) -> HttpResponse:
    """A code for the applicant, shown this once; the page that asks for it says whom it is given to."""
    applicant = applicant_or_404(pk)
    context: dict[str, Any] = {
        "accepting": accepting,
        "applicant": shown(applicant),
        "site_url": settings.SITE_URL,
    }
    if request.method == "POST":
        try:
            context["code"] = issue_claim_code(
                applicant=applicant, by=request.user, address=client_address(request), at=timezone.now()
            )
        except HasLogin as refusal:
            messages.error(request, str(refusal))
            return redirect(accepting.find)
    return render(request, "office/intake/code.html", context)


def shown(applicant: Applicant) -> dict[str, Any]:
    """Who an applicant is, for office/intake/applicant_line.html."""
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


def _applicant_page(
    request: OfficeRequest,
    accepting: Accepting,
    slug: str,
    form: PaperApplicantForm,
    *,
    token: UUID | None = None,
    applicant: Applicant | None = None,
    offer: Offer | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "offer": offer or offers(KINDS[slug]),
        "accepting": accepting,
        "form": form,
        "kind": KINDS[slug],
        "token": token,
        "applicant": applicant,
    }
    return render(request, "office/intake/applicant.html", context, status=status)


def _version_in(request: OfficeRequest) -> int:
    """The version of the details that the form was opened with; 0 is that of none."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0


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
