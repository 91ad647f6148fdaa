"""Sessions that know whose they are, and when they end.

A row of a session names its user, its browser and its address, so that a person sees where they are signed in
and ends it there (ASVS 7.4, 7.5). A session ends some time after signing in, which its row says, and some
time after the last look. That moment stands in a signed cookie, as a page that is only looked at writes
nothing to the database; it is bound to its session, so that another one's tells nothing.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, override
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kabinet.accounts.addresses import client_address
from kabinet.accounts.browsers import browser_named
from kabinet.accounts.models import Session, User
from kabinet.accounts.services import check_current
from kabinet.core import journal
from kabinet.core.busy import write_unless_busy
from kabinet.law.counting import counted
from kabinet.notifications.services import send_letter

SEEN = f"{settings.COOKIE_PREFIX}kabinet_seen"
_SALT = "kabinet.accounts.sessions"
_BEGUN, _ADDRESS, _BROWSER = "begun_at", "begun_from", "begun_with"
_RENEWED = timedelta(minutes=1)
"""The cookie is renewed no sooner."""


class Lifetime(NamedTuple):
    """How long a session lasts since signing in, and since the last look; in words for people too."""

    whole: timedelta
    idle: timedelta

    @property
    def whole_words(self) -> str:
        """The first, for a text."""
        return _words(self.whole)

    @property
    def idle_words(self) -> str:
        """The second, for a text."""
        return _words(self.idle)


def _words(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    if minutes:
        return counted(minutes, "минуту", "минуты", "минут")
    if hours % 24:
        return counted(hours, "час", "часа", "часов")
    return counted(hours // 24, "день", "дня", "дней")


OF_APPLICANT = Lifetime(timedelta(days=14), timedelta(days=3))
OF_OPERATOR = Lifetime(timedelta(hours=12), timedelta(minutes=15))
"""Who sees the data of other people: ASVS 7.3.1, 7.3.2."""


class SessionStanding(StrEnum):
    """What a session is good for at the moment."""

    OPEN = "open"
    LOCKED = "locked"
    """One of the operator's people was away: the password opens it again."""
    OVER = "over"


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with the columns of `Session`."""

    @classmethod
    @override
    def get_model_class(cls) -> type[Session]:
        return Session

    @override
    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)  # noqa: S101 - `get_model_class` says so
        known = data.get(SESSION_KEY)
        row.user_id = UUID(known) if known else None
        row.begun_at = datetime.fromisoformat(data[_BEGUN]) if _BEGUN in data else None
        row.seen_on = timezone.localdate()
        row.address, row.browser = data.get(_ADDRESS), data.get(_BROWSER, "")
        return row


def begin(*, request: HttpRequest, user: User, **_: object) -> None:
    """Write into a session that has just got its user where and when it began, and when it ends."""
    at = timezone.now()
    request.session[_BEGUN] = at.isoformat()
    request.session[_ADDRESS] = client_address(request)
    request.session[_BROWSER] = browser_named(request.headers.get("User-Agent", ""))
    request.session.set_expiry(at + lifetime_of(user).whole)


def tell_of_new_browser(request: HttpRequest, user: User) -> None:
    """Write to `user`, who has just signed in, that it was in a browser not used before."""
    send_letter(
        kind="new_device",
        person=user.pk,
        recipient=user.email,
        context={
            "at": datetime.fromisoformat(request.session[_BEGUN]),
            "browser": request.session[_BROWSER],
            "address": request.session[_ADDRESS],
        },
        at=timezone.now(),
    )


def lifetime_of(user: User) -> Lifetime:
    """How long the sessions of `user` last."""
    return OF_OPERATOR if user.is_operator else OF_APPLICANT


def standing_of(request: HttpRequest, user: User, *, at: datetime) -> SessionStanding:
    """What the session of `user`, which this request came with, is good for."""
    if _BEGUN not in request.session:
        return SessionStanding.OVER
    begun = datetime.fromisoformat(request.session[_BEGUN])
    if at - max(begun, _seen_at(request) or begun) < lifetime_of(user).idle:
        return SessionStanding.OPEN
    return SessionStanding.LOCKED if user.is_operator else SessionStanding.OVER


def note_seen(request: HttpRequest, response: HttpResponseBase, *, at: datetime) -> None:
    """Tell the browser that its person was here at this moment; the row learns it once a day."""
    seen = _seen_at(request)
    key = request.session.session_key
    if key == _key_sent(request) and seen is not None and timedelta() <= at - seen < _RENEWED:
        return
    if seen is not None and timezone.localdate(seen) < (today := timezone.localdate(at)):
        write_unless_busy(lambda: Session.objects.filter(pk=key).update(seen_on=today))
    response.set_cookie(
        SEEN,
        _signer(key).sign(str(int(at.timestamp()))),
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _seen_at(request: HttpRequest) -> datetime | None:
    try:
        seconds = int(_signer(_key_sent(request)).unsign(request.COOKIES.get(SEEN, "")))
    except (signing.BadSignature, ValueError):
        return None
    return datetime.fromtimestamp(seconds, tz=timezone.get_default_timezone())


def _key_sent(request: HttpRequest) -> str | None:
    """The key that the request came with: the session may have got another one since.

    So it does when its person signs in, and when its hash was made with a former secret key.
    """
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME)


def _signer(key: str | None) -> signing.Signer:
    return signing.Signer(salt=f"{_SALT}.{key}")


def reopen_session(request: HttpRequest, user: User, password: str, *, at: datetime) -> None:
    """Go on with the session of `user`, who was away, under another key.

    Raises WrongPassword, TooManyAttempts.
    """
    check_current(user, password, at)
    address = client_address(request)
    journal.record(act="account.unlocked", subject=f"user:{user.pk}", by=user.pk, at=at, address=address)
    request.session.cycle_key()
    request.user = user


def sessions_of(user: User, *, at: datetime) -> list[Session]:
    """Where `user` is signed in, the latest first."""
    return list(Session.objects.filter(user=user, expire_date__gt=at).order_by("-begun_at", "session_key"))


def mark_of_session(key: str | None) -> str:
    """What a page names a session by: its key would let in whoever reads the page."""
    return salted_hmac(_SALT, key or "", algorithm="sha256").hexdigest()[:32]


@transaction.atomic
def end_sessions(*, user: User, marks: set[str], address: str | None, at: datetime) -> int:
    """End those sessions of `user` that the marks name; how many there were."""
    keys = [one.pk for one in Session.objects.filter(user=user) if mark_of_session(one.pk) in marks]
    ended, _ = Session.objects.filter(pk__in=keys).delete()
    if ended:
        journal.record(
            act="account.sessions_ended",
            subject=f"user:{user.pk}",
            by=user.pk,
            at=at,
            address=address,
            details={"count": ended},
        )
    return ended
