"""Whether a photo or a scan opens."""

import struct
from typing import IO

from PIL import Image

from kabinet.files.recognition import hides_another
from kabinet.files.refusals import broken, has_foreign_data, swollen

MAX_PIXELS = 80_000_000
"""More than any telephone's photo or A3 scan at 600 dpi that fits in 5 MB; decoding stays under 250 MB."""


_DAMAGE = (OSError, SyntaxError, ValueError, struct.error, IndexError, KeyError)
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def check_jpeg(stream: IO[bytes]) -> None:
    """Raise Unfit for a JPEG that does not decode to its end, is enormous, or hides another file."""
    stream.seek(0)
    try:
        with Image.open(stream, formats=("JPEG",)) as image:
            _check_size(image, "JPEG")
            # Decoding to an eighth proves the whole stream at a 64th of the memory.
            image.draft(None, (max(image.width // 8, 1), max(image.height // 8, 1)))
            image.load()
    except _BOMB as bomb:
        raise swollen("JPEG") from bomb
    except _DAMAGE as fault:
        raise broken("JPEG") from fault
    _check_tail(stream, _end_of_jpeg(stream), "JPEG")


def check_png(stream: IO[bytes]) -> None:
    """Raise Unfit for a PNG that does not decode, is enormous, or hides another file."""
    try:
        _verify_png(stream)
    except _BOMB as bomb:
        raise swollen("PNG") from bomb
    except _DAMAGE:
        # The checksums are wrong, or the end is missing; people see the picture all the same.
        try:
            _decode_png(stream)
        except _DAMAGE as fault:
            raise broken("PNG") from fault
    _check_tail(stream, _end_of_png(stream), "PNG")


def _verify_png(stream: IO[bytes]) -> None:
    """Compare the checksums, which takes no memory to speak of."""
    stream.seek(0)
    with Image.open(stream, formats=("PNG",)) as image:
        _check_size(image, "PNG")
        image.verify()


def _decode_png(stream: IO[bytes]) -> None:
    stream.seek(0)
    with Image.open(stream, formats=("PNG",)) as image:
        image.load()


def _check_size(image: Image.Image, what: str) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise swollen(what)


def _check_tail(stream: IO[bytes], end: int, what: str) -> None:
    stream.seek(end)
    if hides_another(stream.read()):
        raise has_foreign_data(what)


def _end_of_png(stream: IO[bytes]) -> int:
    """Find where the IEND chunk ends, bytes from the beginning; the end of the file when it is missing."""
    position: int = 8
    while True:
        stream.seek(position)
        header = stream.read(8)
        if len(header) < 8:
            return stream.seek(0, 2)
        position += 12 + int.from_bytes(header[:4])
        if header[4:] == b"IEND":
            return position


def _end_of_jpeg(stream: IO[bytes]) -> int:
    """Find where the end mark (FF D9) of the first picture ends, bytes from the beginning.

    Decoders skip what stands between the segments and is none; then it is the first mark after the start of
    the picture's data.
    """
    stream.seek(0)
    content = stream.read()
    position = 2
    while position + 4 <= len(content) + 2:
        if content[position : position + 1] != b"\xff":
            break
        marker = content[position + 1 : position + 2]
        if marker == b"\xff":  # a fill byte
            position += 1
        elif marker == b"\xd9":
            return position + 2
        else:
            length = int.from_bytes(content[position + 2 : position + 4])
            position += 2 + length
            if marker == b"\xda":
                position = _end_of_scan(content, position)
    mark = content.find(b"\xff\xd9", content.find(b"\xff\xda"))
    return mark + 2 if mark >= 0 else len(content)


def _end_of_scan(content: bytes, position: int) -> int:
    """Skip the coded data: the next FF that is neither a stuffed byte nor a restart mark."""
    while (position := content.find(b"\xff", position)) >= 0:
        following = content[position + 1 : position + 2]
        is_mark = following not in {b"", b"\0", b"\xff"} and not b"\xd0" <= following <= b"\xd7"
        if is_mark:
            return position
        position += 1 if following == b"\xff" else 2
    return len(content)
