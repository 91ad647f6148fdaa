"""The marks of unread in the applicant's menu."""

from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kabinet.accounts.models import User
from kabinet.correspondence.models import Thread


class Unread(NamedTuple):
    """How many applications and how many appeals have an answer that the applicant has not read."""

    applications: int = 0
    appeals: int = 0


def unread(request: HttpRequest) -> dict[str, Any]:
    """Give the templates `unread`, asked of the database only by a page that shows the menu."""
    return {"unread": SimpleLazyObject(lambda: _unread_of(getattr(request, "user", None)))}


def _unread_of(user: object) -> Unread:
    if not isinstance(user, User) or user.is_operator:
        return Unread()
    counts = Thread.objects.filter(owner=user, unread_by_owner=True).aggregate(
        applications=Count("about", filter=Q(about=Thread.About.APPLICATION)),
        appeals=Count("about", filter=Q(about=Thread.About.APPEAL)),
    )
    return Unread(**counts)
