"""While a backup is made no stored bytes are deleted: each row of its snapshot must find its file.

The mark is a lock of the kernel, so that whoever dies holds nothing.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

_TRIES, _PAUSE_SECONDS = 20, 0.05
"""Whoever asks `are_bytes_held` has the lock for a moment; a second is longer than that."""


class AlreadyHeld(Exception):
    """Another process holds the bytes."""


@contextmanager
def bytes_held() -> Iterator[None]:
    """Have all bytes stay until the end; raises AlreadyHeld."""
    # Readable by all, in a folder that is not: a backup by root must not keep the portal's user out.
    descriptor = os.open(_place(), os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        _take(descriptor)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> None:
    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    raise AlreadyHeld


def are_bytes_held() -> bool:
    """Whether bytes must stay. Asked once the row is gone: a later snapshot has it neither."""
    try:
        descriptor = os.open(_place(), os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _place() -> Path:
    return Path(settings.DATA_DIR) / "files.held"
