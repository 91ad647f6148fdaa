"""«Ключи входа» in the profile, and what browsers ask for to use a key."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.accounts.passkeys import (
    MOST_KEYS,
    PasskeyRefused,
    PasskeysFull,
    add_passkey,
    ask_for_known,
    ask_for_new,
    remove_passkey,
)
from kabinet.cabinet.entering import waiting_user
from kabinet.cabinet.forms.second_factor import PasskeyForm
from kabinet.cabinet.passkeys import asking, awaited, site_of
from kabinet.cabinet.telephone import may_replace
from kabinet.core.ids import read_id

_PAGE = "cabinet/passkeys.html"


@never_cache
@require_http_methods(["GET", "POST"])
def passkeys(request: HttpRequest) -> HttpResponse:
    """Show the keys, add one, remove one; for who has just proved to be the owner."""
    user, at = _with_factor_or_404(request), timezone.now()
    if not may_replace(request, at=at):
        return redirect("second_factor")
    if request.method == "POST" and (removed := read_id(request.POST.get("remove", ""))):
        return _remove(request, user, removed)
    form = PasskeyForm(request.POST or None)
    page = {"form": form, "keys": user.passkeys.order_by("created_at"), "most": MOST_KEYS}
    if request.method == "POST" and form.is_valid():
        try:
            add_passkey(
                user=user,
                name=form.cleaned_data["name"],
                answer=request.POST.get("passkey", ""),
                challenge=awaited(request, at=at),
                site=site_of(request),
                address=client_address(request),
                at=at,
            )
        except (PasskeyRefused, PasskeysFull) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Ключ добавлен: следующий вход возможен по нему.")
            return redirect("passkeys")
    return render(request, _PAGE, page, status=422 if form.errors else 200)


@never_cache
@require_POST
def passkey_new(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a key."""
    user, at = _with_factor_or_404(request), timezone.now()
    if not may_replace(request, at=at):
        raise Http404
    return asking(request, ask_for_new(user=user, site=site_of(request)), at=at)


@login_not_required
@never_cache
@require_POST
def passkey_known(request: HttpRequest) -> HttpResponse:
    """What the browser needs to use a key: of who is signed in, or whose password was right a moment ago."""
    at = timezone.now()
    user = request.user if isinstance(request.user, User) else waiting_user(request, at=at)
    if user is None or not user.passkeys.exists():
        raise Http404
    return asking(request, ask_for_known(user=user, site=site_of(request)), at=at)


def _remove(request: HttpRequest, user: User, pk: UUID) -> HttpResponse:
    if remove_passkey(user=user, pk=pk, address=client_address(request), at=timezone.now()):
        update_session_auth_hash(request, user)
        messages.success(request, "Ключ удалён, на остальных устройствах выполнен выход.")
    return redirect("passkeys")


def _with_factor_or_404(request: HttpRequest) -> User:
    """Who asks, if they have a second factor: keys stand beside the telephone."""
    if not (isinstance(request.user, User) and request.user.second_factor_at):
        raise Http404
    return request.user
