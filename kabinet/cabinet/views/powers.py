"""The power of attorney of a person who acts for an applicant: shown, given, renewed; its scan."""

from functools import partial
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.accounts.services import claim_form
from kabinet.applicants.models import Membership
from kabinet.applicants.powers import PowerRefused, give_power
from kabinet.cabinet.access import ApplicantRequest, decides_for, own_account
from kabinet.cabinet.forms.people import PowerForm
from kabinet.files.responses import file_response
from kabinet.files.services import FileRefused, store_file
from kabinet.files.shown import shown_file


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def power(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the power with its former ones; POST gives it in, renews it, adds the scan that lacks."""
    request = cast("ApplicantRequest", request)
    member = _member(request.user, pk)
    decides = decides_for(request.user, member.applicant)
    if request.method == "POST" and not _may_give(request.user, member, decides=decides):
        raise Http404
    current = member.power
    lacking = current if current is not None and current.scan_id is None else None
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PowerForm(*posted, lacking=lacking)
    if form.is_bound and form.is_valid() and _given(request, member, form):
        messages.success(request, "Доверенность сохранена.")
        return redirect("people_power", member.pk)
    today = timezone.localdate()
    context = {
        "member": member,
        "decides": decides,
        "own": member.person_id == request.user.pk,
        "powers": [(one, _shown_scan(member, one)) for one in member.powers.all()],
        "over": member.until is not None and member.until < today,
        "lacking": lacking,
        "form": form if _may_give(request.user, member, decides=decides) else None,
    }
    return render(request, "cabinet/people/power.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_safe
@own_account
def power_scan(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponseBase:
    """Give the scan, of a former power too."""
    member = _member(cast("ApplicantRequest", request).user, pk)
    scans = (one.scan for one in member.powers.all() if one.scan_id == file_id)
    file = next(scans, None)
    if file is None:
        raise Http404
    return file_response(file, inline="show" in request.GET)


def _member(user: User, pk: UUID) -> Membership:
    """The membership, for the person themselves and whoever decides for the applicant; 404 for others."""
    rows = Membership.objects.select_related("applicant__user", "person").prefetch_related("powers__scan")
    found = rows.filter(pk=pk).first()
    if found is None or not (found.person_id == user.pk or decides_for(user, found.applicant)):
        raise Http404
    return found


def _may_give(user: User, member: Membership, *, decides: bool) -> bool:
    """Whoever decides may; and a person who told of the power themselves, when adding the applicant."""
    told = member.person_id == user.pk and member.invited_by_id == user.pk
    return member.ended_at is None and (decides or told)


def _given(request: ApplicantRequest, member: Membership, form: PowerForm) -> bool:
    at, given = timezone.now(), form.cleaned_data
    give = partial(
        give_power,
        membership=member, told=form.told, by=request.user, address=client_address(request), at=at,
    )  # fmt: skip

    def keep(file: Any) -> None:
        if not claim_form(token=given["token"], at=at):
            raise _Repeated
        give(scan=file)

    try:
        form.told.check(timezone.localdate(at))
        store_file(upload=given["scan"], owner=member.applicant.user, at=at, then=keep)
    except _Repeated:
        return True
    except FileRefused as refusal:
        form.add_error("scan", str(refusal))
    except PowerRefused as refusal:
        form.add_error(refusal.field, str(refusal))
    return not form.errors


class _Repeated(Exception):
    """The form was carried out already: the bytes that came with it again are not kept."""


def _shown_scan(member: Membership, power: Any) -> list[dict[str, Any]]:
    if power.scan is None:
        return []
    url = reverse("people_power_scan", args=[member.pk, power.scan_id])
    return [shown_file(power.scan, f"{url}?show=1")]
