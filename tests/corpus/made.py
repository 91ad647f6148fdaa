"""Documents made in the run by the libraries that people's programs are built of."""

import io
from collections.abc import Callable, Iterator

import typst
import xlsxwriter
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import ArrayObject, NameObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from kabinet.files.refusals import Reason
from tests.corpus.samples import Sample
from tests.files import samples

_LINES = "Заявка на технологическое присоединение. " * 30


def made() -> Iterator[Sample]:
    """Each with the judgement that is right for it."""
    for source, documents in _TAKEN.items():
        for name, make in documents.items():
            yield Sample(name, make(), source, is_known=True)
    for name, (make, reason) in _REFUSED.items():
        yield Sample(name, make(), "сделанные для отказа", reason, is_known=True)


def _rich_docx() -> bytes:
    document = Document()
    document.add_heading("Заявка", 0)
    document.add_paragraph(_LINES, style="List Number")
    document.add_picture(io.BytesIO(samples.make_png()))
    document.add_table(4, 4, style="Table Grid").cell(0, 0).text = "Мощность"
    document.sections[0].header.paragraphs[0].text = "Сетевая организация"
    document.add_section().footer.paragraphs[0].text = "1"
    document.core_properties.author = "Иванов"
    return _saved(document.save)


def _rich_xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 300):
        sheet.append([row, f"Этап {row}", row * 1.5, f"=A{row}*2"])
    sheet["A1"].hyperlink = "https://example.com/"
    sheet.freeze_panes = "B2"
    sheet.merge_cells("F1:G2")
    book.create_sheet("План")
    return _saved(book.save)


def _charted_xlsx() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Нагрузка")
    sheet.write_column("A1", range(100))
    sheet.write_url("C1", "https://example.com/")
    sheet.write_comment("D1", "Примечание")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Нагрузка!$A$1:$A$100"})
    sheet.insert_chart("E1", chart)
    sheet.insert_image("E20", "план.png", {"image_data": io.BytesIO(samples.make_png())})
    book.close()
    return out.getvalue()


def _form_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawString(72, 760, "Application")
    canvas.acroForm.textfield(name="power", x=72, y=700)
    canvas.acroForm.checkbox(name="agree", x=72, y=660)
    canvas.linkURL("https://example.com/", (72, 750, 200, 770))
    canvas.bookmarkPage("first")
    canvas.addOutlineEntry("First", "first")
    canvas.showOutline()
    canvas.drawInlineImage(Image.new("RGB", (60, 60), "teal"), 72, 500)
    canvas.save()
    return out.getvalue()


def _remade_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.make_pdf(pages=40))))
    writer.add_outline_item(title="План", page_number=3)
    first = writer.pages[0].indirect_reference
    writer.root_object[NameObject("/OpenAction")] = ArrayObject([first, NameObject("/Fit")])
    return _saved(writer.write)


def _set_pdf(**options: str) -> bytes:
    text = f'#set text(lang: "ru")\n= Заявка\n{_LINES}\n#link("https://example.com")'
    return typst.compile(text.encode(), **options)


def _picture(kind: str, mode: str = "RGB", **options: object) -> Callable[[], bytes]:
    def make() -> bytes:
        picture = Image.open(io.BytesIO(samples.make_png(640, 480))).convert(mode)
        return _saved(lambda out: picture.save(out, kind, **options))

    return make


def _heic() -> bytes:
    import pillow_heif

    picture = Image.open(io.BytesIO(samples.make_png(640, 480)))
    return _saved(lambda out: pillow_heif.from_pillow(picture).save(out, quality=60))


def _active_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(samples.make_pdf())))
    writer.add_open_action(JavaScript("app.alert(1)"))
    return _saved(writer.write)


def _saved(write: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


_TAKEN: dict[str, dict[str, Callable[[], bytes]]] = {
    "python-docx": {"заявка.docx": _rich_docx, "доверенность.docx": samples.make_docx},
    "openpyxl": {"этапы.xlsx": _rich_xlsx, "мощность.xlsx": samples.make_xlsx},
    "XlsxWriter": {"нагрузка.xlsx": _charted_xlsx},
    "xlwt": {"мощность.xls": samples.make_xls},
    "ReportLab": {"форма.pdf": _form_pdf, "паспорт.pdf": samples.make_pdf},
    "pypdf": {
        "план.pdf": _remade_pdf,
        "без печати.pdf": lambda: samples.make_encrypted_pdf("", "owner"),
    },
    "Typst": {
        "заявка.pdf": _set_pdf,
        "архив.pdf": lambda: _set_pdf(pdf_standards="a-2b"),
    },
    "Pillow": {
        "фото.jpg": samples.make_jpeg,
        "строками.jpg": lambda: samples.make_jpeg(progressive=True),
        "печать.jpg": _picture("JPEG", "CMYK"),
        "серое.jpg": _picture("JPEG", "L"),
        "узкое.jpg": lambda: samples.make_jpeg(7, 600),
        "скан.png": samples.make_png,
        "палитра.png": _picture("PNG", "P"),
        "прозрачная.png": _picture("PNG", "RGBA"),
        "черта.png": _picture("PNG", "1"),
        "снимок.webp": _picture("WEBP"),
        "скан.tiff": _picture("TIFF", compression="tiff_lzw"),
        "экран.bmp": _picture("BMP"),
        "снимок.avif": _picture("AVIF"),
        "скан.pdf": _picture("PDF"),
    },
    "pillow-heif": {"айфон.heic": _heic},
    "Python": {
        "выписка.xml": samples.make_xml,
        "выписка 1251.xml": lambda: samples.make_xml(encoding="windows-1251"),
    },
}
_REFUSED: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "пустой.pdf": (bytes, Reason.EMPTY),
    "велик.pdf": (lambda: samples.pdf_of_size(samples.MAX_SIZE + 1), Reason.LARGE),
    "обрезан.pdf": (lambda: samples.make_pdf()[:-400], Reason.BROKEN),
    "обрезан.docx": (lambda: samples.make_docx()[:-400], Reason.BROKEN),
    "обрезано.jpg": (lambda: samples.make_jpeg()[:2000], Reason.BROKEN),
    "под паролем.pdf": (samples.make_encrypted_pdf, Reason.PROTECTED),
    "сценарий.pdf": (_active_pdf, Reason.ACTIVE),
    "программа.exe": (samples.make_exe, Reason.KIND),
    "программа.pdf": (samples.make_exe, Reason.KIND),
    "страница.html": (lambda: samples.HTML_PAGE, Reason.KIND),
    "картинка.gif": (_picture("GIF", "P"), Reason.KIND),
    "архив.zip": (lambda: samples.make_zip({"план.pdf": samples.make_pdf()}), Reason.KIND),
    "план.jpg": (samples.make_png, Reason.NAME),
    "архив в картинке.png": (
        lambda: samples.make_png() + samples.make_zip({"a.exe": samples.make_exe()}),
        Reason.FOREIGN,
    ),
}
