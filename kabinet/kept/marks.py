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
KEPT_FIELD = "form_kept"
"""In a form that was filled again: the id of the mark of the form that was kept."""

_signer = signing.TimestampSigner(salt="kabinet.kept")


def new_mark(owner: UUID) -> str:
    """A mark for one more form shown to `owner`."""
    return _signer.sign(f"{secrets.token_hex(8)}.{owner.hex}")


def id_of(mark: str) -> str:
    """The part of a mark that tells the form; empty for what is no mark."""
    return mark.partition(".")[0] if owner_of(mark) else ""


def owner_of(mark: str) -> UUID | None:
    """Whose form it is; None for what is no mark of ours or is older than a session can be."""
    try:
        return UUID(_signer.unsign(mark, max_age=settings.SESSION_COOKIE_AGE).partition(".")[2])
    except (signing.BadSignature, ValueError):
        return None


def posted_mark(request: HttpRequest) -> str:
    """The mark of the form that was sent."""
    return request.POST.get(FIELD, "")
