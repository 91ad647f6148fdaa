"""What is accepted: the kinds of files, their extensions and the largest size."""

from dataclasses import dataclass

MAX_SIZE = 5 * 1024 * 1024
"""The largest kept file, bytes, inclusive."""
MAX_PICTURE = 25 * 1024 * 1024
"""The largest photo or scan that is taken in order to be made smaller: a body of 30 MB holds it
(config/bodies.py, the sample of nginx)."""


@dataclass(frozen=True, slots=True)
class Format:
    """One accepted kind of file: its name for people, its extensions (no dot, lower case), its media type."""

    name: str
    extensions: tuple[str, ...]
    content_type: str


PDF = Format("PDF", ("pdf",), "application/pdf")
DOC = Format("DOC", ("doc",), "application/msword")
DOCX = Format("DOCX", ("docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
XML = Format("XML", ("xml",), "application/xml")
XLS = Format("XLS", ("xls",), "application/vnd.ms-excel")
XLSX = Format("XLSX", ("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
JPEG = Format("JPEG", ("jpg", "jpeg"), "image/jpeg")
PNG = Format("PNG", ("png",), "image/png")
ZIP = Format("ZIP", ("zip",), "application/zip")
"""Made by the portal alone, never accepted."""

HEIC = Format("HEIC", ("heic", "heif"), "image/heic")
WEBP = Format("WebP", ("webp",), "image/webp")
TIFF = Format("TIFF", ("tif", "tiff"), "image/tiff")
BMP = Format("BMP", ("bmp",), "image/bmp")
AVIF = Format("AVIF", ("avif",), "image/avif")

FORMATS = (PDF, DOC, DOCX, XML, XLS, XLSX, JPEG, PNG)
CONVERTED = (HEIC, WEBP, TIFF, BMP, AVIF)
"""Pictures that telephones and scanners make: kept as JPEG, which everybody opens."""
ACCEPT = ",".join(f".{extension}" for accepted in FORMATS + CONVERTED for extension in accepted.extensions)
"""The `accept` attribute of a file input."""
PICTURES = (JPEG, PNG, *CONVERTED)
"""What is made smaller instead of refused."""
ALLOWED_TEXT = ", ".join(accepted.name for accepted in FORMATS)
"""«PDF, DOC, …»: the accepted kinds as people read them."""
LIMITS_TEXT = (
    f"{ALLOWED_TEXT}; снимки {', '.join(picture.name for picture in CONVERTED)} станут JPEG; "
    f"каждый файл до {MAX_SIZE // 1024**2}\N{NO-BREAK SPACE}МБ, снимок до "
    f"{MAX_PICTURE // 1024**2}\N{NO-BREAK SPACE}МБ портал уменьшит сам."
)
"""What stands beside every input for documents."""
