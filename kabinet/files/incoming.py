"""Files that arrive in pieces: what has come stays when the line breaks, the page is left, the session ends.

A browser announces a file (its name, size and SHA-256), sends its pieces in their order, and then sends the
form with the number of the file in place of its bytes: `arrived` gives the view the file as if it had come
in the form, so that it is examined and stored in the one way there is.
"""

import hashlib
import io
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.db.models import Q, Sum

from kabinet.accounts.models import User
from kabinet.core.errors import DomainError
from kabinet.core.ids import read_id
from kabinet.files.budget import demand_budget
from kabinet.files.limits import MAX_PICTURE
from kabinet.files.models import IncomingFile
from kabinet.files.names import clean_name
from kabinet.files.refusals import empty, not_accepted, not_stored, too_large
from kabinet.files.storing import delete_bytes, random_name, write_bytes

FIELD = "incoming-"
"""What the name of a form's field begins with that holds the mark of an incoming file; the name of the input
for files follows."""
PIECE = 256 * 1024
"""Bytes of every piece but the last: half a minute of a line of 64 kbit/s."""
LIFETIME = timedelta(days=1)
"""Since the last piece. What nobody came back for goes then."""
MOST_WAITING = 50
MOST_BYTES = 250 * 1024 * 1024
"""Of one person, begun and not yet sent with a form."""
_MARK = re.compile(r"f[0-9a-f]{32}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class IncomingRefused(DomainError):
    """The file cannot be announced like this, or came differently than announced."""


class ArrivedFile(TemporaryUploadedFile):
    """A file of a form that came in pieces, and whose it is: `incoming`."""

    def __init__(self, incoming: IncomingFile) -> None:
        self.incoming = incoming
        super().__init__(incoming.name, "application/octet-stream", incoming.size, None)


class OutOfOrder(Exception):
    """Another piece is waited for: that which begins at `received`, bytes."""

    def __init__(self, received: int) -> None:
        self.received = received
        super().__init__(received)


def begin_incoming(*, name: str, size: int, sha256: str, owner: User, at: datetime) -> IncomingFile:
    """Announce a file of `size` bytes; the same one, begun before, goes on.

    Raises FileRefused (empty, too large, too much today), IncomingRefused (too many wait, no SHA-256).
    """
    name = clean_name(name)
    if size <= 0:
        raise not_accepted(name, empty())
    if size > MAX_PICTURE:
        raise not_accepted(name, too_large(size))
    if not _SHA256.fullmatch(sha256):
        raise IncomingRefused("Браузер не назвал контрольную сумму файла. Обновите страницу.")
    demand_budget(owner=owner, name=name, at=at)
    with transaction.atomic():
        # One after another, so that many at once do not pass the limit together.
        User.objects.select_for_update().get(pk=owner.pk)
        waiting = IncomingFile.objects.filter(owner=owner, used_at=None, touched_at__gt=at - LIFETIME)
        begun = waiting.filter(name=name, size=size, sha256=sha256, received__lt=size).first()
        if begun is not None:
            return begun
        if waiting.count() >= MOST_WAITING or _bytes_of(waiting) + size > MOST_BYTES:
            raise IncomingRefused(
                "Вы начали загружать слишком много файлов и не отправили их. "
                "Отправьте форму с теми, что уже загружены, затем продолжайте."
            )
        return IncomingFile.objects.create(
            owner=owner, name=name, size=size, sha256=sha256, begun_at=at, touched_at=at
        )


def _bytes_of(waiting: Any) -> int:
    return int(waiting.aggregate(size=Sum("size"))["size"] or 0)


def take_piece(*, incoming: IncomingFile, offset: int, content: bytes, at: datetime) -> IncomingFile:
    """Keep the piece that begins at `offset`; the last one has the whole compared with its SHA-256.

    Raises OutOfOrder for another piece than the next one, IncomingRefused for one of another length than is
    due and for a whole that is not what was announced (then nothing of it stays), FileRefused when the
    storage does not take it.
    """
    if offset != incoming.received or incoming.used_at is not None:
        raise OutOfOrder(incoming.received)
    if len(content) != min(PIECE, incoming.size - offset) or not content:
        raise IncomingRefused("Часть файла пришла не целиком.")
    place = random_name()
    try:
        write_bytes(io.BytesIO(content), place)
    except OSError as fault:
        raise not_stored(incoming.name) from fault
    try:
        row = _add_piece(incoming.pk, offset, place, len(content), at)
    except BaseException:
        delete_bytes(place)
        raise
    if row.is_whole and _sha256(row) != row.sha256:
        drop_incoming(row)
        raise IncomingRefused(f"Файл «{row.name}» передан с ошибкой. Выберите его ещё раз.")
    return row


@transaction.atomic
def _add_piece(pk: UUID, offset: int, place: str, length: int, at: datetime) -> IncomingFile:
    """Write down a piece, unless another request has brought it meanwhile."""
    row = IncomingFile.objects.select_for_update().filter(pk=pk, used_at=None).first()
    if row is None or row.received != offset:
        raise OutOfOrder(row.received if row else 0)
    row.received += length
    row.pieces = [*row.pieces, place]
    row.touched_at = at
    row.save(update_fields=["received", "pieces", "touched_at"])
    return row


def _sha256(row: IncomingFile) -> str:
    digest = hashlib.sha256()
    for content in _contents(row):
        digest.update(content)
    return digest.hexdigest()


def _contents(row: IncomingFile) -> Iterable[bytes]:
    """The bytes of the pieces in their order. Raises OSError when one is gone."""
    for place in row.pieces:
        with default_storage.open(place) as stream:
            yield stream.read()


def drop_incoming(row: IncomingFile) -> None:
    """Let go what has come of a file that is not wanted."""
    with transaction.atomic():
        row.delete()
        for place in row.pieces:
            transaction.on_commit(partial(delete_bytes, place))


def mark_of(row: IncomingFile) -> str:
    """What a form sends in place of the bytes."""
    return f"f{row.pk.hex}"


def arrived(marks: Iterable[str], *, owner: User) -> list[ArrivedFile]:
    """The files of these marks as if they had come in the form; the caller closes them.

    What is another's, is not whole yet or was sent with a form already is passed over: so is what a restored
    storage has lost.
    """
    found: list[ArrivedFile] = []
    for mark in marks:
        number: UUID | None = read_id(mark[1:]) if _MARK.fullmatch(mark) else None
        row = IncomingFile.objects.filter(pk=number, owner=owner, used_at=None).first() if number else None
        if row is None or not row.is_whole:
            continue
        upload = ArrivedFile(row)
        try:
            for content in _contents(row):
                upload.write(content)
        except OSError:
            upload.close()
            continue
        upload.seek(0)
        found.append(upload)
    return found


@transaction.atomic
def use_up(incoming: IncomingFile, *, at: datetime) -> bool:
    """Note that it came with a form, and let its pieces go: what is kept of it is kept elsewhere.

    False when another form had it before. It is done in the transaction that keeps the file
    (services.store_file), so that a form whose answer was never heard, sent again, finds it used. The row
    stays for a day: a browser that missed the answer asks for it.
    """
    if not IncomingFile.objects.filter(pk=incoming.pk, used_at=None).update(used_at=at, pieces=[]):
        return False
    for place in incoming.pieces:
        transaction.on_commit(partial(delete_bytes, place))
    return True


def forget_incoming(*, owner: User) -> None:
    """Let go everything that has come from a person who leaves and was not sent."""
    for row in IncomingFile.objects.filter(owner=owner):
        drop_incoming(row)


def sweep_incoming(*, at: datetime) -> int:
    """Let go what nobody came back for within LIFETIME; how many files."""
    left = IncomingFile.objects.filter(Q(touched_at__lte=at - LIFETIME) | Q(used_at__lte=at - LIFETIME))
    rows = list(left)
    for row in rows:
        drop_incoming(row)
    return len(rows)


def pieces_kept() -> set[str]:
    """The storage names of all pieces that still wait."""
    return {place for pieces in IncomingFile.objects.values_list("pieces", flat=True) for place in pieces}
