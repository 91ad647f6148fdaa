"""The name of a file as it is kept and shown: as the person gave it, without what could deceive or break."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_LENGTH = 255
NAMELESS = "файл"
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(raw: str) -> str:
    """Clean a file's name; never empty, at most MAX_LENGTH characters, the extension kept.

    Folders, control, bidirectional and other invisible characters go; signs no file system takes become «_»;
    letters are composed (NFC) so that «й» is one letter whichever system the file comes from.
    """
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    name = "".join(" " if sign.isspace() else sign for sign in name)
    name = "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))
    name = _FORBIDDEN.sub("_", " ".join(name.split()))
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    stem = stem.strip(". ") or NAMELESS
    ending = f".{extension.strip()}" if extension.strip() else ""
    return stem[: MAX_LENGTH - len(ending)].rstrip() + ending[:MAX_LENGTH]


def renamed(name: str, extension: str) -> str:
    """Give a cleaned name another extension."""
    stem = name[: -len(extension_of(name)) - 1] if extension_of(name) else name
    return f"{stem[: MAX_LENGTH - len(extension) - 1]}.{extension}"


def extension_of(name: str) -> str:
    """Give the extension of a cleaned name: lower case, no dot; "" when there is none."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()
