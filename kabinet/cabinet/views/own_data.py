"""«Мои данные»: all that the portal has of a person, as an archive, and how long what is kept."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.accounts.addresses import client_address
from kabinet.accounts.services import WrongPassword
from kabinet.accounts.throttle import TooManyAttempts
from kabinet.cabinet.access import ApplicantRequest, own_account
from kabinet.cabinet.forms.leaving import OwnDataForm
from kabinet.cabinet.views.login import too_many
from kabinet.files.responses import file_response
from kabinet.privacy.own_data import AskedJustNow, ask_for_data, own_data_of, take_data
from kabinet.privacy.retention import REMOVED, words_of


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def own_data(request: HttpRequest) -> HttpResponse:
    """Ask for the archive with the password; say whether it is made, and until when it is offered."""
    request = cast("ApplicantRequest", request)
    form = OwnDataForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, form)
    try:
        ask_for_data(
            user=request.user,
            password=form.cleaned_data["password"],
            address=client_address(request),
            at=timezone.now(),
        )
    except TooManyAttempts as refusal:
        form.add_error(None, str(refusal))
        return too_many(_page(request, form), refusal)
    except WrongPassword as refusal:
        form.add_error("password", str(refusal))
        return _page(request, form)
    except AskedJustNow as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    messages.success(request, "Архив собирается. Страницу можно закрыть: когда он будет готов, напишем.")
    return redirect("own_data")


@never_cache
@require_POST
@own_account
def own_data_archive(request: HttpRequest) -> HttpResponseBase:
    """Give the archive to its owner."""
    request = cast("ApplicantRequest", request)
    file = take_data(user=request.user, address=client_address(request), at=timezone.now())
    if file is None:
        raise Http404
    return file_response(file)


def _page(request: ApplicantRequest, form: OwnDataForm) -> HttpResponse:
    context = {
        "form": form,
        "asked": own_data_of(request.user, at=timezone.now()),
        "removed": [
            (one.what, one.after(), one.since, words_of(one.before) if one.before else "")
            for one in REMOVED
            if one.own
        ],
    }
    return render(request, "cabinet/own_data.html", context, status=422 if form.is_bound else 200)
