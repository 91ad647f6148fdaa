"""The examination of a file before it is taken: its size, and its content in a limited process."""

import io
import logging
from collections.abc import Hashable
from dataclasses import dataclass
from typing import IO

from kabinet.core.limited import Budget, Busy, Crashed, OverBudget, run_limited
from kabinet.files.converting import picture_of, to_jpeg
from kabinet.files.inspection import look_into
from kabinet.files.limits import HEIC, JPEG, MAX_PICTURE, MAX_SIZE, PICTURES, Format
from kabinet.files.names import renamed
from kabinet.files.recognition import read_head, recognise
from kabinet.files.refusals import (
    Unfit,
    broken,
    empty,
    not_accepted,
    not_examined,
    not_stored,
    too_complex,
    too_large,
)

BUDGET = Budget(cpu_seconds=1, memory=256 * 1024**2, wall_seconds=30)
"""A telephone's photo of 5 MB takes a fifth of it; the wall clock is for a machine with much else to do."""

CONVERSION = Budget(cpu_seconds=6, memory=768 * 1024**2, wall_seconds=60)
"""A telephone's photo of 48 megapixels takes a half of it."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that is taken: its kind, and the bytes and the name that it is kept with.

    `converted_from` is the name under which it came, for a picture that was made a JPEG or smaller; `pages`
    is how many a PDF has, 0 for others.
    """

    kind: Format
    stream: IO[bytes]
    name: str
    converted_from: str = ""
    pages: int = 0


def examine(stream: IO[bytes] | None, name: str, size: int, *, person: Hashable = None) -> Examined:
    """Tell what is kept of a file of `size` bytes under a cleaned name; `person` is whose turn it takes.

    Raises FileRefused, whatever the bytes do to a parser. Refuses to work inside a transaction.
    """
    if size == 0:
        raise not_accepted(name, empty())
    picture = _picture_to_make(stream, size)
    if size > (MAX_PICTURE if picture else MAX_SIZE):
        raise not_accepted(name, too_large(size))
    if stream is None:
        raise not_accepted(name, broken("файл"))
    try:
        if picture is None:
            found = run_limited(look_into, name, source=stream, budget=BUDGET, person=person)
            return Examined(found.kind, stream, name, pages=found.pages)
        made = _as_jpeg(stream, picture, person)
        return Examined(JPEG, io.BytesIO(made), renamed(name, JPEG.extensions[0]), converted_from=name)
    except Unfit as fault:
        raise not_accepted(name, fault) from fault
    except Busy as busy:
        raise not_examined(name) from busy
    except OverBudget as fault:
        logger.warning("A file of %d bytes is over the budget of its examination: %s", size, fault)
        raise not_accepted(name, too_complex()) from fault
    except Crashed as fault:
        logger.warning("The examination of a file of %d bytes crashed: %s", size, fault)
        raise not_accepted(name, broken("файл")) from fault
    except OSError as fault:  # no room for a copy, no process to be had
        logger.exception("A file of %d bytes is not examined", size)
        raise not_stored(name) from fault


def is_picture(head: bytes) -> bool:
    """Whether a file that begins with these bytes may be larger than what is kept: it is made smaller."""
    return picture_of(head) is not None or recognise(head) in PICTURES


def _picture_to_make(stream: IO[bytes] | None, size: int) -> Format | None:
    """The kind of a picture that is kept as a JPEG of the portal's own making; None for all others."""
    if stream is None:
        return None
    head = read_head(stream)
    found = recognise(head)
    if size > MAX_SIZE and isinstance(found, Format) and found in PICTURES:
        return found
    return picture_of(head)


def _as_jpeg(stream: IO[bytes], picture: Format, person: Hashable) -> bytes:
    if picture is HEIC:
        from kabinet.files.heic import heic_to_jpeg  # noqa: PLC0415 - loads a large library, for few files

        return run_limited(heic_to_jpeg, source=stream, budget=CONVERSION, person=person)
    return run_limited(to_jpeg, picture, source=stream, budget=CONVERSION, person=person)
