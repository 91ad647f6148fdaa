"""«Уведомления»: what the portal has told the person, and how letters about it come."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kabinet.accounts.addresses import client_address
from kabinet.applicants.models import Applicant
from kabinet.cabinet.access import ApplicantRequest, applicant_required, own_account, preparing
from kabinet.cabinet.forms.notices import ChoiceForm
from kabinet.core.ids import read_id
from kabinet.notifications.choosing import choose_ways, switch_off, ways_of
from kabinet.notifications.kinds import TITLES
from kabinet.notifications.models import Letter
from kabinet.notifications.reading import notices_page, read_all, read_notice
from kabinet.notifications.unsubscribing import read_leaving

_CASES = {"application": ("application", "Открыть заявку"), "appeal": ("appeal", "Открыть обращение")}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@preparing
def notices(request: HttpRequest) -> HttpResponse:
    """List the person's notices, the newest first; POST: all of them are read."""
    owner = cast("ApplicantRequest", request).party.owner
    if request.method == "POST":
        read_all(owner.pk, at=timezone.now())
        return redirect("notices")
    page = notices_page(owner.pk, before=read_id(request.GET.get("before")))
    older = f"?before={page.older}" if page.older else ""
    return render(request, "cabinet/notices/list.html", {"notices": page.notices, "older_url": older})


@never_cache
@require_safe
@applicant_required
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one, which is read thereby."""
    owner = cast("ApplicantRequest", request).party.owner
    found = Letter.objects.notices_of(owner.pk).filter(pk=pk).first()
    if found is None:
        raise Http404
    read_notice(found, at=timezone.now())
    return render(request, "cabinet/notices/detail.html", {"notice": found, "case": _case_of(found)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def notices_choice(request: HttpRequest) -> HttpResponse:
    """Choose how letters come: at once, as one a day, not at all."""
    user = cast("ApplicantRequest", request).user
    consented = Applicant.objects.filter(user=user, email_notices=True).exists()
    posted = request.POST if request.method == "POST" else None
    form = ChoiceForm(posted, chosen=ways_of(user.pk), consented=consented)
    if form.is_bound and form.is_valid():
        choose_ways(
            person=user.pk,
            ways=form.ways,
            at=timezone.now(),
            by=user.pk,
            address=client_address(request),
        )
        messages.success(request, "Сохранено: письма будут приходить так.")
        return redirect("notices")
    context = {"form": form, "consented": consented}
    return render(request, "cabinet/notices/choice.html", context, status=422 if form.is_bound else 200)


@never_cache
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def letters_off(request: HttpRequest, token: str) -> HttpResponse:
    """Switch letters off by the link in one of them: asked by a person, done at once for a mail program.

    The link is the proof: there is no session, and the page tells nothing of an account (RFC 8058, 3.1).
    """
    leaving = read_leaving(token)
    if leaving is None:
        raise Http404
    done = request.method == "POST"
    if done:
        switch_off(
            person=leaving.person,
            group=leaving.group,
            at=timezone.now(),
            address=client_address(request),
        )
    title = TITLES[leaving.group] if leaving.group else "Уведомления за день"
    return render(request, "cabinet/notices/off.html", {"title": title, "done": done})


def _case_of(found: Letter) -> dict[str, Any] | None:
    kind, _, key = found.about.partition(":")
    if kind not in _CASES:
        return None
    name, text = _CASES[kind]
    return {"url": reverse(name, args=[key]), "text": text}
