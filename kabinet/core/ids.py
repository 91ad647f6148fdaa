"""Identifiers of rows that people reach by URL."""

import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): unguessable, and ordered by time so that indexes stay compact."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (2**48 - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def read_id(text: object) -> uuid.UUID | None:
    """The identifier that an address or a form carries; None when it is not one."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
