"""Programs packed into a document (objects of the kind Package), which start when they are pressed."""

import re

import olefile

_OBJECT = "\x01Ole10Native"
_PROGRAM = re.compile(
    rb"\.(?:exe|com|scr|pif|bat|cmd|ps1|vbs|vbe|jse?|wsf|wsh|hta|lnk|msi|jar|dll|cpl|reg|url|chm|sct|iso|img)\0",
    re.IGNORECASE,
)
_MAX_NAMES = 4096
"""Bytes at the beginning of a package in which its names stand."""


def holds_program(document: "olefile.OleFileIO") -> bool:
    """Whether one of the packages in an OLE document is a program, by its name or its bytes."""
    return any(
        path[-1] == _OBJECT and is_program(document.openstream(path).read()) for path in document.listdir()
    )


def is_program(package: bytes) -> bool:
    """Whether the bytes of one package are a program's."""
    return _PROGRAM.search(package[:_MAX_NAMES]) is not None or b"This program cannot be run" in package
