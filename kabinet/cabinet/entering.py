"""Between the password and the open session: who still owes the second factor, and where they go then.

A session gets its user only here, and for a person of the operator, or an applicant who has chosen a second
factor, only after it: until then the session remembers whose password was right, and that opens nothing but
the pages of the second step.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login as open_django_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kabinet.accounts.addresses import client_address
from kabinet.accounts.backend import lacks_factor, owes_factor
from kabinet.accounts.devices import mark_of, remember_browser
from kabinet.accounts.login import record_login
from kabinet.accounts.models import User
from kabinet.accounts.sessions import tell_of_new_browser
from kabinet.cabinet.access import act_again, begin_acting
from kabinet.ui.context import first_page

LIFETIME = timedelta(minutes=30)
"""How long a right password waits for the second factor."""
_WAITING = "second_step"
LED_ON = f"{settings.COOKIE_PREFIX}kabinet_led_on"
"""A cookie on the way to the page that was wanted before the entrance: it may be a page of somebody else
(cabinet.middleware). Not in the session, for which looking at a page would have to write."""


def enter(request: HttpRequest, user: User, *, wanted: str, at: datetime) -> HttpResponse:
    """Let in a user whose password was right, or send them to the second step."""
    if not owes_factor(user):
        return _open(request, user, wanted)
    wait_for_factor(request, user, wanted=wanted, at=at)
    return redirect(second_step_of(user))


def wait_for_factor(request: HttpRequest, user: User, *, wanted: str, at: datetime, acting: str = "") -> None:
    """Remember that the password was right; it opens nothing but the second step.

    `acting`: the membership that a page of the ended session acted by, and that is to be gone on with.
    """
    # Another key: what somebody put into this browser before must not wait for the code with its owner.
    request.session.cycle_key()
    request.session[_WAITING] = {
        "user": str(user.pk),
        "until": (at + LIFETIME).isoformat(),
        "hash": user.get_session_auth_hash(),
        "wanted": wanted,
        "acting": acting,
    }


def waiting_user(request: HttpRequest, *, at: datetime) -> User | None:
    """Whose password was right in this session a short while ago; None later or when it was changed."""
    waiting = request.session.get(_WAITING)
    if waiting is None or datetime.fromisoformat(waiting["until"]) < at:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None or not user.agrees_with(waiting["hash"]):
        return None
    return user


def second_step_of(user: User) -> str:
    """The page of the second step: to set the factor up, or to show a code."""
    return reverse("second_factor_setup" if lacks_factor(user) else "second_step")


def finish(request: HttpRequest, user: User, *, at: datetime) -> HttpResponse:
    """Open the session after the second factor; the answer leads on to what was wanted."""
    waiting = request.session.pop(_WAITING, None) or {}
    record_login(user=user, complete=True, address=client_address(request), at=at)
    response = _open(request, user, waiting.get("wanted", ""))
    if not user.is_operator:
        act_again(request, user, waiting.get("acting", ""))
    return response


def _open(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    open_session(request, user)
    response = lead_on(request, user, wanted)
    remember_browser(request, response, user.login)
    return response


def open_session(request: HttpRequest, user: User) -> None:
    """Begin the session of somebody who owes no second factor, or has just shown it.

    Whoever answers then marks the browser (accounts.devices.remember_browser).
    """
    first, known = user.last_login is None, mark_of(request, user.login)
    open_django_session(request, user)
    if not user.is_operator:
        begin_acting(request, user)
    if not (first or known):
        tell_of_new_browser(request, user)


def lead_on(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Send the person to `wanted`, or to their first page when they cannot open it."""
    page = landing(request, user, wanted)
    response = redirect(page)
    if page != first_page(user):
        response.set_cookie(
            LED_ON, "1", max_age=60, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return response


def landing(request: HttpRequest, user: User, wanted: str) -> str:
    """Where to go after signing in: `wanted` if it is a page of ours and of this role, else the role's first.

    The sign-in page may have been reached from a page of somebody else's session.
    """
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    of_office = wanted.startswith(reverse("office_queue"))
    of_both = wanted.startswith((reverse("profile"), reverse("kept_forms")))
    if not ours or (of_office != user.is_operator and not of_both) or wanted.startswith(reverse("logout")):
        return first_page(user)
    return wanted
