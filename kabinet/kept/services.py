"""Keeping what was sent without a session, finding it again, letting it go."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from kabinet.accounts.models import User
from kabinet.kept.marks import ACTING, BEFORE, FIELD, author_of, id_of, posted_mark
from kabinet.kept.models import KeptForm

LIFETIME = timedelta(hours=12)
"""Long enough for a working day with a break, too short for a store of personal data."""
MOST = 10
"""Forms kept for one person; the oldest give way."""
LONGEST = 200_000
"""Characters of one form: a text of 10,000 in each free field of a step fits, a flood of bodies does not."""

SECRETS = {"password", "password_again", "current", "code_0", "code_1", "code_2"}
"""Passwords and codes against robots are given anew each time."""
MARKS = {FIELD, BEFORE, "csrfmiddlewaretoken"}
HIDDEN = MARKS | {
    ACTING,
    "_unseen",
    "applicant_id",
    "back",
    "base",
    "confirmed",
    "draft_id",
    "event",
    "invoice",
    "kept",
    "next",
    "plan",
    "recorded",
    "replaces",
    "seen",
    "signed",
    "step",
    "token",
    "version",
}
"""Names of fields that the page fills in."""
BUTTONS = {"act", "add_row", "drop", "go", "refresh", "remove", "remove_row", "retry"}
"""Names of the buttons, and of what stands for one."""


def has_typed(request: HttpRequest) -> bool:
    """Whether the form that was sent holds anything that a person typed, ticked or chose."""
    passed_over = HIDDEN | BUTTONS | SECRETS
    return any(
        value.strip()
        for name, values in request.POST.lists()
        if name not in passed_over
        for value in map(str, values)
    )


@transaction.atomic
def keep_form(request: HttpRequest, *, at: datetime) -> bool:
    """Keep the form that was sent for its author, in place of an earlier sending of the same form.

    False when it is nobody's, holds nothing typed or more than LONGEST: then nothing is kept.
    """
    owner = author_of(posted_mark(request))
    fields = [
        [name, str(value)]
        for name, values in request.POST.lists()
        if name not in MARKS | SECRETS
        for value in values
    ]
    size = sum(len(name) + len(value) for name, value in fields)
    if owner is None or size > LONGEST or not has_typed(request):
        return False
    if not User.objects.filter(pk=owner, is_active=True).exists():
        return False
    KeptForm.objects.update_or_create(
        owner_id=owner,
        mark=id_of(posted_mark(request)),
        defaults={
            "path": request.path,
            "page": page_of_form(request),
            "fields": fields,
            "files": [file.name or "" for _, files in request.FILES.lists() for file in files],
            "kept_at": at,
        },
    )
    own = KeptForm.objects.filter(owner_id=owner).order_by("-kept_at", "-pk")
    KeptForm.objects.filter(pk__in=[kept.pk for kept in own[MOST : 2 * MOST]]).delete()
    return True


def kept_for(user: User, *, at: datetime) -> QuerySet[KeptForm]:
    """What waits for this person, the newest first."""
    return KeptForm.objects.filter(owner=user, kept_at__gt=at - LIFETIME).order_by("-kept_at", "-pk")


def let_go(user: User, marks: Sequence[str]) -> None:
    """Forget these forms of the person: the portal has what was typed in them."""
    KeptForm.objects.filter(owner=user, mark__in=marks).delete()


def forget_kept(*, owner: User) -> None:
    """Forget everything that was kept for a person who leaves."""
    KeptForm.objects.filter(owner=owner).delete()


def purge(*, at: datetime) -> int:
    """Forget what nobody came back for; how many forms."""
    return KeptForm.objects.filter(kept_at__lte=at - LIFETIME).delete()[0]


def texts_of(fields: Iterable[Sequence[str]]) -> list[str]:
    """What of names and values is worth reading: no hidden ones, no values of ticks and choices («yes»)."""
    passed_over = HIDDEN | BUTTONS
    return [
        value
        for name, value in fields
        if name not in passed_over and value.strip() and not re.fullmatch("[a-z_][a-z0-9_-]*", value)
    ]


def page_of_form(request: HttpRequest) -> str:
    """The page of ours on which the form stood, as far as the browser tells."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    return referrer.path if referrer.netloc == request.get_host() else ""
