"""What an OLE document (DOC, XLS) is and whether it opens."""

import struct
from typing import IO

import olefile

from kabinet.files.checks.programs import holds_program
from kabinet.files.checks.vba import has_code
from kabinet.files.limits import DOC, XLS, Format
from kabinet.files.recognition import hides_another
from kabinet.files.refusals import (
    Unfit,
    broken,
    has_foreign_data,
    protected,
    with_macros,
    with_program,
    wrong_type,
)

_FREE_SECTOR = 0xFFFFFFFF
_WORD_ENCRYPTED = 0x0100  # FibBase, [MS-DOC] 2.5.2: bit fEncrypted of the word at offset 10
_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085  # records, [MS-XLS] 2.3.1
_MACRO_SHEET = 1
_FOREIGN = (
    ("PowerPoint Document", "презентация PowerPoint (PPT)"),
    ("VisioDocument", "чертёж Visio"),
    ("__properties_version1.0", "письмо Outlook (MSG)"),
)


def check_ole(stream: IO[bytes]) -> Format:
    """Tell DOC from XLS; Unfit for a document of another kind, damaged, protected, with macros or more."""
    stream.seek(0)
    try:
        with olefile.OleFileIO(stream.read()) as document:
            kind, main = _main_stream(document)
            tail_at = _end_of(document)
            has_macros = has_code(document)
            has_program = holds_program(document)
    except (Unfit, MemoryError):
        raise
    except Exception as fault:  # whatever the parser stumbles over
        raise broken("документ Office") from fault
    if kind is DOC:
        _check_word(main)
    else:
        _check_excel(main)
    if has_macros:
        raise with_macros(kind.name)
    if has_program:
        raise with_program(kind.name)
    stream.seek(tail_at)
    if hides_another(stream.read()):
        raise has_foreign_data(kind.name)
    return kind


def _main_stream(document: "olefile.OleFileIO") -> tuple[Format, bytes]:
    if document.exists("EncryptedPackage"):
        raise protected("документ Office")
    for name, kind in (("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS)):
        if document.exists(name):
            content: bytes = document.openstream(name).read()
            if len(content) < document.get_size(name):
                raise broken(kind.name)
            return kind, content
    for name, what in _FOREIGN:
        if document.exists(name):
            raise wrong_type(what)
    raise wrong_type("файл неизвестной программы (OLE)")


def _end_of(document: "olefile.OleFileIO") -> int:
    """Find where the last used sector ends, bytes from the beginning."""
    used = max((number for number, next_ in enumerate(document.fat) if next_ != _FREE_SECTOR), default=0)
    size: int = document.sectorsize
    return size * (used + 2)


def _check_word(content: bytes) -> None:
    if len(content) < 12:
        raise broken("DOC")
    if struct.unpack_from("<H", content, 10)[0] & _WORD_ENCRYPTED:
        raise protected("DOC")


def _check_excel(content: bytes) -> None:
    """Walk the records of the workbook: they say whether it has a password and sheets of old macros."""
    position = 0
    while position + 4 <= len(content):
        record, length = struct.unpack_from("<HH", content, position)
        if position == 0 and record & 0xFF != _BOF & 0xFF:
            raise broken("XLS")
        if record == _FILEPASS:
            raise protected("XLS")
        if record == _BOUNDSHEET and length >= 6 and content[position + 4 + 5] == _MACRO_SHEET:
            raise with_macros("XLS")
        if record == _EOF:
            return
        position += 4 + length
    raise broken("XLS")
