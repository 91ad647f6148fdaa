"""The mark that every form carries: which form of which page it is, and whose.

The author is told by the form and not by the browser: two people may use one browser one after the other, and
a page of the first may still be open when the second has signed in.
"""

import secrets
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

FIELD = "form_mark"
BEFORE = "form_before"
"""In a form that goes on with what was sent already (it was refused, is to be confirmed, or came back after a
login): the ids of the forms before it, with dots between them."""
_MOST_BEFORE = 10
ACTING = "form_acting"
"""In a form of somebody who acts for several applicants: for whom its page acts (`acts_for`)."""

_signer = signing.TimestampSigner(salt="kabinet.kept")


def new_mark(owner: UUID) -> str:
    """A mark for one more form shown to `owner`."""
    return _signer.sign(f"{secrets.token_hex(8)}.{owner.hex}")


def id_of(mark: str) -> str:
    """The part of a mark that tells the form; empty for what is no mark."""
    return mark.partition(".")[0] if author_of(mark) else ""


def author_of(mark: str) -> UUID | None:
    """Whose form it is; None for what is no mark of ours or is older than a session can be."""
    try:
        return UUID(_signer.unsign(mark, max_age=settings.SESSION_COOKIE_AGE).partition(".")[2])
    except (signing.BadSignature, ValueError):
        return None


def acts_for(request: HttpRequest, party: str) -> None:
    """Have the forms of the page that answers this request say for whom they act."""
    vars(request)[ACTING] = party


def acting_of(request: HttpRequest) -> str:
    """What `acts_for` was told; empty for somebody who acts for one applicant alone."""
    return str(vars(request).get(ACTING, ""))


def posted_mark(request: HttpRequest) -> str:
    """The mark of the form that was sent."""
    return request.POST.get(FIELD, "")


def posted_ids(request: HttpRequest) -> list[str]:
    """The id of the form that was sent and of those before it, the latest last."""
    before = [one for one in request.POST.get(BEFORE, "").split(".") if one.isalnum()]
    return [*before[-_MOST_BEFORE:], id_of(posted_mark(request))]
