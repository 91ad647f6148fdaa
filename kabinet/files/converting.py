"""Pictures that telephones and scanners make are kept as JPEG, upright, without what else is in them.

A JPEG or PNG that is larger than what is kept is made smaller the same way.

Where the photo was taken, by which telephone and when is nobody's business: all of that goes.
"""

import io
from typing import IO, Any

from PIL import Image, ImageOps, JpegImagePlugin

from kabinet.files.limits import AVIF, BMP, HEIC, JPEG, MAX_SIZE, PNG, TIFF, WEBP, Format
from kabinet.files.refusals import Unfit, broken, many_pages, swollen, too_large

MAX_PIXELS = 80_000_000
_MAX_JPEG_PIXELS = 220_000_000
"""A telephone of 200 megapixels; a JPEG alone is read at a fraction of its extent."""
_ENOUGH_PIXELS = 35_000_000
"""A sheet of A4 at 600 dots per inch."""
_LONGEST_PROFILE = 64 * 1024
"""Bytes of a description of colours; a telephone's takes half a kilobyte."""
_TRIES = ((90, 1), (80, 1), (70, 1), (80, 2), (70, 2), (70, 4))
"""Quality, and how many times smaller, until it fits."""
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx"}
_OPENED_BY = {HEIC: "HEIF", WEBP: "WEBP", TIFF: "TIFF", BMP: "BMP", AVIF: "AVIF", PNG: "PNG"}


def picture_of(head: bytes) -> Format | None:
    """The kind of a picture that is converted, by its first bytes; None for any other file."""
    if head[4:8] == b"ftyp":
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(head[3], 64), 4))}
        if b"avif" in brands:
            return AVIF
        return HEIC if head[8:12] in _HEIC_BRANDS else None
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:4] in (b"II*\0", b"MM\0*"):
        return TIFF
    # «BM» begins many a text: the header's own size tells.
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in (12, 40, 52, 56, 64, 108, 124):
        return BMP
    return None


def to_jpeg(stream: IO[bytes], kind: Format) -> bytes:
    """Make a JPEG of a picture that fits into MAX_SIZE. Raises Unfit.

    One in HEIC is made by kabinet.files.heic.heic_to_jpeg.
    """
    stream.seek(0)
    try:
        with _opened(stream, kind) as opened:
            _check_extent(opened, kind)
            if kind == JPEG:
                _read_coarsely(opened)
            image = _plain(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise swollen(kind.name) from bomb
    except (Unfit, MemoryError):
        raise
    except Exception as fault:  # whatever a decoder stumbles over
        raise broken(kind.name) from fault
    return _saved(image)


def _opened(stream: IO[bytes], kind: Format) -> Image.Image:
    if kind == JPEG:  # not through `open`, which refuses by pixels that are never decoded
        return JpegImagePlugin.JpegImageFile(stream)
    return Image.open(stream, formats=(_OPENED_BY[kind],))


def _check_extent(opened: Image.Image, kind: Format) -> None:
    if opened.width * opened.height > (_MAX_JPEG_PIXELS if kind == JPEG else MAX_PIXELS):
        raise swollen(kind.name)
    # Beside its photo a telephone's HEIC or JPEG may hold others that nobody means.
    if kind not in {HEIC, JPEG} and getattr(opened, "n_frames", 1) > 1:
        raise many_pages(kind.name)


def _read_coarsely(opened: Image.Image) -> None:
    """Have the decoder of a JPEG give a half or a quarter of its extent where that is enough for a sheet."""
    times = next(
        (times for times in (1, 2, 4) if opened.width * opened.height <= _ENOUGH_PIXELS * times**2), 8
    )
    opened.draft(opened.mode, (opened.width // times, opened.height // times))


def _plain(image: Image.Image) -> Image.Image:
    """The picture in colours or in grey, on white, with its colours described and nothing else."""
    profile: Any = image.info.get("icc_profile")
    keeps_colours = image.mode in ("RGB", "RGBA") and isinstance(profile, bytes)
    if image.mode.startswith("I;16"):  # a scan of 16 bits: the upper ones are the picture
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    elif image.mode in ("1", "L"):
        image = image.convert("L")
    elif image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    else:
        image = image.convert("RGB")
    image.info = {"icc_profile": profile} if keeps_colours and len(profile) <= _LONGEST_PROFILE else {}
    return image


def _saved(image: Image.Image) -> bytes:
    for quality, times in _TRIES:
        smaller = image.reduce(times) if times > 1 else image
        out = io.BytesIO()
        smaller.save(out, "JPEG", quality=quality, optimize=False, icc_profile=image.info.get("icc_profile"))
        if out.tell() <= MAX_SIZE:
            return out.getvalue()
    raise too_large(out.tell())
