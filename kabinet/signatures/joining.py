"""A sheet put after the pages of a foreign PDF. Run in a limited process: it knows no settings."""

import io
from typing import IO

from pypdf import PdfReader, PdfWriter


def with_sheet(stream: IO[bytes], sheet: bytes) -> bytes:
    """The pages of the PDF and then those of the sheet, as one PDF. Raises what the parser stumbles over."""
    writer, out = PdfWriter(), io.BytesIO()
    for part in (stream, io.BytesIO(sheet)):
        writer.append(PdfReader(part))
    writer.write(out)
    return out.getvalue()
