"""Browsers in which the owner of an account has signed in before (OWASP: device cookies).

Wrong passwords of strangers delay strangers. A browser that bears the mark of an account is judged by what
was tried in it alone, so that nobody can keep the owner out by failing in the owner's name. The mark opens
nothing: it only says by whose count an attempt is judged.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = f"{settings.COOKIE_PREFIX}kabinet_device"
LIFETIME = timedelta(days=180)
_MOST = 5
"""Accounts of one browser: a family. The one longest not used gives way."""
_SALT = "kabinet.accounts.devices"


def mark_of(request: HttpRequest, email: str) -> str:
    """The mark of this account in this browser; empty in a browser where it has never been signed in to."""
    accounts = _accounts(email)
    return next((mark for known, mark in _marks(request) if known in accounts), "")


def remember_browser(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Mark the browser as one of the owner: the password, and the factor if there is one, were right."""
    accounts = _accounts(email)
    others = [[known, mark] for known, mark in _marks(request) if known not in accounts]
    own = [accounts[0], mark_of(request, email) or secrets.token_hex(8)]
    response.set_cookie(
        COOKIE,
        signing.dumps([own, *others][:_MOST], salt=_SALT),
        max_age=int(LIFETIME.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return []
    return [(known, mark) for known, mark in kept]


def _accounts(email: str) -> list[str]:
    """The account as the browser keeps it, by the present secret key and by the former ones.

    Whoever reads the cookie learns no e-mail.
    """
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    value = email.strip().lower()
    return [salted_hmac(_SALT, value, secret=key, algorithm="sha256").hexdigest()[:16] for key in keys]
