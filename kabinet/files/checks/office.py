"""What an OOXML package (DOCX, XLSX) is and whether it opens."""

import zipfile
import zlib
from typing import IO

from defusedxml import DefusedXmlException, ElementTree

from kabinet.files.limits import DOCX, MAX_SIZE, XLSX, Format
from kabinet.files.refusals import (
    Unfit,
    broken,
    has_foreign_data,
    protected,
    swollen,
    with_macros,
    wrong_type,
)

MAX_UNFOLDED = 40 * MAX_SIZE
"""Bytes of all parts together; a real sheet of 5 MB unfolds tenfold or twentyfold."""
MAX_PARTS = 10_000
_CONTENTS = "[Content_Types].xml"
_MAX_CONTENTS = 1024 * 1024
_END_RECORD = b"PK\x05\x06"
_END_RECORD_SIZE = 22
_ENCRYPTED = 0x1
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_FOREIGN = (
    ("presentationml", "презентация PowerPoint (PPTX)"),
    ("template", "шаблон документа, а не документ"),
    ("sheet.binary", "двоичная таблица Excel (XLSB)"),
)


def check_package(stream: IO[bytes]) -> Format:
    """Tell DOCX from XLSX and read every part to its end.

    Raises Unfit for any other archive, one damaged, protected, with macros, foreign data, or a bomb.
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            kind = _kind_of(archive)
            _check_parts(archive, kind.name)
    except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, OSError, ValueError) as fault:
        raise broken("документ Office (DOCX, XLSX)") from fault
    stream.seek(-_END_RECORD_SIZE, 2)
    if not stream.read().startswith(_END_RECORD):
        raise has_foreign_data(kind.name)
    return kind


def _kind_of(archive: zipfile.ZipFile) -> Format:
    names = set(archive.namelist())
    if len(names) > MAX_PARTS:
        raise swollen("архив")
    if _CONTENTS not in names:
        raise Unfit(wrong_type("документ OpenDocument" if "mimetype" in names else "архив ZIP"))
    types = _content_types(archive)
    main = next((_MAIN[kind] for kind in types if kind in _MAIN), None)
    if any("vbaProject" in kind or "macroEnabled" in kind or "macrosheet" in kind for kind in types) or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        raise with_macros("документ Office")
    if main is not None:
        return main
    for sign, what in _FOREIGN:
        if any(sign in kind for kind in types):
            raise Unfit(wrong_type(what))
    raise Unfit(wrong_type("архив ZIP"))


def _content_types(archive: zipfile.ZipFile) -> list[str]:
    info = archive.getinfo(_CONTENTS)
    if info.flag_bits & _ENCRYPTED:
        raise protected("архив")
    if info.file_size > _MAX_CONTENTS:
        raise swollen("документ Office")
    try:
        root = ElementTree.fromstring(archive.read(info), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as fault:
        raise broken("документ Office") from fault
    return [element.get("ContentType", "") for element in root]


def _check_parts(archive: zipfile.ZipFile, what: str) -> None:
    parts = archive.infolist()
    if len({part.filename for part in parts}) != len(parts):
        raise has_foreign_data(what)
    if sum(part.file_size for part in parts) > MAX_UNFOLDED:
        raise swollen(what)
    for part in parts:
        if part.flag_bits & _ENCRYPTED:
            raise protected(what)
        # zipfile gives no more than the declared size and compares the checksum at the end.
        with archive.open(part) as content:
            while content.read(256 * 1024):
                pass
