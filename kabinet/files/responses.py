"""Giving a file to a browser."""

import io
from base64 import b64decode
from collections.abc import Hashable, Iterable
from uuid import UUID

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from kabinet.files.limits import JPEG, PDF, PNG
from kabinet.files.models import StoredFile
from kabinet.files.services import open_file
from kabinet.files.thumbnails import thumbnail_of
from kabinet.files.zipping import ArchiveEntry, ArchiveStream

_SHOWN = {PDF.content_type, JPEG.content_type, PNG.content_type}
_POLICY = "default-src 'none'; sandbox"
# One transparent point: through it the mark of the kind is seen, where no picture would be a broken one.
_NOTHING = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
# A browser's own PDF viewer does not open in a sandbox. Scripts of a PDF do not leave it, and only our pages
# may frame it.
_PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def is_shown(file: StoredFile) -> bool:
    """Whether a browser can show it in place."""
    return file.content_type in _SHOWN


def file_response(file: StoredFile, *, inline: bool = False) -> FileResponse:
    """Stream a file as a download under its own name; `inline` shows it, only PDF and pictures.

    Nothing in it may run: the type is not guessed and the document is sandboxed; a PDF shown inline is not,
    but may stand in a frame of our own pages. Raises BytesUnfit, which the middleware tells in words.
    """
    content = open_file(file)
    shown = inline and is_shown(file)
    response = FileResponse(
        content, as_attachment=not shown, filename=file.name, content_type=file.content_type
    )
    return _guarded(response, framed=shown and file.content_type == PDF.content_type)


def pdf_response(content: bytes, name: str) -> FileResponse:
    """Show a PDF of our own that is not kept, under the name it is saved by."""
    response = FileResponse(io.BytesIO(content), filename=name, content_type=PDF.content_type)
    return _guarded(response, framed=True)


def download_response(content: bytes, name: str, content_type: str) -> FileResponse:
    """Give bytes that are kept elsewhere than among files as a download."""
    return _guarded(
        FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=content_type),
        framed=False,
    )


def archive_response(entries: Iterable[ArchiveEntry], name: str, *, of: UUID) -> StreamingHttpResponse:
    """Stream an archive as a download; it takes the place of the person `of`. Raises ArchiveRefused."""
    response = StreamingHttpResponse(ArchiveStream(entries, of=of), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return _guarded(response, framed=False)


def thumbnail_response(file: StoredFile, *, person: Hashable) -> HttpResponse:
    """Give the thumbnail of a file, made for `person`; a picture of nothing where there is none."""
    content = thumbnail_of(file, person=person)
    kind = JPEG.content_type if content else "image/gif"
    return _guarded(HttpResponse(content or _NOTHING, content_type=kind), framed=False)


def _guarded[R: HttpResponseBase](response: R, *, framed: bool) -> R:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _PDF_POLICY if framed else _POLICY
    if framed:
        response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    return response
