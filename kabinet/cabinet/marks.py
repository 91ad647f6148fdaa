"""The marks of unread in the applicant's menu."""

from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from kabinet.accounts.models import User
from kabinet.correspondence.models import Thread
from kabinet.notifications.models import Letter
from kabinet.notifications.reading import count_unread


class Unread(NamedTuple):
    """How many applications and appeals have an answer that the applicant has not read, how many notices."""

    applications: int = 0
    appeals: int = 0
    notices: str = ""


def unread(request: HttpRequest) -> dict[str, Any]:
    """Give the templates `unread` and `mailbox_refusal`, asked of the database by a page that shows them."""
    return {
        "unread": SimpleLazyObject(lambda: _unread_of(getattr(request, "user", None))),
        "mailbox_refusal": SimpleLazyObject(lambda: _refusal_of(getattr(request, "user", None))),
    }


def _unread_of(user: object) -> Unread:
    if not isinstance(user, User) or user.is_operator:
        return Unread()
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
