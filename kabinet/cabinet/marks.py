"""The marks of unread in the applicant's menu."""

from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from kabinet.accounts.models import User
from kabinet.cabinet.access import Party, party_of
from kabinet.correspondence.models import Thread
from kabinet.notifications.models import Letter
from kabinet.notifications.reading import count_unread


class Unread(NamedTuple):
    """How many applications and appeals have an answer that the applicant has not read, how many notices."""

    applications: int = 0
    appeals: int = 0
    notices: str = ""


def unread(request: HttpRequest) -> dict[str, Any]:
    """Give the templates `unread`, `acting`, `mailbox_refusal`, asked for by a page that shows them."""
    return {
        "unread": SimpleLazyObject(lambda: _unread_of(_party_of(request))),
        "acting": SimpleLazyObject(lambda: _party_of(request)),
        "mailbox_refusal": SimpleLazyObject(lambda: _refusal_of(getattr(request, "user", None))),
    }


def _party_of(request: HttpRequest) -> Party | None:
    user = getattr(request, "user", None)
    return None if not isinstance(user, User) or user.is_operator else party_of(request)


def _unread_of(party: Party | None) -> Unread:
    if party is None:
        return Unread()
    user = party.owner
    counts = Thread.objects.filter(owner=user, unread_by_owner=True).aggregate(
        applications=Count("about", filter=Q(about=Thread.About.APPLICATION)),
        appeals=Count("about", filter=Q(about=Thread.About.APPEAL)),
    )
    return Unread(**counts, notices=count_unread(user.pk))


def _refusal_of(user: object) -> Letter | None:
    """The letter that the person's mailbox has refused, as long as it does."""
    if not isinstance(user, User) or user.is_operator:
        return None
    return Letter.objects.refusal_of(user.login, timezone.now())
