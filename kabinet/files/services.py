"""Taking, giving back and removing files."""

import io
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from kabinet.accounts.models import User
from kabinet.files.antivirus import scanned
from kabinet.files.budget import demand_budget
from kabinet.files.examining import examine
from kabinet.files.holding import are_bytes_held
from kabinet.files.incoming import ArrivedFile, pieces_kept, use_up
from kabinet.files.integrity import bytes_of, open_file
from kabinet.files.limits import Format
from kabinet.files.models import StoredFile
from kabinet.files.names import clean_name
from kabinet.files.refusals import FileRefused, infected, not_accepted, not_stored
from kabinet.files.scanning import scan_waiting
from kabinet.files.storing import delete_bytes, random_name, thumbnail_name, write_bytes

__all__ = [
    "FileRefused",
    "bytes_of",
    "open_file",
    "remove_file",
    "store_copy",
    "store_file",
    "store_made",
    "store_read",
    "sweep_orphans",
]

ORPHAN_AGE = timedelta(days=1)
"""Bytes without a row older than this belong to nothing: no request lasts a day."""

logger = logging.getLogger(__name__)


def store_file(
    *,
    upload: "UploadedFile[Any]",
    owner: User,
    at: datetime,
    then: Callable[[StoredFile], object] = lambda _file: None,
) -> StoredFile:
    """Examine a file that somebody sent and keep it: bytes first, then the row and what comes `then`.

    `then` is called with the row in its transaction; what it raises undoes all. A file is examined, hashed
    and written to the disk before that transaction begins, as others wait for its end: inside another one it
    is a RuntimeError. A picture of a telephone is kept as JPEG. Raises FileRefused with a text that names the
    file: wrong type, empty, too large, protected, broken, infected, with active content or foreign data; or
    the storage does not take it; or the owner has stored too much today. A crash in between leaves at worst
    bytes without a row, which `sweep_orphans` removes.
    """
    name = clean_name(upload.name or "")
    demand_budget(owner=owner, name=name, at=at)
    taken = examine(upload.file, name, upload.size or 0, person=owner.pk)
    scan, threat = scanned(taken.stream)
    if threat:
        logger.warning("A file is refused: the antivirus has found %s", threat)
        raise not_accepted(name, infected(threat))
    return _store(
        taken.stream,
        taken.name,
        taken.kind.content_type,
        owner=owner,
        at=at,
        scan=scan,
        then=_using_up(upload, _scanning(scan, then), at=at),
        converted_from=taken.converted_from,
        pages=taken.pages,
    )


def store_made(
    *, content: bytes | IO[bytes], name: str, kind: Format, owner: User, at: datetime
) -> StoredFile:
    """Keep a file that the portal itself has made: its bytes are not foreign, nothing examines them.

    Raises FileRefused when the storage does not take it.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    return _store(stream, clean_name(name), kind.content_type, owner=owner, at=at)


def store_read(
    *,
    content: bytes,
    name: str,
    kind: Format,
    owner: User,
    at: datetime,
    then: Callable[[StoredFile], object],
) -> StoredFile:
    """Keep a file of a kind that is no document, which the caller has read whole by itself: its proof.

    Raises FileRefused when the antivirus has found something in it, or the storage does not take it.
    """
    name = clean_name(name)
    stream = io.BytesIO(content)
    scan, threat = scanned(stream)
    if threat:
        logger.warning("A file is refused: the antivirus has found %s", threat)
        raise not_accepted(name, infected(threat))
    return _store(stream, name, kind.content_type, owner=owner, at=at, scan=scan, then=_scanning(scan, then))


def store_copy(
    *, file: StoredFile, owner: User, at: datetime, then: Callable[[StoredFile], object]
) -> StoredFile:
    """Keep the bytes of a stored file once more under a row of its own: whichever goes takes only its own.

    They go from storage to storage in pieces, compared with their SHA-256, and count as stored today.
    `then`: as of store_file. Raises FileRefused, BytesUnfit.
    """
    demand_budget(owner=owner, name=file.name, at=at)
    with open_file(file) as stream:
        return _store(
            stream,
            file.name,
            file.content_type,
            owner=owner,
            at=at,
            scan=file.scan,
            then=_scanning(file.scan, then),
            converted_from=file.converted_from,
            pages=file.pages,
            given_at=file.given_at or file.uploaded_at,
        )


def _scanning(scan: str, then: Callable[[StoredFile], object]) -> Callable[[StoredFile], object]:
    """Have the file scanned later when it waits for the antivirus, and what comes `then`."""

    def kept(file: StoredFile) -> None:
        if scan == StoredFile.Scan.WAITING:
            scan_waiting.enqueue()
        then(file)

    return kept


def _using_up(
    upload: "UploadedFile[Any]", then: Callable[[StoredFile], object], *, at: datetime
) -> Callable[[StoredFile], object]:
    """Have a file that came in pieces kept once: the form that brings it again brings nothing."""
    if not isinstance(upload, ArrivedFile):
        return then

    def kept(file: StoredFile) -> None:
        if not use_up(upload.incoming, at=at):
            raise FileRefused(file.name, f"Файл «{file.name}» уже приложен: обновите страницу.")
        then(file)

    return kept


def _store(
    stream: IO[bytes],
    name: str,
    content_type: str,
    *,
    owner: User,
    at: datetime,
    scan: str = StoredFile.Scan.UNCHECKED,
    then: Callable[[StoredFile], object] = lambda _file: None,
    converted_from: str = "",
    pages: int = 0,
    given_at: datetime | None = None,
) -> StoredFile:
    storage_name = random_name()
    try:
        size, sha256 = write_bytes(stream, storage_name)
    except OSError as fault:
        logger.exception("A file is not stored")
        raise not_stored(name) from fault
    try:
        with transaction.atomic():
            file = StoredFile.objects.create(
                owner=owner,
                name=name,
                content_type=content_type,
                size=size,
                sha256=sha256,
                storage_name=storage_name,
                uploaded_at=at,
                given_at=given_at,
                scan=scan,
                converted_from=converted_from,
                pages=pages,
            )
            then(file)
    except BaseException:
        delete_bytes(storage_name)
        raise
    return file


def remove_file(*, file: StoredFile) -> None:
    """Remove a file: the row now, the bytes once the transaction is committed."""
    storage_name = file.storage_name
    with transaction.atomic():
        file.delete()
        transaction.on_commit(lambda: delete_bytes(storage_name))


def sweep_orphans(*, at: datetime) -> int:
    """Delete bytes without a row, older than ORPHAN_AGE, and give their number; none during a backup.

    A thumbnail goes with the bytes that it is of.
    """
    if are_bytes_held():
        return 0
    stored = set(StoredFile.objects.values_list("storage_name", flat=True))
    known = stored | {thumbnail_name(name) for name in stored} | pieces_kept()
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
