"""Functions that behave as parsers of hostile bytes might, run in processes of their own by the tests."""

import ctypes
import hashlib
import os
import signal
from decimal import Decimal
from pathlib import Path

from kabinet.core.errors import DomainError


def digest(stream, ending):
    return hashlib.sha256(stream.read()).hexdigest() + ending


def ends(stream):
    stream.seek(-3, 2)
    tail = stream.read()
    stream.seek(0)
    return stream.read(3), tail


def spin():
    while True:
        pass


def sleep():
    signal.pause()


def swell():
    return len([bytes(1024) * 1024 * number for number in range(10_000)])


def crash():
    ctypes.string_at(0)


def stumble():
    return 1 // 0


def refuse():
    error = DomainError("Так нельзя.")
    error.name = "а.pdf"
    raise error


def value():
    return {"sum": Decimal("1.50"), "parts": (b"1", None)}


class Trap:
    """A value that acts when it is read."""

    def __reduce__(self):
        return os.getpid, ()


def trap():
    return Trap()


def secrets():
    return sorted(name for name in os.environ if name.startswith(("KABINET", "DJANGO")))


def descriptors():
    return sorted(int(path.name) for path in Path("/dev/fd").iterdir())


def process():
    return os.getpid(), os.getppid()


def stumble_over(stream, name):
    return 1 // len(stream.read()[1:])
