"""Photos in HEIC, as iPhones make them: a library of its own reads them, loaded when the first one comes."""

from typing import IO

import pillow_heif

from kabinet.files.converting import to_jpeg
from kabinet.files.limits import HEIC

pillow_heif.options.DECODE_THREADS = 1
pillow_heif.register_heif_opener(thumbnails=False)


def heic_to_jpeg(stream: IO[bytes]) -> bytes:
    """Make a JPEG of a photo in HEIC. Raises Unfit."""
    return to_jpeg(stream, HEIC)
