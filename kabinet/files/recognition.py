"""What a file is, told by its bytes and never by its name."""

import codecs
import io
import struct
import zipfile
from dataclasses import dataclass
from typing import IO

from kabinet.files.limits import JPEG, PDF, PNG, Format

HEAD = 1024
"""How many of the first bytes tell what a file is."""
BLANK = b" \t\r\n\0"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Container:
    """A wrapping whose inside tells what the file is (OOXML in ZIP, Word and Excel in OLE, any XML)."""

    name: str


ZIP = Container("архив ZIP")
OLE = Container("документ Microsoft Office")
VIDEO = "видеозапись"
MARKUP = Container("файл разметки")

type Recognised = Format | Container | str
"""An accepted format, a wrapping to look into, or the name of something that is not accepted."""

_SIGNATURES: tuple[tuple[bytes, Recognised], ...] = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", "пустой архив ZIP"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"MZ", "программа Windows (EXE)"),
    (b"\x7fELF", "программа Linux"),
    (b"#!", "сценарий (программа)"),
    (b"Rar!\x1a\x07", "архив RAR"),
    (b"7z\xbc\xaf\x27\x1c", "архив 7-Zip"),
    (b"\x1f\x8b", "архив GZIP"),
    (b"GIF87a", "картинка GIF"),
    (b"GIF89a", "картинка GIF"),
    (b"II*\0", "картинка TIFF"),
    (b"MM\0*", "картинка TIFF"),
    (b"BM", "картинка BMP"),
    (b"RIFF", "картинка WebP, звук или видео"),
    (b"{\\rtf", "документ RTF"),
    (b"AT&TFORM", "документ DjVu"),
    (b"%!PS", "документ PostScript"),
    (b"-----BEGIN", "сертификат, ключ или подпись"),
)
_TEXTS: tuple[tuple[bytes, Recognised], ...] = (
    (b"%pdf-", PDF),
    (b"<!doctype html", "веб-страница (HTML)"),
    (b"<html", "веб-страница (HTML)"),
    (b"<", MARKUP),
)
_ENCODINGS = ("utf-8", "utf-16", "cp1251", "cp866")
_CYRILLIC = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ№«»—–…\u00a0\ufeff")
_MOSTLY = 0.9
_BRANDS = {
    b"heic": "картинка HEIC",
    b"heix": "картинка HEIC",
    b"mif1": "картинка HEIC",
    b"avif": "картинка AVIF",
}


def recognise(head: bytes) -> Recognised | None:
    """Tell what begins with these bytes (HEAD of them); None for what is not known."""
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            return found
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], VIDEO)
    text = _as_text(head)
    return next((found for beginning, found in _TEXTS if text.startswith(beginning)), None)


def name_unknown(head: bytes) -> str:
    """Name what no signature tells: a text or something unknown."""
    is_text = any(_reads_as_text(head, encoding) for encoding in _ENCODINGS)
    return "текстовый файл" if is_text else "файл неизвестного вида"


def _reads_as_text(head: bytes, encoding: str) -> bool:
    """Whether the bytes make a text: of one byte for a letter any bytes do, so the letters must be ours."""
    try:
        # A letter cut by the end of `head` is no proof against a text: hence the incremental decoder.
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    if any(character < " " and character not in "\t\n\f\r" for character in text):
        return False
    ours = sum(character.isascii() or character in _CYRILLIC for character in text)
    return encoding == "utf-8" or ours >= _MOSTLY * len(text)


def read_head(stream: IO[bytes]) -> bytes:
    """Read the first HEAD bytes and go back to the beginning."""
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(0)
    return head


def hides_another(tail: bytes) -> bool:
    """Whether the bytes after the end of a document are a file of their own, as in a polyglot.

    Blanks and the remains that cameras and printers leave are not; nor is a second picture or a video after
    a JPEG, as telephones write them.
    """
    tail = tail.lstrip(BLANK)
    found = recognise(tail[:HEAD])
    return (found is not None and found not in {JPEG, VIDEO}) or holds_zip(io.BytesIO(tail))


def holds_zip(stream: IO[bytes]) -> bool:
    """Whether an archiver would open the file as a ZIP archive, wherever in it the archive lies."""
    try:
        with zipfile.ZipFile(stream) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return False


def _as_text(head: bytes) -> bytes:
    """Bring the beginning of a text to small ASCII letters without byte order mark and leading blanks."""
    for mark in _BOMS:
        head = head.removeprefix(mark)
    if head[:1] == b"\0" or head[1:2] == b"\0":
        head = head.replace(b"\0", b"")
    return head.lstrip(BLANK).lower()
