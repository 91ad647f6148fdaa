"""Taking, giving back and removing files."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kabinet.accounts.models import User
from kabinet.files.inspection import inspect
from kabinet.files.limits import MAX_SIZE
from kabinet.files.models import StoredFile
from kabinet.files.names import clean_name
from kabinet.files.refusals import (
    FileRefused,
    Unfit,
    broken,
    not_accepted,
    not_stored,
    too_large,
)
from kabinet.files.storing import delete_bytes, random_name, write_bytes

__all__ = ["FileRefused", "bytes_of", "open_file", "remove_file", "store_file", "sweep_orphans"]

ORPHAN_AGE = timedelta(days=1)
"""Bytes without a row older than this belong to nothing: no request lasts a day."""

logger = logging.getLogger(__name__)


def store_file(*, upload: "UploadedFile[Any]", owner: User, at: datetime) -> StoredFile:
    """Check a file by its content and keep it: bytes first, then the row.

    Raises FileRefused with a text that names the file: wrong type, empty, too large, protected, broken,
    with macros or foreign data; or the storage does not take it. A crash in between leaves at worst bytes
    without a row, which `sweep_orphans` removes.
    """
    name = clean_name(upload.name or "")
    size = upload.size or 0
    if size == 0:
        raise not_accepted(name, "он пуст. Проверьте, что он открывается у\N{NO-BREAK SPACE}вас.")
    if size > MAX_SIZE:
        raise not_accepted(name, too_large(size))
    stream = upload.file
    if stream is None:
        raise not_accepted(name, str(broken("файл")))
    try:
        kind = inspect(stream, name)
    except Unfit as fault:
        raise not_accepted(name, str(fault)) from fault
    storage_name = random_name()
    try:
        stored_size, sha256 = write_bytes(stream, storage_name)
    except OSError as fault:
        logger.exception("A file of %d bytes is not stored", size)
        raise not_stored(name) from fault
    try:
        with transaction.atomic():
            return StoredFile.objects.create(
                owner=owner,
                name=name,
                content_type=kind.content_type,
                size=stored_size,
                sha256=sha256,
                storage_name=storage_name,
                uploaded_at=at,
            )
    except BaseException:
        delete_bytes(storage_name)
        raise


def open_file(file: StoredFile) -> "File[bytes]":
    """Open the stored bytes for reading; the caller closes them. Raises OSError when they are gone."""
    return default_storage.open(file.storage_name)


def bytes_of(file: StoredFile) -> bytes:
    """The stored bytes, all of them. Raises OSError when they are gone."""
    with open_file(file) as stream:
        content: bytes = stream.read()
    return content


def remove_file(*, file: StoredFile) -> None:
    """Remove a file: the row now, the bytes once the transaction is committed."""
    storage_name = file.storage_name
    with transaction.atomic():
        file.delete()
        transaction.on_commit(lambda: delete_bytes(storage_name))


def sweep_orphans(*, at: datetime) -> int:
    """Delete bytes without a row that are older than ORPHAN_AGE, and give their number."""
    known = set(StoredFile.objects.values_list("storage_name", flat=True))
    swept = 0
    for folder in _folders():
        for short_name in default_storage.listdir(folder)[1]:
            name = f"{folder}/{short_name}"
            if name not in known and at - default_storage.get_modified_time(name) > ORPHAN_AGE:
                delete_bytes(name)
                swept += 1
    return swept


def _folders() -> list[str]:
    """List the folders that `random_name` makes; none before the first file is stored."""
    try:
        return [folder for folder in default_storage.listdir("")[0] if len(folder) == 2]
    except FileNotFoundError:
        return []
