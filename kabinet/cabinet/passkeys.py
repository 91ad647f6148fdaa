"""What the pages of passkeys share: the site that keys are for, the challenge that waits for its answer."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from kabinet.accounts.addresses import client_address
from kabinet.accounts.devices import mark_of
from kabinet.accounts.models import User
from kabinet.accounts.passkeys import CHALLENGE_LIFETIME, KeyQuestion, check_passkey

_ASKED = "passkey_asked"


def site_of(request: HttpRequest) -> str:
    """The origin that keys are bound to: the portal's address; in development, the one that was opened."""
    return settings.SITE_URL if settings.PRODUCTION else f"{request.scheme}://{request.get_host()}"


def asking(request: HttpRequest, asked: KeyQuestion, *, at: datetime) -> JsonResponse:
    """Give the browser what it is asked, and wait for the answer in this session."""
    request.session[_ASKED] = {
        "challenge": asked.challenge,
        "until": (at + CHALLENGE_LIFETIME).isoformat(),
    }
    return JsonResponse(asked.options)


def awaited(request: HttpRequest, *, at: datetime) -> str:
    """The challenge that this session waits for, once; empty when there is none or it is too old."""
    waiting = request.session.pop(_ASKED, None)
    if waiting is None or datetime.fromisoformat(waiting["until"]) < at:
        return ""
    return str(waiting["challenge"])


def prove_by_key(request: HttpRequest, user: User, *, at: datetime) -> None:
    """See that the key's answer in this form is right. Raises PasskeyRefused, TooManyAttempts."""
    check_passkey(
        user=user,
        answer=request.POST.get("passkey", ""),
        challenge=awaited(request, at=at),
        site=site_of(request),
        address=client_address(request),
        at=at,
        browser=mark_of(request, user.login),
    )
