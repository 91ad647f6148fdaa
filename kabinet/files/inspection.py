"""Whether a file is one of the accepted kinds and sound."""

import re
from dataclasses import dataclass
from typing import IO

from kabinet.files.checks.images import check_jpeg, check_png
from kabinet.files.checks.legacy_office import check_ole
from kabinet.files.checks.office import check_package
from kabinet.files.checks.pdf import check_pdf
from kabinet.files.checks.xml import check_xml
from kabinet.files.limits import JPEG, PDF, PNG, XML, Format
from kabinet.files.names import extension_of
from kabinet.files.recognition import (
    MARKUP,
    OLE,
    ZIP,
    Container,
    name_unknown,
    read_head,
    recognise,
)
from kabinet.files.refusals import has_foreign_data, misnamed, wrong_type

_PDF_AFTER_LINES = re.compile(rb"[\r\n]%PDF-\d\.\d")
"""Lines of a protocol may stand before a PDF: readers look for its mark in the first 1024 bytes."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What a file is, and how many pages a PDF has (0: another kind, or not to be told)."""

    kind: Format
    pages: int = 0


def inspect(stream: IO[bytes], name: str) -> Format:
    """Tell the format of a file by its content and check that it is sound and its extension is true.

    `name` is the cleaned name. Raises Unfit with what is wrong and what to do.
    """
    return look_into(stream, name).kind


def look_into(stream: IO[bytes], name: str) -> Sound:
    """The same, and count the pages of a PDF."""
    head = read_head(stream)
    found = recognise(head)
    if found is None and _PDF_AFTER_LINES.search(head):
        found = PDF
    if found is None or isinstance(found, str):
        raise wrong_type(found or name_unknown(head))
    if found is not PDF and b"%PDF-" in head:
        raise has_foreign_data(extension_of(name).upper() or "этого вида")
    if found is MARKUP and extension_of(name) not in XML.extensions and not _declares_xml(head):
        raise wrong_type("файл с разметкой (HTML, SVG)")
    sound = _check(stream, found)
    _check_extension(name, sound.kind)
    return sound


def _declares_xml(head: bytes) -> bool:
    return b"<?xml" in head.replace(b"\0", b"")


def _check(stream: IO[bytes], found: Format | Container) -> Sound:
    if found is ZIP:
        return Sound(check_package(stream))
    if found is OLE:
        return Sound(check_ole(stream))
    if found is MARKUP:
        check_xml(stream)
        return Sound(XML)
    if found is PDF:
        return Sound(PDF, check_pdf(stream, inspect))
    for kind, check in ((JPEG, check_jpeg), (PNG, check_png)):
        if found is kind:
            check(stream)
            return Sound(kind)
    raise AssertionError(found)


def _check_extension(name: str, kind: Format) -> None:
    extension = extension_of(name)
    if extension in kind.extensions:
        return
    stem = name[: -len(extension) - 1] if extension else name
    raise misnamed(extension, kind, stem)
