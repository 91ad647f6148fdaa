"""What an OOXML package (DOCX, XLSX) is and whether it opens."""

import io
import struct
import zipfile
import zlib
from typing import IO

import olefile

from kabinet.files.checks.package_parts import (
    PackagePart,
    asks_programs,
    check_main,
    has_strange_control,
    relations,
    types_of,
)
from kabinet.files.checks.programs import holds_program
from kabinet.files.checks.vba import has_code
from kabinet.files.limits import DOCX, MAX_SIZE, XLSX, Format
from kabinet.files.recognition import hides_another
from kabinet.files.refusals import (
    broken,
    fetches,
    has_foreign_data,
    protected,
    swollen,
    with_controls,
    with_macros,
    with_program,
    wrong_type,
)

MAX_UNFOLDED = 40 * MAX_SIZE
"""Bytes of all parts together; a real sheet of 5 MB unfolds tenfold or twentyfold."""
MAX_PARTS = 10_000
_CONTENTS = "[Content_Types].xml"
_MAX_CONTENTS = 1024 * 1024
_END_RECORD = b"PK\x05\x06"
_END_RECORD_SIZE = 22
_MAX_COMMENT = 65_535
_ENCRYPTED = 0x1
_MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_ROOT = {DOCX: "document", XLSX: "workbook"}
_FOREIGN = (
    ("presentationml", "презентация PowerPoint (PPTX)"),
    ("template", "шаблон документа, а не документ"),
    ("sheet.binary", "двоичная таблица Excel (XLSB)"),
)
_DAMAGE = (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError, OSError, ValueError, KeyError)


def check_package(stream: IO[bytes]) -> Format:
    """Tell DOCX from XLSX and read every part to its end.

    Raises Unfit for any other archive; for one that no office program opens, protected, with macros, programs
    or foreign data; for one that fetches from the network when opened; for a bomb.
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            kind = _kind_of(archive)
            _check_parts(archive, kind)
    except _DAMAGE as fault:
        raise broken("документ Office (DOCX, XLSX)") from fault
    if hides_another(_tail(stream)):
        raise has_foreign_data(kind.name)
    return kind


def _tail(stream: IO[bytes]) -> bytes:
    """What stands after the end record of the archive, a comment among it."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _END_RECORD_SIZE - _MAX_COMMENT, 0))
    ending = stream.read()
    return ending[ending.rfind(_END_RECORD) + _END_RECORD_SIZE :]


def _kind_of(archive: zipfile.ZipFile) -> Format:
    names = set(archive.namelist())
    if len(names) > MAX_PARTS:
        raise swollen("архив")
    if _CONTENTS not in names:
        raise wrong_type("документ OpenDocument" if "mimetype" in names else "архив ZIP")
    types = set(types_of(_contents(archive)).values())
    main = next((_MAIN[kind] for kind in sorted(types) if kind in _MAIN), None)
    if any("vbaProject" in kind or "macroEnabled" in kind or "macrosheet" in kind for kind in types) or any(
        name.lower().endswith("vbaproject.bin") for name in names
    ):
        raise with_macros("документ Office")
    if main is not None:
        return main
    for sign, what in _FOREIGN:
        if any(sign in kind for kind in types):
            raise wrong_type(what)
    raise wrong_type("архив ZIP")


def _contents(archive: zipfile.ZipFile) -> bytes:
    info = archive.getinfo(_CONTENTS)
    if info.flag_bits & _ENCRYPTED:
        raise protected("архив")
    if info.file_size > _MAX_CONTENTS:
        raise swollen("документ Office")
    return archive.read(info)


def _check_parts(archive: zipfile.ZipFile, kind: Format) -> None:
    parts = archive.infolist()
    if len({part.filename for part in parts}) != len(parts):
        raise has_foreign_data(kind.name)
    if sum(part.file_size for part in parts) > MAX_UNFOLDED:
        raise swollen(kind.name)
    for info in parts:
        if info.flag_bits & _ENCRYPTED:
            raise protected(kind.name)
        with archive.open(info) as content:
            _check_part(PackagePart(info.filename, content), kind)
    main = next(name for name, found in _MAIN.items() if found is kind)
    check_main(archive, types_of(_contents(archive)), main, _ROOT[kind])


def _check_part(part: PackagePart, kind: Format) -> None:
    """Read one part: zipfile gives no more than the declared size and compares the checksum at the end."""
    if part.is_relations:
        for relation in relations(part.content.read()):
            if relation.fetches:
                raise fetches(kind.name)
    elif part.is_control:
        if has_strange_control(part.content.read()):
            raise with_controls(kind.name)
    elif part.is_xml:
        if asks_programs(part):
            raise fetches(kind.name)
    elif part.is_embedded:
        _check_embedded(part.content.read(), kind)
    else:
        while part.content.read(256 * 1024):
            pass


def _check_embedded(content: bytes, kind: Format) -> None:
    if _holds_program(content):
        raise with_program(kind.name)
    if _holds_macros(content):
        raise with_macros(kind.name)


def _holds_macros(content: bytes) -> bool:
    """Whether a document packed into another one carries macros, which run when it is opened there."""
    stream = io.BytesIO(content)
    try:
        if olefile.isOleFile(stream):
            with olefile.OleFileIO(content) as document:
                return has_code(document)
        with zipfile.ZipFile(stream) as archive:
            return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    except (*_DAMAGE, IndexError, struct.error):
        return False  # no program opens it either


def _holds_program(content: bytes) -> bool:
    if content[:2] == b"MZ":
        return True
    if not olefile.isOleFile(io.BytesIO(content)):
        return False
    try:
        with olefile.OleFileIO(content) as document:
            return holds_program(document)
    except (OSError, ValueError, IndexError, struct.error):
        return False  # no program opens it either
