"""What every request passes on its way."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from kabinet.accounts.addresses import client_address
from kabinet.accounts.models import User
from kabinet.accounts.sessions import SessionStanding, note_seen, standing_of
from kabinet.core import journal

_ENDED, _LOCKED = "kabinet_session_ended", "kabinet_locked_user"


def journal_address(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let the journal know from where each act comes, so that no write has to be told."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with journal.acting_from(client_address(request)):
            return get_response(request)

    return middleware


def limit_sessions(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Make whoever was away too long nobody (kabinet.accounts.sessions); remember whose password reopens it.

    A page that asks by itself, `only_asks`, does not show that its person is there.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        at, whoever = timezone.now(), request.user
        # Judged once somebody asks: what is the same for everybody, like the colours, asks no database.
        request.user = cast("User", SimpleLazyObject(lambda: _judged(request, whoever, at)))
        response = get_response(request)
        match = request.resolver_match
        only_asks = match and getattr(match.func, "only_asks", False)
        if request.session.accessed and not only_asks and isinstance(request.user, User):
            note_seen(request, response, at=at)
        return response

    return middleware


def _judged(request: HttpRequest, user: User | AnonymousUser, at: datetime) -> User | AnonymousUser:
    if not isinstance(user, User):
        return user
    standing = standing_of(request, user, at=at)
    if standing is SessionStanding.OPEN:
        return user
    setattr(request, _ENDED, True)
    setattr(request, _LOCKED, user if standing is SessionStanding.LOCKED else None)
    return AnonymousUser()


def only_asks[V: Callable[..., HttpResponseBase]](view: V) -> V:
    """Mark a view that pages ask by themselves: its requests show nobody's presence at the keyboard."""
    vars(view)["only_asks"] = True
    return view


def session_ended(request: HttpRequest) -> bool:
    """Whether the request came with a session of which somebody was away too long."""
    return not request.user.is_authenticated and getattr(request, _ENDED, False)


def locked_user(request: HttpRequest) -> User | None:
    """Whose password opens the session of this request again."""
    if request.user.is_authenticated:
        return None
    found: User | None = getattr(request, _LOCKED, None)
    return found


def cache_control(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Say of every answer whether it may be kept: a person's page and a redirect never.

    A kept redirect outlives what it followed from (draft to its step, submitted application to its page): the
    browser's «Back» would go round in it. A view that knows better has said so itself.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            personal = request.user.is_authenticated or 300 <= response.status_code < 400
            response["Cache-Control"] = "private, no-store" if personal else "private, no-cache"
        return response

    return middleware
