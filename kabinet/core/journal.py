"""The journal of acts: only added to, by whoever acts, without waiting for anybody.

`record` is one INSERT in the caller's transaction. What makes meddling known is done afterwards, by the
worker and with a key that the database does not know: kabinet.core.sealing.
"""

import ipaddress
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from kabinet.core.models import JournalEntry
from kabinet.core.sealing.keys import mark_of
from kabinet.core.values import storable

_FROM: ContextVar[str | None] = ContextVar("acting_from", default=None)


class Acting(NamedTuple):
    """One person acts for another party: its acts are the party's (ГК РФ, ст. 182), the entry names both."""

    person: UUID
    party: UUID


_FOR: ContextVar[Acting | None] = ContextVar("acting_for", default=None)


@contextmanager
def acting_from(address: str | None) -> Iterator[None]:
    """Entries recorded inside are from this address, unless they name another one."""
    token = _FROM.set(address)
    try:
        yield
    finally:
        _FROM.reset(token)


@contextmanager
def acting_for(acting: Acting | None) -> Iterator[None]:
    """Entries of the party's acts recorded inside name the person as the actor, and the party besides."""
    token = _FOR.set(acting)
    try:
        yield
    finally:
        _FOR.reset(token)


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

    Inside `acting_for` the actor of the party's acts is the person, and `details` tell «acted_for».
    `details` is anything JSON can hold; fractions are kept as text, as databases print them differently.
    """
    acting = _FOR.get()
    if acting is not None and by == acting.party:
        by, details = acting.person, {**(details or {}), "acted_for": str(acting.party)}
    entry = JournalEntry(
        at=at,
        actor=by,
        address=_canonical_address(address or _FROM.get()),
        act=act,
        subject=storable(subject),
        details=_plain(details or {}),
    )
    entry.mark = mark_of(entry)
    entry.save(force_insert=True)
    return entry


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
