"""Stored bytes are what was taken, or they are not given: each opening compares them with their SHA-256.

A disk decays, a backup is restored in part, somebody replaces a file: whoever gets a file as evidence must
not get another one under its name.
"""

import hashlib
import logging
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from kabinet.accounts.models import Role, User
from kabinet.core import journal
from kabinet.core.errors import DomainError
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile
from kabinet.notifications.services import send_letter

_ACTS = {True: "file.missing", False: "file.damaged"}
_TOLD_AGAIN_AFTER = timedelta(days=1)
_NOT_YOURS = "Это не\N{NO-BREAK SPACE}ваша ошибка: администратор портала извещён."

logger = logging.getLogger(__name__)


class BytesUnfit(DomainError):
    """The stored bytes are gone or are others than those that were taken; `missing` tells which."""

    shut = False

    def __init__(self, name: str, *, missing: bool) -> None:
        self.missing = missing
        super().__init__(
            f"Файла «{name}» нет в\N{NO-BREAK SPACE}хранилище, открыть его сейчас нельзя. {_NOT_YOURS}"
            if missing
            else f"Файл «{name}» повреждён: он не\N{NO-BREAK SPACE}совпадает с\N{NO-BREAK SPACE}тем, "
            f"который был сохранён, поэтому мы его не\N{NO-BREAK SPACE}показываем. {_NOT_YOURS}"
        )


class FileShut(BytesUnfit):
    """The file waits for the antivirus, or the antivirus has found something in it."""

    shut = True

    def __init__(self, file: StoredFile) -> None:
        super().__init__(file.name, missing=False)
        self.args = (
            f"В файле «{file.name}» антивирус нашёл «{file.threat}», поэтому его никто не откроет. "
            "Проверьте компьютер, с которого он отправлен, и приложите чистую копию."
            if file.threat
            else f"Файл «{file.name}» ещё не проверен антивирусом. Откройте его через несколько минут.",
        )


def is_shut(file: StoredFile) -> bool:
    """Whether nobody gets it: the antivirus has found something in it or has yet to look."""
    return file.scan == StoredFile.Scan.INFECTED or (
        file.scan == StoredFile.Scan.WAITING and bool(settings.CLAMD)
    )


def open_file(file: StoredFile) -> "File[bytes]":
    """Open the stored bytes for reading, compared with their SHA-256; the caller closes them.

    They are read once through, in pieces, before the first is given. Raises BytesUnfit, which the operator is
    told of, and FileShut, which is one of its own.
    """
    if is_shut(file):
        raise FileShut(file)
    try:
        return checked_stream(file)
    except BytesUnfit as fault:
        tell_operator(fault, subject=f"file:{file.pk}", sha256=file.sha256, place=file.storage_name)
        raise


def bytes_of(file: StoredFile) -> bytes:
    """The stored bytes, all of them. Raises BytesUnfit."""
    with open_file(file) as stream:
        content: bytes = stream.read()
    return content


def fault_of(file: StoredFile) -> BytesUnfit | None:
    """What is wrong with the stored bytes, None when they are what was taken. The operator is told of it."""
    try:
        open_file(file).close()
    except BytesUnfit as fault:
        return fault
    return None


def faults_of_all() -> Iterator[tuple[StoredFile, BytesUnfit | None]]:
    """Every stored file with what is wrong with it, the oldest first; tells nobody."""
    for file in StoredFile.objects.order_by("pk").iterator():
        try:
            checked_stream(file).close()
        except BytesUnfit as fault:
            yield file, fault
        else:
            yield file, None


def checked_stream(file: StoredFile) -> "File[bytes]":
    """The stored bytes, compared with their SHA-256, whatever the antivirus says. Raises BytesUnfit."""
    try:
        stream = default_storage.open(file.storage_name)
    except OSError as fault:
        raise BytesUnfit(file.name, missing=True) from fault
    digest = hashlib.sha256()
    try:
        for piece in stream.chunks():
            digest.update(piece)
        stream.seek(0)
    except OSError as fault:
        stream.close()
        raise BytesUnfit(file.name, missing=True) from fault
    if digest.hexdigest() != file.sha256:
        stream.close()
        raise BytesUnfit(file.name, missing=False)
    return stream


def tell_operator(fault: BytesUnfit, *, subject: str, sha256: str, place: str) -> None:
    """Write a fault to the log; once a day also to the journal, and the first one of a day to administrators.

    `subject` is a kind and an id («file:…»), `sha256` what it should be, `place` where the bytes are kept.
    """
    act = _ACTS[fault.missing]
    logger.error("%s: %s in %s", act, subject, place)
    now = timezone.now()  # pages that only read have no moment of their own to give
    try:
        with transaction.atomic():
            recent = JournalEntry.objects.filter(act__in=_ACTS.values(), at__gt=now - _TOLD_AGAIN_AFTER)
            if recent.filter(subject=subject, act=act).exists():
                return
            if not recent.exists():
                for administrator in User.objects.filter(role=Role.ADMINISTRATOR, is_active=True):
                    send_letter(
                        kind="file_unfit",
                        recipient=administrator.email,
                        context={
                            "missing": fault.missing,
                            "subject": subject,
                            "sha256": sha256,
                            "place": place,
                            "at": now,
                        },
                        at=now,
                    )
            journal.record(act=act, subject=subject, by=None, at=now, details={"sha256": sha256})
    except DatabaseError:  # what is asked for must not fail because of this
        logger.exception("The fault of %s is not in the journal", subject)
