"""Whether a PDF opens."""

from typing import IO

from pypdf import PdfReader

from kabinet.files.recognition import hides_another, holds_zip
from kabinet.files.refusals import broken, has_foreign_data, protected

_END = b"%%EOF"
_END_WITHIN = 1024
"""The end mark stands this near to the end (ISO 32000-1, annex H.3.4)."""


def check_pdf(stream: IO[bytes]) -> None:
    """Raise Unfit for a PDF that is encrypted, cut off, without a readable page, or hides another file."""
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
        encrypted = reader.is_encrypted
        if not encrypted:
            reader.pages[0].get_object()
    except Exception as fault:  # whatever the parser stumbles over
        raise broken("PDF") from fault
    if encrypted:
        raise protected("PDF")
