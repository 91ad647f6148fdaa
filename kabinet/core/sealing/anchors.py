"""The anchors: a file outside the database in which the last seal is written down again and again.

Whoever cuts the end of the journal off, or puts an older database in place, leaves anchors that know more.
Lines are only added; each is signed. A line that says `restored_to` declares those before it void that are of
a later number: the database was restored from a copy.
"""

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone

from kabinet.core.sealing.keys import UnknownKey, anchor_code, is_anchor

_LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Anchor:
    """The last seal at a moment; number 0 stands for a journal of which nothing was sealed yet."""

    number: int
    seal: str
    at: str
    restored_to: int | None = None
    reason: str = ""

    @property
    def named(self) -> str:
        """What people call it: the moment of a line of the file, or where else it was taken from."""
        try:
            moment = timezone.localtime(datetime.fromisoformat(self.at))
        except ValueError:
            return f"отметка {self.at}"
        return f"отметка от\u00a0{moment:%d.%m.%Y %H:%M}"


class AnchorUnfit(Exception):
    """A line of the file is none that the portal wrote; `line` is its number."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def anchor_at(number: int, seal: str, at: datetime) -> Anchor:
    """Make an anchor of a seal."""
    return Anchor(number, seal, at.isoformat(timespec="seconds"))


def begin_anchors(at: datetime) -> None:
    """Make the file, before the first seal there is: a file that is missing later on was taken away."""
    _add(anchor_at(0, "", at), os.O_CREAT)


def add_anchor(anchor: Anchor) -> bool:
    """Write an anchor down for good, unless the file knows it or a later one; OSError when it cannot be."""
    return _add(anchor, 0)


def add_restored(anchor: Anchor) -> bool:
    """Write down that the database was restored; makes the file when there is none."""
    return _add(anchor, os.O_CREAT)


def last_anchor() -> Anchor | None:
    """The anchor written last; None when there is none that can be read. OSError without a file."""
    with _path().open("rb") as file:
        return _last(file)


def size_of_anchors() -> int:
    """How long the file is now: what is added while it is read is left out by this. OSError without one."""
    return _path().stat().st_size


def anchors_that_count(size: int) -> Iterator[Anchor]:
    """The anchors of the first `size` bytes, void ones left out, by their numbers. Raises AnchorUnfit.

    The file is read twice and never held in memory; UnknownKey when the key of a line is not known.
    """
    restored = [anchor.restored_to for anchor in _lines(size) if anchor.restored_to is not None]
    # Of what comes before several restorations only that counts which none of them gave up.
    limits = list(accumulate(reversed(restored), min))[::-1]
    passed = 0
    for anchor in _lines(size):
        passed += anchor.restored_to is not None
        if passed == len(limits) or anchor.number <= limits[passed]:
            yield anchor


def _path() -> Path:
    return Path(settings.JOURNAL_ANCHOR)


def _lines(size: int) -> Iterator[Anchor]:
    with _path().open("rb") as file:
        for number, line in enumerate(file, 1):
            size -= len(line)
            if size < 0:
                return
            anchor = _read(line, number)
            if anchor is not None:
                yield anchor


def _read(line: bytes, number: int) -> Anchor | None:
    """What a line says; None for one that was not written to its end: the power went, the disk was full."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    try:
        code = told.pop("code")
        if is_anchor(told, code):
            return Anchor(**told)
    except UnknownKey:
        raise
    except (AttributeError, KeyError, TypeError):  # any other JSON
        pass
    raise AnchorUnfit(number)


def _add(anchor: Anchor, flags: int) -> bool:
    path = _path()
    is_new = not path.exists()
    with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | flags, 0o600), "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # workers of one machine add one after another
        last = _last(file)
        if last and anchor.restored_to is None and last.number >= anchor.number:
            return False
        told = asdict(anchor)
        line = json.dumps(told | {"code": anchor_code(told)}, ensure_ascii=False).encode() + b"\n"
        line = line if _is_whole(file) else b"\n" + line
        if file.write(line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(file.fileno())
    if is_new:
        _sync_folder(path.parent)
    return True


def _last(file: BinaryIO) -> Anchor | None:
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - _LONGEST_LINE))
    tail = file.read(_LONGEST_LINE)
    for line in reversed(tail.splitlines()):
        try:
            anchor = _read(line, 0)
        except (AnchorUnfit, UnknownKey):
            continue
        if anchor is not None:
            return anchor
    return None


def _is_whole(file: BinaryIO) -> bool:
    """Whether the file is empty or ends with a line that was written to its end."""
    if not file.seek(0, os.SEEK_END):
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
