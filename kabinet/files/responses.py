"""Giving a file to a browser."""

import io
import logging

from django.http import FileResponse, Http404

from kabinet.files.limits import JPEG, PDF, PNG
from kabinet.files.models import StoredFile
from kabinet.files.services import open_file

_SHOWN = {PDF.content_type, JPEG.content_type, PNG.content_type}
_POLICY = "default-src 'none'; sandbox"

logger = logging.getLogger(__name__)


def file_response(file: StoredFile, *, inline: bool = False) -> FileResponse:
    """Stream a file as a download under its own name; `inline` shows it, only PDF and pictures.

    Nothing in it may run: the type is not guessed and the document is sandboxed. Raises Http404 when the
    bytes are gone.
    """
    try:
        content = open_file(file)
    except OSError as fault:
        logger.exception("The bytes of file %s are gone", file.pk)
        raise Http404("Файл не найден.") from fault
    attached = not (inline and file.content_type in _SHOWN)
    return _guarded(
        FileResponse(content, as_attachment=attached, filename=file.name, content_type=file.content_type)
    )


def pdf_response(content: bytes, name: str) -> FileResponse:
    """Show a PDF of our own that is not kept, under the name it is saved by."""
    return _guarded(FileResponse(io.BytesIO(content), filename=name, content_type=PDF.content_type))


def download_response(content: bytes, name: str, content_type: str) -> FileResponse:
    """Give bytes that are kept elsewhere than among files as a download."""
    return _guarded(
        FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=content_type)
    )


def _guarded(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "private, no-store"
    return response
