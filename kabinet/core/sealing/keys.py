"""What is sealed of an entry of the journal, and with which key. The keys are never in the database.

A code is «key:digest», so that it is known which key made it: the first of settings.JOURNAL_KEYS makes new
ones, the others are still good for what they made.
"""

import hashlib
import hmac
import ipaddress
import json
from collections.abc import Mapping
from datetime import UTC
from functools import lru_cache
from typing import Any

from django.conf import settings

from kabinet.core.models import JournalEntry

MARK, SEAL, ANCHOR = "mark", "seal", "anchor"
"""What a code is good for: one made for something else is not taken."""
BEFORE_FIRST = ""
"""What the first entry is sealed behind."""


class UnknownKey(Exception):
    """A code was made with a key that the settings do not know (any more)."""


def mark_of(entry: JournalEntry) -> str:
    """What whoever records an entry puts under it: that it is the portal's own, wherever it will stand."""
    return _code(MARK, _told(entry))


def seal_of(entry: JournalEntry, previous: str) -> str:
    """What binds an entry to its number and to the one sealed before it."""
    return _code(SEAL, _placed(entry, previous))


def anchor_code(told: Mapping[str, Any]) -> str:
    """What an anchor is signed with."""
    return _code(ANCHOR, told)


def is_marked(entry: JournalEntry) -> bool:
    """Whether the entry is as the portal recorded it. Raises UnknownKey."""
    if entry.hash:
        return entry.hash == plain_hash(entry)
    return _is_good(entry.mark, MARK, _told(entry))


def is_sealed(entry: JournalEntry, previous: str) -> bool:
    """Whether the seal is of this entry, its number and the one before. Raises UnknownKey."""
    return _is_good(entry.seal, SEAL, _placed(entry, previous))


def is_anchor(told: Mapping[str, Any], code: str) -> bool:
    """Whether the portal signed this anchor. Raises UnknownKey."""
    return _is_good(code, ANCHOR, told)


def plain_hash(entry: JournalEntry) -> str:
    """The hash of an entry of 0.1.0, made without a key."""
    return hashlib.sha256(_bytes({"previous": entry.previous_hash, **_told(entry)})).hexdigest()


def _told(entry: JournalEntry) -> dict[str, Any]:
    return {
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(entry.actor) if entry.actor else None,
        "address": _spelled(entry.address),
        "act": entry.act,
        "subject": entry.subject,
        "details": entry.details,
    }


def _spelled(address: str | None) -> str | None:
    """One spelling of an IP address, whichever the database gives it back in; anything else as it stands."""
    try:
        return ipaddress.ip_address(address or "").compressed
    except ValueError:
        return address


def _placed(entry: JournalEntry, previous: str) -> dict[str, Any]:
    place = {"number": entry.number, "previous": previous, "id": entry.pk}
    former = {"previous_hash": entry.previous_hash, "hash": entry.hash}
    return {**place, **former, "mark": entry.mark, **_told(entry)}


def _code(use: str, told: Mapping[str, Any]) -> str:
    name, key = next(iter(_keys(settings.JOURNAL_KEYS).items()))
    return f"{name}:{_digest(key, use, told)}"


def _is_good(code: str, use: str, told: Mapping[str, Any]) -> bool:
    name, separator, digest = code.partition(":")
    if not separator:
        return False
    key = _keys(settings.JOURNAL_KEYS).get(name)
    if key is None:
        raise UnknownKey(name)
    return hmac.compare_digest(digest.encode(errors="replace"), _digest(key, use, told).encode())


def _digest(key: bytes, use: str, told: Mapping[str, Any]) -> str:
    return hmac.digest(key, use.encode() + b"\0" + _bytes(told), "sha256").hex()


def _bytes(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@lru_cache(maxsize=4)
def _keys(texts: tuple[str, ...]) -> dict[str, bytes]:
    """The keys by the names that codes call them; a name tells nothing of its key."""
    keys = [text.encode() for text in texts]
    return {hashlib.sha256(b"name of a journal key\0" + key).hexdigest()[:8]: key for key in keys}
