"""The bytes of files in STORAGES["default"]: written to last, hashed on the way."""

import hashlib
import io
import logging
import os
import secrets
from pathlib import Path
from typing import IO, cast

from django.core.files.base import File
from django.core.files.storage import default_storage

from kabinet.files.holding import are_bytes_held

_THUMBNAIL = ".jpg"

logger = logging.getLogger(__name__)


class _Hashed(io.BufferedIOBase):
    """A stream that is hashed and counted while it is read, once, from its beginning to its end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        """It is read, not written."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Read and hash."""
        data = self._stream.read(-1 if size is None else size)
        self.digest.update(data)
        self.count += len(data)
        return data


def random_name() -> str:
    """Make a storage name that tells nothing: 32 random hexadecimal digits in a folder of the first two."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}"


def write_bytes(stream: IO[bytes], name: str) -> tuple[int, str]:
    """Write a stream under a storage name and give its size in bytes and SHA-256 (hexadecimal).

    Returns once the bytes are on the disk. Raises OSError, and then leaves nothing behind.
    """
    stream.seek(0)
    content = _Hashed(stream)
    try:
        saved = default_storage.save(name, File(cast("IO[bytes]", content)))
        if saved != name:
            delete_bytes(saved)
            raise FileExistsError(name)
        _flush(name)
    except OSError:
        delete_bytes(name)
        raise
    return content.count, content.digest.hexdigest()


def thumbnail_name(name: str) -> str:
    """The storage name of the thumbnail of the bytes under a storage name."""
    return f"{name}{_THUMBNAIL}"


def delete_bytes(name: str) -> None:
    """Delete the bytes of a storage name and their thumbnail.

    What fails or waits for a backup is left to `sweep_files`.
    """
    if are_bytes_held():
        return
    try:
        default_storage.delete(name)
        default_storage.delete(thumbnail_name(name))
    except OSError:
        logger.exception("The bytes of %s are not deleted", name)


def _flush(name: str) -> None:
    """Bring a file and the names of its folders to the disk; a remote storage does it itself."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        return
    for place in (path, path.parent, path.parent.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
