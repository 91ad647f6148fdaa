"""Real files made by real libraries, for the tests of every page that takes files."""

import io
import zipfile

import xlwt
from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from xlwt.CompoundDoc import XlsDoc

MAX_SIZE = 5 * 1024 * 1024


def make_pdf(text: str = "Passport", pages: int = 1) -> bytes:
    """A PDF of some pages."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for number in range(pages):
        canvas.drawString(72, 760, f"{text} {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pdf_of_size(size: int) -> bytes:
    """A PDF of exactly so many bytes that opens: a comment of the right length stands before its end mark."""
    content = make_pdf()
    head, mark, _tail = content.rpartition(b"startxref")
    end = mark + _tail
    filler = size - len(head) - len(end)
    assert filler >= 2, "a PDF can't be so small"
    result = head + b"%" + b"x" * (filler - 2) + b"\n" + end
    assert len(result) == size
    return result


def make_encrypted_pdf(opened_by: str = "1234", owner_password: str | None = None) -> bytes:
    """A PDF that asks for a password (an empty one and an owner's: only restricted)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.encrypt(opened_by, owner_password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def make_docx(text: str = "Доверенность") -> bytes:
    """A Word document."""
    document = Document()
    document.add_heading(text)
    document.add_paragraph("Текст документа. " * 20)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def make_xlsx() -> bytes:
    """An Excel workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(1, 50):
        sheet.append([f"Этап {number}", number * 15])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_xls() -> bytes:
    """An Excel 97–2003 workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Мощность")
    for row in range(200):
        sheet.write(row, 0, f"Этап {row}")
        sheet.write(row, 1, row * 15)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_doc(flags: int = 0) -> bytes:
    """A Word 97–2003 document as far as its outside and the flags of its first block go."""
    block = bytearray(8192)
    block[:2] = b"\xec\xa5"
    block[10:12] = flags.to_bytes(2, "little")
    return make_ole({"WordDocument": bytes(block)})


def make_ole(streams: dict[str, bytes]) -> bytes:
    """An OLE container of one stream, written by xlwt; its name is then changed."""
    ((name, content),) = streams.items()
    out = io.BytesIO()
    document = XlsDoc()
    document.save(out, content)
    return out.getvalue().replace(_entry("Workbook"), _entry(name))


def make_xls_of(*records: tuple[int, bytes]) -> bytes:
    """An Excel 97–2003 workbook of these records between its beginning and its end, padded as Excel does."""
    begin, end = (0x0809, b"\x00\x06\x05\x00" + bytes(12)), (0x000A, b"")
    content = b"".join(
        number.to_bytes(2, "little") + len(body).to_bytes(2, "little") + body
        for number, body in (begin, *records, end)
    )
    return make_ole({"Workbook": content.ljust(8192, b"\0")})


def with_storage(document: bytes, beside: str, name: str) -> bytes:
    """An OLE document with an empty storage (a folder) added after the stream `beside`."""
    content = bytearray(document)
    at = document.index(_entry(beside))
    content[at + 72 : at + 76] = (2).to_bytes(4, "little")  # its right neighbour is the third entry
    folder = bytearray(_entry(name).ljust(128, b"\0"))
    folder[66:80] = b"\x01\x01" + b"\xff" * 12
    content[at + 128 : at + 256] = folder
    return bytes(content)


def _entry(name: str) -> bytes:
    """The name of a stream in the OLE directory: 64 bytes and the length with its zero."""
    raw = name.encode("utf-16-le")
    return raw.ljust(64, b"\0") + (len(raw) + 2).to_bytes(2, "little")


def make_jpeg(width: int = 800, height: int = 600, *, progressive: bool = False) -> bytes:
    """A photo."""
    return _picture(width, height, "JPEG", quality=80, progressive=progressive)


def make_png(width: int = 400, height: int = 300) -> bytes:
    """A scan."""
    return _picture(width, height, "PNG")


def _picture(width: int, height: int, kind: str, **options: object) -> bytes:
    image = Image.new("RGB", (width, height), "#fafafa")
    draw = ImageDraw.Draw(image)
    for number in range(60):
        x, y = number * 7919 % width, number * 6007 % height
        draw.ellipse((x, y, x + 40, y + 40), fill=(number * 37 % 256, 90, 160))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def make_xml(text: str = "Выписка из ЕГРН", encoding: str = "utf-8") -> bytes:
    """An XML extract."""
    body = f'<?xml version="1.0" encoding="{encoding}"?>\n<extract><title>{text}</title></extract>\n'
    return body.encode(encoding)


def make_zip(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """A DOCX or an XLSX with one part added."""
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def make_exe() -> bytes:
    """The beginning of a Windows program, padded."""
    return b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + b"\0" * 48 + b"PE\0\0" + bytes(range(256)) * 8


HTML_PAGE = b"<!DOCTYPE html>\n<html><body><script>alert(1)</script></body></html>"
SVG_PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
