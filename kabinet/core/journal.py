"""The journal of acts: only added to, each entry bound to the one before by its hash.

An entry changed, removed or put between others later breaks the chain; entries cut off at the end are told by
the count kept beside it. Entries are written one transaction after another: `record` locks one row until the
caller's transaction ends, so call it last there.
"""

import hashlib
import ipaddress
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from kabinet.core.models import Counter, JournalEntry
from kabinet.core.values import storable

_LOCK = "journal"
_FROM: ContextVar[str | None] = ContextVar("acting_from", default=None)
_BEFORE_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Breach:
    """Where the chain is broken: the first wrong entry, or None when entries are missing at the end."""

    entry: JournalEntry | None
    expected_entries: int
    found_entries: int


@contextmanager
def acting_from(address: str | None) -> Iterator[None]:
    """Entries recorded inside are from this address, unless they name another one."""
    token = _FROM.set(address)
    try:
        yield
    finally:
        _FROM.reset(token)


@transaction.atomic
def record(
    *,
    act: str,
    subject: str,
    by: UUID | None,
    at: datetime,
    address: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Add an entry: `act` («application.submitted») on `subject` (a kind and an id), by a user or by nobody.

    `details` is anything JSON can hold; fractions are kept as text, as databases print them differently.
    """
    count, _ = Counter.objects.select_for_update().get_or_create(name=_LOCK)
    last = JournalEntry.objects.order_by("-id").first()
    entry = JournalEntry(
        at=at,
        actor=by,
        address=_canonical_address(address or _FROM.get()),
        act=act,
        subject=storable(subject),
        details=_plain(details or {}),
        previous_hash=last.hash if last else _BEFORE_FIRST,
    )
    entry.hash = _hash(entry)
    entry.save(force_insert=True)
    count.value += 1
    count.save(update_fields=["value"])
    return entry


def verify() -> Breach | None:
    """Recompute the chain from the first entry to the present last one; None when it is whole."""
    with transaction.atomic():
        # Under the lock no entry is half written: the count and the last entry belong together.
        count = Counter.objects.select_for_update().filter(name=_LOCK).first()
        last = JournalEntry.objects.order_by("-id").first()
    expected = count.value if count else 0
    previous, found = _BEFORE_FIRST, 0
    entries = JournalEntry.objects.filter(id__lte=last.pk if last else 0)
    for entry in entries.order_by("id").iterator():
        found += 1
        if entry.previous_hash != previous or entry.hash != _hash(entry):
            return Breach(entry, expected, found)
        previous = entry.hash
    return None if found == expected else Breach(None, expected, found)


def _hash(entry: JournalEntry) -> str:
    content = {
        "previous": entry.previous_hash,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(entry.actor) if entry.actor else None,
        "address": _canonical_address(entry.address),
        "act": entry.act,
        "subject": entry.subject,
        "details": entry.details,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details as both databases give them back."""
    text = json.dumps(dict(details), cls=DjangoJSONEncoder)
    plain: dict[str, Any] = json.loads(text, parse_float=str, parse_constant=str)
    return storable(plain)


def _canonical_address(address: str | None) -> str | None:
    """One spelling of an IP address; None for what is not one (a request by a local socket)."""
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (mapped or parsed).compressed
