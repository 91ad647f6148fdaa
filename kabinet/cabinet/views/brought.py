"""«Я уже принёс в офис»: the applicant says so of what was asked for, and takes it back."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kabinet.applications.corrections.items import (
    BroughtRefused,
    asked_items,
    take_brought_back,
    tell_brought,
)
from kabinet.applications.models import Application
from kabinet.cabinet.access import ApplicantRequest, applicant_required, mine_or_404
from kabinet.cabinet.forms.brought import BroughtForm
from kabinet.core.channels import Channel
from kabinet.core.ids import new_id, read_id
from kabinet.correspondence.compose import token_of

_OVER = "По этой заявке сейчас ничего не ждут."


@require_http_methods(["GET", "HEAD", "POST"])
@applicant_required
def brought(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what of the request was brought: `item` of the address is ticked, without it all that is needed."""
    request = cast("ApplicantRequest", request)
    application = mine_or_404(request, pk)
    items = asked_items(application)
    if not items:
        messages.info(request, _OVER)
        return redirect("application", application.pk)
    titles = [item.title for item in items if item.may_be_brought]
    if request.method != "POST":
        named = [item.title for item in items if item.name and item.name == request.GET.get("item")]
        first = {
            "titles": named or titles,
            "way": Channel.OFFICE.value,
            "on": timezone.localdate(),
        }
        return _show(request, application, BroughtForm(titles, initial=first))
    if read_id(request.POST.get("take_back", "")):
        return _take_back(request, application)
    form = BroughtForm(titles, request.POST)
    if form.is_valid():
        try:
            tell_brought(
                application=application, word=form.word, by=request.party.owner,
                person=request.party.person, at=timezone.now(), token=token_of(request),
            )  # fmt: skip
        except BroughtRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Специалист увидит это и подтвердит. Срок пока прежний.")
            return redirect("application", application.pk)
    return _show(request, application, form, status=422)


def _take_back(request: ApplicantRequest, application: Application) -> HttpResponse:
    taken = take_brought_back(
        application=application,
        pk=cast("UUID", read_id(request.POST["take_back"])),
        by=request.party.owner,
        at=timezone.now(),
        token=token_of(request),
    )
    if taken is not None:
        messages.success(request, "Отменено: специалист узнает, что этого ещё нет.")
    return redirect("application_brought", application.pk)


def _show(
    request: ApplicantRequest, application: Application, form: BroughtForm, *, status: int = 200
) -> HttpResponse:
    items = asked_items(application)
    context = {
        "application": application,
        "form": form,
        "may_tell": any(item.may_be_brought for item in items),
        "told": [item for item in items if item.brought],
        "token": token_of(request) if request.method == "POST" else new_id(),
    }
    return render(request, "cabinet/applications/brought.html", context, status=status)
