"""«За кого я действую»: whom the person may act for, changing over, adding one more, leaving."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.applicants.adding import Added, TooManyApplicants, add_applicant
from kabinet.applicants.members import (
    choose_copies,
    end_membership,
    lapsed_of,
    memberships_of,
    wants_copies,
)
from kabinet.applicants.models import Applicant, Membership
from kabinet.applicants.powers import PowerRefused
from kabinet.cabinet.access import ApplicantRequest, act_for, begin_acting, own_account
from kabinet.cabinet.forms.people import AddingForm
from kabinet.cabinet.views.registration import KINDS
from kabinet.core.ids import read_id

_OWN = "own"
_OF_POWER = {"issued_on": "representative_document_date", "until": "representative_valid_until"}
"""What the profile calls the days of a power of attorney."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def acting(request: HttpRequest) -> HttpResponse:
    """List them; POST: act for one («for»), get its letters or not («letters»), leave it («leave»)."""
    request = cast("ApplicantRequest", request)
    at = timezone.now()
    held = memberships_of(request.user, at=at)
    if request.method == "POST":
        return _change(request, {str(one.pk): one for one in held})
    context = {
        "party": request.party,
        "own": Applicant.objects.filter(user=request.user).first(),
        "rows": [{"membership": one, "letters": wants_copies(one)} for one in held],
        "lapsed": lapsed_of(request.user, at=at),
        "leaving": next((one for one in held if one.pk == read_id(request.GET.get("leave"))), None),
        "kinds": [(slug, kind.label) for slug, kind in KINDS.items()],
    }
    return render(request, "cabinet/people/acting.html", context)


def _change(request: ApplicantRequest, held: dict[str, Membership]) -> HttpResponse:
    chosen, letters, leave = (request.POST.get(name, "") for name in ("for", "letters", "leave"))
    if chosen == _OWN or chosen in held:
        act_for(request, held.get(chosen))
        name = held[chosen].applicant.name if chosen in held else "себя"
        messages.success(request, f"Теперь вы действуете за {name}.")
        return redirect(_wanted(request))
    if letters in held:
        wanted = not wants_copies(held[letters])
        choose_copies(membership=held[letters], wanted=wanted)
        messages.success(request, "Письма будут приходить и вам." if wanted else "Писем больше не будет.")
    elif leave in held:
        end_membership(
            membership=held[leave], by=request.user, address=client_address(request), at=timezone.now()
        )
        begin_acting(request, request.user)
        messages.success(request, f"Вы больше не действуете за {held[leave].applicant.name}.")
    return redirect("acting")


def _wanted(request: ApplicantRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("home")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def applicant_add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add an applicant for whom the person acts; the request that follows acts for it."""
    request = cast("ApplicantRequest", request)
    if kind not in KINDS:
        raise Http404
    form = AddingForm(KINDS[kind], data=request.POST if request.method == "POST" else None)
    if form.restructured:
        form = AddingForm(KINDS[kind], answers=form.raw())
    if not form.is_bound or not form.is_valid():
        return _adding_page(request, kind, form)
    try:
        added = add_applicant(
            added=Added(
                applicant_id=form.cleaned_data["applicant_id"],
                kind=form.kind,
                answers=form.raw(),
                address=client_address(request),
                user_agent=request.headers.get("User-Agent", ""),
            ),
            by=request.user,
            at=timezone.now(),
        )
    except (TooManyApplicants, PowerRefused) as refusal:
        form.add_error(_OF_POWER.get(getattr(refusal, "field", "")), str(refusal))
        return _adding_page(request, kind, form)
    act_for(request, added)
    messages.success(request, f"Добавлено. Теперь вы действуете за {added.applicant.name}.")
    return redirect("home")


def _adding_page(request: HttpRequest, kind: str, form: AddingForm) -> HttpResponse:
    tabs = [
        {"title": label.label, "url": reverse("applicant_add", args=[slug]), "current": slug == kind}
        for slug, label in KINDS.items()
    ]
    context = {"form": form, "tabs": tabs}
    return render(request, "cabinet/people/add.html", context, status=422 if form.is_bound else 200)
