"""A ZIP that leaves piece by piece: neither memory nor the disk holds it, however large the files are."""

import io
import re
import threading
import weakref
from collections.abc import Buffer, Generator, Iterable, Iterator
from typing import NamedTuple, override
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from kabinet.core.errors import DomainError
from kabinet.files.integrity import BytesUnfit, checked_stream
from kabinet.files.models import StoredFile
from kabinet.files.names import clean_name, extension_of

MOST_BYTES = 1024 * 1024 * 1024
"""Of the files of one archive: some two hundred of the largest size."""
MOST_AT_ONCE = 4
"""Archives that one process of the portal gives at a time, and each person one of them."""
_PIECE = 64 * 1024
_LONGEST = 100
"""Signs of a name: Windows refuses a whole path of more than 260."""
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)")
_UNFIT = "Не вошло.txt"


class ArchiveRefused(DomainError):
    """The archive is too large, or too many are given at this moment."""


class ArchiveEntry(NamedTuple):
    """One file of an archive: a folder or nothing, a name as people gave it, stored bytes or ready ones."""

    folder: str
    name: str
    content: StoredFile | bytes


class _Pipe(io.RawIOBase):
    """What a ZipFile writes to: it cannot go back, and what was written is taken away."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    @override
    def write(self, data: Buffer, /) -> int:
        self._written.append(bytes(data))
        return memoryview(data).nbytes

    @override
    def writable(self) -> bool:
        return True

    def taken(self) -> bytes:
        """What was written since the last time."""
        piece = b"".join(self._written)
        self._written.clear()
        return piece


class ArchiveStream:
    """The pieces of an archive; `close` gives its place to the next one, whether it was read or not."""

    _lock = threading.Lock()
    _busy: set[UUID] = set()

    def __init__(self, entries: Iterable[ArchiveEntry], *, of: UUID) -> None:
        """Take a place for a person. Raises ArchiveRefused."""
        entries = list(entries)
        stored = (entry.content for entry in entries if isinstance(entry.content, StoredFile))
        if sum(file.size for file in stored) > MOST_BYTES:
            raise ArchiveRefused(
                "Файлов слишком много для одного архива: скачайте их по\N{NO-BREAK SPACE}отдельности."
            )
        with self._lock:
            if of in self._busy:
                raise ArchiveRefused("Архив уже скачивается: дождитесь его и\N{NO-BREAK SPACE}повторите.")
            if len(self._busy) >= MOST_AT_ONCE:
                raise ArchiveRefused("Сейчас собирается много архивов. Повторите через минуту.")
            self._busy.add(of)
        self._leave = weakref.finalize(self, self._busy.discard, of)  # also when nobody closes it
        self._pieces = _written(entries)

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """End it: files are closed, the place is free."""
        self._pieces.close()
        self._leave()


def _written(entries: Iterable[ArchiveEntry]) -> Generator[bytes]:
    pipe, unfit = _Pipe(), list[str]()
    with ZipFile(pipe, "w") as archive:
        for path, entry in placed(entries):
            try:
                yield from _entry(archive, pipe, path, entry.content)
            except BytesUnfit as fault:
                unfit.append(str(fault))
        if unfit:
            archive.writestr(_UNFIT, "\r\n".join(unfit).encode("utf-8-sig"), ZIP_DEFLATED)
    yield pipe.taken()


def _entry(archive: ZipFile, pipe: _Pipe, path: str, content: StoredFile | bytes) -> Iterator[bytes]:
    if isinstance(content, bytes):
        archive.writestr(path, content, ZIP_DEFLATED)
        yield pipe.taken()
        return
    with checked_stream(content) as stream:
        archive.compression = ZIP_STORED  # PDF and pictures are packed already
        with archive.open(path, "w") as entry:
            for piece in stream.chunks(_PIECE):
                entry.write(piece)
                yield pipe.taken()
    yield pipe.taken()


def placed(entries: Iterable[ArchiveEntry]) -> Iterator[tuple[str, ArchiveEntry]]:
    """Each entry with its path: names that Windows takes, two of one name told apart."""
    known: set[str] = set()
    for entry in entries:
        name = _DEVICES.sub(r"_\1", clean_name(entry.name))
        ending = f".{extension}" if (extension := extension_of(name)) else ""
        stem = name[: -len(ending)] if ending else name
        stem = stem[:_LONGEST].rstrip(". ")
        path, number = _path(entry.folder, stem + ending), 1
        while path.lower() in known:
            number += 1
            path = _path(entry.folder, f"{stem} ({number}){ending}")
        known.add(path.lower())
        yield path, entry


def _path(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
