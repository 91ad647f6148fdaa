"""A small picture of a file: of an image itself, of the first page of a PDF.

Pure functions on foreign bytes: they run in a process of their own (kabinet.core.limited).
"""

import io
import os
import tempfile
from typing import IO

import typst
from PIL import Image, ImageOps

WIDTH, HEIGHT = 120, 160
"""Pixels: twice what a list shows. A page is known by its look, its text cannot be read."""
_QUALITY = 75
_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image("/%d", format: "pdf", page: 1, width: %dpt)
"""


def of_image(stream: IO[bytes]) -> bytes:
    """A JPEG of WIDTH by HEIGHT of a picture in JPEG or PNG: upright, from its top, on white."""
    with Image.open(stream, formats=("JPEG", "PNG")) as opened:
        opened.draft("RGB", (WIDTH * 2, HEIGHT * 2))  # a decoder of JPEG may skip what is not needed
        return _saved(ImageOps.exif_transpose(opened))


def of_pdf(stream: IO[bytes]) -> bytes:
    """The same of the first page of a PDF, painted by Typst, which has no scripts and opens no address."""
    os.environ["RAYON_NUM_THREADS"] = "1"  # each thread of Typst asks for memory, and this process has little
    with tempfile.TemporaryFile() as file:  # without a name: nothing is left of it whatever happens here
        file.write(stream.read())
        file.seek(0)
        compiler = typst.Compiler(_PAGE % (file.fileno(), WIDTH), root="/dev/fd", ignore_system_fonts=True)
        painted = compiler.compile(format="png", ppi=72)
    if not isinstance(painted, bytes):
        raise TypeError("not one page")
    with Image.open(io.BytesIO(painted), formats=("PNG",)) as opened:
        return _saved(opened)


def _saved(image: Image.Image) -> bytes:
    fitting = ImageOps.fit(image.convert("RGBA"), (WIDTH, HEIGHT), centering=(0.5, 0))
    small = Image.new("RGB", fitting.size, "white")
    small.paste(fitting, mask=fitting.getchannel("A"))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
