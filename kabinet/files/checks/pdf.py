"""Whether a PDF opens, and opens without doing anything of itself."""

from collections.abc import Callable
from typing import IO, cast

from pypdf import PasswordType, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from kabinet.files.checks.pdf_actions import check_actions
from kabinet.files.limits import Format
from kabinet.files.recognition import hides_another, holds_zip
from kabinet.files.refusals import Unfit, broken, has_foreign_data, protected

_END = b"%%EOF"
_END_WITHIN = 1024
"""The end mark stands this near to the end (ISO 32000-1, annex H.3.4)."""
_NODES_TO_FIRST_PAGE = 1000
_MOST_PAGES = 99_999


def check_pdf(stream: IO[bytes], inspect: Callable[[IO[bytes], str], Format]) -> int:
    """Count the pages of a PDF, 0 when it does not tell.

    Raises Unfit for one that asks for a password, is cut off, has no page, acts, or hides another file.

    A PDF that only restricts printing or changing opens without a password and is taken. `inspect` judges the
    files attached to it.
    """
    if holds_zip(stream):
        raise has_foreign_data("PDF")
    stream.seek(0)
    content = stream.read()
    end = content.rfind(_END)
    tail = content[end + len(_END) :]
    if end < 0:
        raise broken("PDF")
    if hides_another(tail):
        raise has_foreign_data("PDF")
    if len(tail.rstrip(b"\0 \t\r\n")) > _END_WITHIN:
        raise broken("PDF")
    stream.seek(0)
    try:
        reader = PdfReader(stream)
        _check_password(reader)
        _check_first_page(reader)
        check_actions(reader, content, inspect)
        return _pages(reader)
    except (Unfit, MemoryError):
        raise
    except Exception as fault:  # whatever the parser stumbles over
        raise broken("PDF") from fault


def _pages(reader: PdfReader) -> int:
    """How many pages the file says it has: to count them would take seconds for thousands."""
    told = cast("DictionaryObject", reader.root_object["/Pages"]).get("/Count")
    return int(told) if isinstance(told, int) and 0 < told <= _MOST_PAGES else 0


def _check_password(reader: PdfReader) -> None:
    if not reader.is_encrypted:
        return
    try:
        opened = reader.decrypt("") is not PasswordType.NOT_DECRYPTED
    except Exception as fault:  # a way of encrypting that takes a certificate or is not known
        raise protected("PDF") from fault
    if not opened:
        raise protected("PDF")


def _check_first_page(reader: PdfReader) -> None:
    """Find one page; to list them all, as the parser does, would take seconds for thousands."""
    waiting = [reader.root_object["/Pages"]]
    for _ in range(_NODES_TO_FIRST_PAGE):
        if not waiting:
            break
        node = waiting.pop().get_object()
        if not isinstance(node, DictionaryObject):
            continue
        if "/Kids" not in node:
            return
        waiting.extend(reversed(cast("ArrayObject", node["/Kids"].get_object())))
    raise broken("PDF")
