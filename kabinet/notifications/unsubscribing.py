"""Switching letters off by a link in them, without a session (RFC 8058)."""

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from kabinet.core.ids import read_id
from kabinet.notifications.kinds import DIGEST, Group
from kabinet.notifications.models import Letter

_SALT = "kabinet.notifications.unsubscribing"


class Leaving(NamedTuple):
    """Whose letters are to be switched off, and which; of no group: those that come as one letter a day."""

    person: UUID
    group: Group | None


def headers_of(letter: Letter) -> dict[str, str]:
    """The headers by which mail programs offer to switch letters off; none for those that always go."""
    if letter.person is None or not (letter.group or letter.kind == DIGEST):
        return {}
    return {
        "List-Unsubscribe": f"<{leaving_url(letter.person, letter.group)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def leaving_url(person: UUID, group: str) -> str:
    """The address that switches letters off; it says of nobody whose they are."""
    token = signing.dumps([str(person), group], salt=_SALT)
    return f"{settings.SITE_URL}{reverse('letters_off', args=[token])}"


def read_leaving(token: str) -> Leaving | None:
    """What an address is to switch off; None when it was not made by us."""
    try:
        person, group = signing.loads(token, salt=_SALT)
        key = read_id(person)
        return Leaving(key, Group(group) if group else None) if key else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
