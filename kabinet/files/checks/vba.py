"""Whether a VBA project has a line of code: Word and Excel keep empty projects in documents without macros.

The layout is that of [MS-OVBA]: the stream `dir` lists the modules and where in each its source text begins.
"""

import re
import struct

import olefile

_MAX_SOURCE = 16 * 1024 * 1024
_STREAM_NAME, _TEXT_OFFSET, _VERSION = 0x001A, 0x0031, 0x0009
_STORAGES = {"macros", "_vba_project_cur"}
_NOT_CODE = re.compile(rb"^[ \t]*(?:Attribute[ \t].*|Option[ \t].*|'.*|Rem[ \t].*)?\r?$", re.IGNORECASE)
_RUN_OF_ITSELF = re.compile(
    rb"auto_?(?:open|close|exec|exit|new)|(?:document|workbook)_?(?:before)?(?:open|close|new|activate|deactivate)",
    re.IGNORECASE,
)


class _Unreadable(Exception):
    """The project is not laid out as described: nothing proves that it is empty."""


def has_code(document: "olefile.OleFileIO") -> bool:
    """Whether one of the projects in an OLE document, embedded ones too, has code or cannot be read."""
    streams = document.listdir()
    projects = {
        tuple(path[:-2]) for path in streams if [name.lower() for name in path[-2:]] == ["vba", "dir"]
    }
    unlisted = any(path[0].lower() in _STORAGES and (path[0],) not in projects for path in streams)
    return unlisted or any(_project_has_code(document, "/".join((*project, "VBA"))) for project in projects)


def _project_has_code(document: "olefile.OleFileIO", folder: str) -> bool:
    try:
        # Compiled code may stay when its source was taken away: the names it uses stand here.
        if _RUN_OF_ITSELF.search(document.openstream(f"{folder}/_VBA_PROJECT").read()):
            return True
        listing = _unpacked(document.openstream(f"{folder}/dir").read())
        return any(
            _is_code(_unpacked(document.openstream(f"{folder}/{name}").read()[offset:]))
            for name, offset in _modules(listing)
        )
    except (_Unreadable, OSError, ValueError, IndexError, struct.error):
        return True


def _is_code(source: bytes) -> bool:
    return any(not _NOT_CODE.match(line) for line in source.split(b"\n"))


def _modules(listing: bytes) -> list[tuple[str, int]]:
    """Read the records of `dir`: the stream of each module and the offset of its source there."""
    modules, name, position = [], "", 0
    while position + 6 <= len(listing):
        record, length = struct.unpack_from("<HI", listing, position)
        position += 6
        if record == _VERSION:  # its length counts only a part of it
            length += 2
        content = listing[position : position + length]
        position += length
        if record == _STREAM_NAME:
            unicode_length = struct.unpack_from("<I", listing, position + 2)[0]
            name = listing[position + 6 : position + 6 + unicode_length].decode("utf-16-le")
            position += 6 + unicode_length
        elif record == _TEXT_OFFSET:
            modules.append((name, struct.unpack("<I", content)[0]))
    if not modules:
        raise _Unreadable
    return modules


def _unpacked(packed: bytes) -> bytes:
    """Undo the compression of [MS-OVBA] 2.4.1: chunks of 4096 bytes, in each letters and references back."""
    if packed[:1] != b"\x01":
        raise _Unreadable
    result, position = bytearray(), 1
    while position + 2 <= len(packed):
        header = struct.unpack_from("<H", packed, position)[0]
        if header & 0x7000 != 0x3000 or len(result) > _MAX_SOURCE:
            raise _Unreadable
        end = min(position + (header & 0x0FFF) + 3, len(packed))
        if header & 0x8000:
            _unpack_chunk(packed[position + 2 : end], result)
        else:
            result += packed[position + 2 : end]
        position = end
    return bytes(result)


def _unpack_chunk(chunk: bytes, result: bytearray) -> None:
    start, position = len(result), 0
    while position < len(chunk):
        flags = chunk[position]
        position += 1
        for bit in range(8):
            if position >= len(chunk):
                return
            if not flags >> bit & 1:
                result.append(chunk[position])
                position += 1
                continue
            token = struct.unpack_from("<H", chunk, position)[0]
            position += 2
            # The more is unpacked, the more bits of the reference say how far back.
            offset_bits = max((len(result) - start - 1).bit_length(), 4)
            back = (token >> 16 - offset_bits) + 1
            if back > len(result) - start:
                raise _Unreadable
            for _ in range((token & 0xFFFF >> offset_bits) + 3):
                result.append(result[-back])
