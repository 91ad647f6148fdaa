"""The browser in which somebody has just registered: there the letter's link opens the cabinet by itself.

The link proves the mailbox, the session that the same person typed the password: together they are a sign-in.
The session keeps the hash of that very registration. Whoever registers the same e-mail anew, a stranger
maybe, replaces the password and with it the hash: the link of the new letter then asks for the password.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kabinet.accounts.addresses import client_address
from kabinet.accounts.backend import owes_factor
from kabinet.accounts.codes import waiting_code
from kabinet.accounts.login import record_login
from kabinet.accounts.models import OneTimeCode, User
from kabinet.applications.submission.services import AnswersTooLong, ProcessingWithdrawn, TooManyDrafts
from kabinet.cabinet.begun import begin_draft, begun_in, form_address
from kabinet.cabinet.entering import enter

_REGISTERED = "registered"


def note_registered(request: HttpRequest, user: User | None) -> None:
    """Remember whose registration this browser has sent; None forgets an earlier one."""
    request.session[_REGISTERED] = user.get_session_auth_hash() if user else ""


def has_registered(request: HttpRequest, code: str, *, at: datetime) -> bool:
    """Whether the code is of the registration sent from here, and a person opens it, not a prefetch."""
    if not request.session.get(_REGISTERED) or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    user = waiting_code(text=code, purpose=OneTimeCode.Purpose.CONFIRM_EMAIL, at=at)
    return user is not None and is_registrant(request, user)


def is_registrant(request: HttpRequest, user: User) -> bool:
    """Whether this browser has sent the very registration of this account."""
    kept = str(request.session.get(_REGISTERED) or "")
    return bool(kept) and not request.user.is_authenticated and user.agrees_with(kept)


def welcome(request: HttpRequest, user: User, *, at: datetime) -> HttpResponse:
    """Let in whoever has confirmed the e-mail here, on to the draft of what was answered before."""
    del request.session[_REGISTERED]
    record_login(user=user, complete=not owes_factor(user), address=client_address(request), at=at)
    return enter(request, user, wanted=_wanted(request, user, at=at), at=at)


def _wanted(request: HttpRequest, user: User, *, at: datetime) -> str:
    beginning = begun_in(request)
    if beginning is None:
        return ""
    try:
        draft = begin_draft(user.applicant, beginning, at=at)
    except (TooManyDrafts, AnswersTooLong, ProcessingWithdrawn):
        return form_address(beginning)
    return reverse("application", args=[draft.pk])
