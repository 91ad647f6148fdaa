import io
import zipfile

import pytest

from kabinet.files.inspection import inspect
from kabinet.files.limits import DOC, DOCX, JPEG, PDF, PNG, XLS, XLSX, XML
from kabinet.files.refusals import Unfit
from tests.files import samples

ALLOWED = "Принимаются PDF, DOC, DOCX, XML, XLS, XLSX, JPEG, PNG."
ZIP = samples.make_zip({"a.txt": b"1"})


def with_comment(package):
    out = io.BytesIO(package)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"made by an archiver"
    return out.getvalue()


def changed(package, name, old, new):
    """The package with a part changed; an empty `new` with an empty `old` takes the part away."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = parts[name].replace(old, new) if old else b""
    if not old:
        del parts[name]
    return samples.make_zip(parts)


def refusal(content, name):
    with pytest.raises(Unfit) as caught:
        inspect(io.BytesIO(content), name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("паспорт.pdf", samples.make_pdf(), PDF),
        ("паспорт.PDF", samples.make_pdf(), PDF),
        ("с меткой.pdf", b"\xef\xbb\xbf\r\n" + samples.make_pdf(), PDF),
        ("с нулями в конце.pdf", samples.make_pdf() + b"\0" * 4096, PDF),
        ("только печать.pdf", samples.make_encrypted_pdf("", "owner"), PDF),
        ("из сети.pdf", b"HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n" + samples.make_pdf(), PDF),
        ("письмо.doc", samples.make_doc(), DOC),
        ("доверенность.docx", samples.make_docx(), DOCX),
        ("со строкой в конце.docx", samples.make_docx() + b"\r\n", DOCX),
        ("с нулями в конце.docx", samples.make_docx() + bytes(4096), DOCX),
        ("с примечанием.docx", with_comment(samples.make_docx()), DOCX),
        ("с примечанием.xlsx", with_comment(samples.make_xlsx()) + b"\n", XLSX),
        (
            "с пустой папкой макросов.doc",
            samples.with_storage(samples.make_doc(), "WordDocument", "Macros"),
            DOC,
        ),
        ("выписка.xml", samples.make_xml(), XML),
        ("выписка 1251.xml", samples.make_xml(encoding="windows-1251"), XML),
        ("выписка utf-16.xml", samples.make_xml(encoding="utf-16"), XML),
        ("мощность.xls", samples.make_xls(), XLS),
        ("мощность.xlsx", samples.make_xlsx(), XLSX),
        ("план.jpg", samples.make_jpeg(), JPEG),
        ("план.jpeg", samples.make_jpeg(progressive=True), JPEG),
        ("план.png", samples.make_png(), PNG),
        ("узкая.jpg", samples.make_jpeg(7, 600), JPEG),
        ("низкая.jpg", samples.make_jpeg(600, 1), JPEG),
        ("точка.jpg", samples.make_jpeg(1, 1, progressive=True), JPEG),
        ("с вставкой.jpg", samples.make_jpeg()[:20] + b"abc" + samples.make_jpeg()[20:], JPEG),
        ("точка.png", samples.make_png(1, 1), PNG),
        ("без конца.png", samples.make_png()[:-12], PNG),
        ("не та сумма.png", samples.make_png()[:-4] + b"abcd", PNG),
    ],
)
def test_file_of_an_accepted_kind_is_recognised(name, content, kind):
    assert inspect(io.BytesIO(content), name) == kind


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("договор.pdf", samples.make_exe(), "программа Windows (EXE)"),
        ("договор.pdf", samples.HTML_PAGE, "веб-страница (HTML)"),
        ("договор.xml", samples.HTML_PAGE, "веб-страница (HTML)"),
        ("план.png", samples.SVG_PICTURE, "файл с разметкой (HTML, SVG)"),
        ("план.svg", b'<?xml version="1.0"?>' + samples.SVG_PICTURE, "картинка SVG"),
        ("план.xml", samples.SVG_PICTURE, "картинка SVG"),
        ("документы.docx", ZIP, "архив ZIP"),
        ("документы.zip", ZIP, "архив ZIP"),
        ("план.jpg", b"GIF89a" + bytes(100), "картинка GIF"),
        ("план.jpg", b"\0\0\0\x18ftypheic" + bytes(100), "картинка HEIC"),
        ("письмо.doc", b"{\\rtf1 hello}", "документ RTF"),
        (
            "письмо.doc",
            samples.make_ole({"PowerPoint Document": bytes(8192)}),
            "презентация PowerPoint (PPT)",
        ),
        (
            "письмо.docx",
            samples.make_zip({"mimetype": b"x", "content.xml": b"<x/>"}),
            "документ OpenDocument",
        ),
        ("письмо.pdf", "Просто текст".encode(), "текстовый файл"),
        ("письмо.txt", "Счёт № 5 на «Ё»: 100 %".encode("cp1251"), "текстовый файл"),
        ("письмо.txt", "Счет №\tна 100 руб.\r\n".encode("cp866"), "текстовый файл"),
        ("письмо.txt", "Просто текст".encode("utf-16"), "текстовый файл"),
        ("письмо.txt", "Просто текст ".encode("cp1251") + b"\0\1\2", "файл неизвестного вида"),
        ("письмо.pdf", b"\x83\xb1\x95\xdf\xa7\xbc\xd9" * 30, "файл неизвестного вида"),
        ("письмо.pdf", bytes(range(128, 256)), "файл неизвестного вида"),
        (
            "письмо.xml",
            b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:doc xmlns:w="w"/>',
            "документ Word, сохранённый как XML",
        ),
    ],
)
def test_file_of_another_kind_is_refused_by_what_it_is(name, content, what):
    assert refusal(content, name) == f"по содержимому это {what}. {ALLOWED}"


def test_accepted_content_under_another_extension_is_refused_with_the_right_name():
    assert refusal(samples.make_jpeg(), "паспорт.pdf") == (
        "по содержимому это JPEG, а имя кончается на «.pdf». "
        f"Переименуйте его в «паспорт.jpg» и приложите снова. {ALLOWED}"
    )


def test_accepted_content_without_an_extension_is_refused_with_the_right_name():
    assert refusal(samples.make_pdf(), "паспорт") == (
        "в\N{NO-BREAK SPACE}имени нет расширения, а по содержимому это PDF. "
        "Переименуйте его в «паспорт.pdf» и приложите снова."
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", samples.make_pdf(pages=30)[:3000]),
        ("a.pdf", samples.make_pdf() + b"garbage " * 1000),
        ("a.pdf", b"%PDF-1.7\nnothing here\n%%EOF\n"),
        ("a.jpg", samples.make_jpeg()[:5000]),
        ("a.jpg", samples.make_jpeg(progressive=True)[:5000]),
        ("a.jpg", samples.make_jpeg()[:200] + b"\xff\xd9"),
        ("a.png", samples.make_png()[:2000]),
        ("a.png", samples.make_png()[:500] + b"!" + samples.make_png()[501:]),
        ("a.docx", samples.make_docx()[:9000]),
        ("a.docx", changed(samples.make_docx(), "word/document.xml", b"</w:body>", b"")),
        ("a.docx", changed(samples.make_docx(), "word/document.xml", b"w:document", b"w:other")),
        ("a.docx", changed(samples.make_docx(), "word/document.xml", b"", b"")),
        ("a.docx", changed(samples.make_docx(), "_rels/.rels", b"", b"")),
        ("a.docx", changed(samples.make_docx(), "_rels/.rels", b"word/document.xml", b"word/styles.xml")),
        ("a.docx", changed(samples.make_docx(), "word/styles.xml", b"<?xml", b"<!DOCTYPE a><?xml")),
        ("a.xlsx", changed(samples.make_xlsx(), "xl/workbook.xml", b"</workbook>", b"")),
        ("a.xlsx", samples.make_xlsx()[:3000]),
        ("a.xls", samples.make_xls()[:9000]),
        ("a.doc", samples.make_doc()[:600]),
        ("a.xml", samples.make_xml()[:-12]),
        ("a.xml", b'<?xml version="1.0"?>' + b"<a>" * 300 + b"</a>" * 300),
    ],
)
def test_broken_file_is_refused(name, content):
    assert refusal(content, name).endswith(
        " не открывается: файл повреждён или передан не полностью. "
        "Проверьте, что он открывается у вас, и приложите его ещё раз."
    )


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.pdf", samples.make_encrypted_pdf(), "PDF"),
        ("a.docx", samples.make_ole({"EncryptedPackage": bytes(8192)}), "документ Office"),
        ("a.doc", samples.make_doc(flags=0x0100), "DOC"),
        ("a.xls", samples.make_xls_of((0x002F, bytes(6))), "XLS"),
    ],
)
def test_protected_file_is_refused(name, content, what):
    assert refusal(content, name) == (
        f"{what} защищён паролем или зашифрован, прочесть его нельзя. "
        "Сохраните копию без защиты и приложите её."
    )


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.docx", samples.with_part(samples.make_docx(), "word/vbaProject.bin", b"x"), "документ Office"),
        ("a.xlsx", samples.with_part(samples.make_xlsx(), "xl/vbaProject.bin", b"x"), "документ Office"),
        ("a.xls", samples.make_xls_of((0x0085, b"\0\0\0\0\0\x01\x01\0A")), "XLS"),
    ],
)
def test_document_with_macros_is_refused(name, content, what):
    assert refusal(content, name) == (
        f"{what} содержит макросы. Сохраните его без макросов или как PDF и приложите снова."
    )


def test_macro_enabled_document_renamed_to_docx_is_refused():
    types = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Override PartName="/word/document.xml" '
        b'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    assert "макросы" in refusal(samples.make_zip({"[Content_Types].xml": types}), "a.docx")


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.pdf", samples.make_pdf() + ZIP, "PDF"),
        ("a.pdf", samples.make_pdf() + ZIP + b"\n%%EOF", "PDF"),
        ("a.pdf", samples.make_pdf() + samples.HTML_PAGE, "PDF"),
        ("a.jpg", samples.make_jpeg() + ZIP, "JPEG"),
        ("a.jpg", samples.make_jpeg() + samples.HTML_PAGE, "JPEG"),
        ("a.jpg", samples.make_jpeg() + samples.make_pdf(), "JPEG"),
        (
            "a.jpg",
            samples.make_jpeg()[:20] + b"\xff\xfe\0\x20%PDF-1.7" + bytes(22) + samples.make_jpeg()[20:],
            "JPG",
        ),
        ("a.png", samples.make_png() + samples.make_exe(), "PNG"),
        ("a.xls", samples.make_xls() + ZIP, "XLS"),
        ("a.docx", samples.make_docx() + samples.make_exe(), "DOCX"),
    ],
)
def test_file_that_hides_another_is_refused(name, content, what):
    advice = " и сохраните заново, затем"
    if what == "PDF":  # saving copies it with all that is in it
        advice = ", напечатайте в\N{NO-BREAK SPACE}PDF («Печать», «Сохранить как PDF») и"
    assert refusal(content, name) == (
        f"в\N{NO-BREAK SPACE}файле {what} есть посторонние данные. "
        f"Откройте его{advice} приложите новую копию."
    )


@pytest.mark.parametrize(
    "tail", [samples.make_jpeg(100, 100), b"\0\0\0\x18ftypmp42" + bytes(500), bytes(900)]
)
def test_photo_with_what_telephones_append_is_accepted(tail):
    assert inspect(io.BytesIO(samples.make_jpeg() + tail), "photo.jpg") == JPEG


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;&x;">]>',
        b'<!DOCTYPE a SYSTEM "https://example.com/a.dtd">',
    ],
)
def test_xml_with_a_dtd_is_refused(declaration):
    assert refusal(b'<?xml version="1.0"?>' + declaration + b"<a/>", "a.xml") == (
        "в\N{NO-BREAK SPACE}XML есть объявление DTD или сущностей, такие файлы не принимаются. "
        "Сохраните XML без блока <!DOCTYPE …>."
    )


def test_zip_bomb_in_a_document_is_refused_unread():
    bomb = samples.with_part(samples.make_docx(), "word/media/image.bmp", bytes(210 * 1024 * 1024))
    assert len(bomb) < samples.MAX_SIZE
    assert refusal(bomb, "a.docx") == (
        "DOCX слишком велик в развёрнутом виде. Разделите документ на части или сохраните как PDF."
    )


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_picture_of_too_many_points_is_refused_undecoded(name):
    # Only the header says so: the picture itself is small.
    if name == "a.png":
        content = bytearray(samples.make_png())
        content[16:24] = (30_000).to_bytes(4) * 2
        import zlib

        content[29:33] = zlib.crc32(content[12:29]).to_bytes(4)
    else:
        content = bytearray(samples.make_jpeg())
        frame = content.index(b"\xff\xc0")
        content[frame + 5 : frame + 9] = (30_000).to_bytes(2) * 2
    assert "слишком велик в развёрнутом виде" in refusal(bytes(content), name)
