"""The link of an invitation: a person of the operator sets their own password."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kabinet.accounts.addresses import client_address
from kabinet.accounts.codes import CodeRefused
from kabinet.accounts.passwords import PasswordRefused
from kabinet.accounts.people import accept_invitation, invited_person
from kabinet.cabinet.entering import enter
from kabinet.cabinet.forms.passwords import NewPasswordForm


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a password twice; then the telephone is set up."""
    at = timezone.now()
    try:
        person = invited_person(text=code, at=at)
        form = NewPasswordForm(request.POST or None, user=person)
        page = {"form": form, "person": person}
        if request.method == "GET" or not form.is_valid():
            return render(request, "cabinet/invitation.html", page)
        accepted = accept_invitation(
            text=code, password=form.cleaned_data["password"], address=client_address(request), at=at
        )
    except CodeRefused:
        return render(request, "cabinet/invitation.html", {"refused": True}, status=410)
    except PasswordRefused as refusal:
        form.add_error("password", refusal.problems)
        return render(request, "cabinet/invitation.html", page)
    return enter(request, accepted, wanted="", at=at)
