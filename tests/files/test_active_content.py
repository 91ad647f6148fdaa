"""What runs or fetches when a document is opened is refused; what only looks like it is taken."""

import io
import zlib

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from kabinet.files.inspection import inspect
from kabinet.files.limits import DOC, DOCX, PDF, XLS, XLSX
from kabinet.files.refusals import Unfit
from tests.files import samples
from tests.files.compound import make_compound, make_project

PRINT_IT = "Откройте его, напечатайте в\N{NO-BREAK SPACE}PDF («Печать», «Сохранить как PDF») "
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def refusal(content, name):
    with pytest.raises(Unfit) as caught:
        inspect(io.BytesIO(content), name)
    return str(caught.value)


def taken(content, name):
    return inspect(io.BytesIO(content), name)


def writer():
    return PdfWriter(clone_from=PdfReader(io.BytesIO(samples.make_pdf())))


def written(document):
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def action(kind, **entries):
    made = DictionaryObject({NameObject("/S"): NameObject(kind)})
    for key, value in entries.items():
        made[NameObject(f"/{key}")] = TextStringObject(value)
    return made


def followed(act, next_):
    act[NameObject("/Next")] = ArrayObject([next_])
    return act


def named_file(name):
    act = action("/GoToR")
    act[NameObject("/F")] = DictionaryObject({NameObject("/UF"): TextStringObject(name)})
    return act


def pdf_opening(act):
    document = writer()
    document.root_object[NameObject("/OpenAction")] = document._add_object(act)
    return written(document)


def pdf_with_link(act, key="/A"):
    document = writer()
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
            NameObject(key): act,
        }
    )
    document.pages[0][NameObject("/Annots")] = ArrayObject([document._add_object(link)])
    return written(document)


def pdf_with_script():
    document = writer()
    scripts = ArrayObject([TextStringObject("a"), action("/JavaScript", JS="app.alert('1');")])
    tree = DictionaryObject({NameObject("/Names"): scripts})
    names = DictionaryObject({NameObject("/JavaScript"): document._add_object(tree)})
    document.root_object[NameObject("/Names")] = names
    return written(document)


def pdf_with_packed_script():
    """The script and the catalog lie in a stream of objects, where no search of the file finds them."""
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/Names 6 0 R>>",
        6: b"<</JavaScript<</Names[(a)7 0 R]>>>>",
        7: b"<</S/JavaScript/JS(app.alert\\(1\\))>>",
    }
    header, body = b"", b""
    for number, text in bodies.items():
        header += b"%d %d " % (number, len(body))
        body += text + b" "
    data = zlib.compress(header + body)
    out = bytearray(b"%PDF-1.5\n")
    at = {}
    for number, text in (
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"),
        (
            4,
            b"<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>stream\n" % (len(header), len(data))
            + data
            + b"\nendstream",
        ),
    ):
        at[number] = len(out)
        out += b"%d 0 obj" % number + text + b" endobj\n"
    at[5] = len(out)

    def entry(kind, first, second):
        return bytes([kind]) + first.to_bytes(4) + second.to_bytes(4)

    table = (
        entry(0, 0, 0)
        + entry(2, 4, 0)
        + b"".join(entry(1, at[number], 0) for number in (2, 3, 4, 5))
        + entry(2, 4, 1)
        + entry(2, 4, 2)
    )
    out += b"5 0 obj<</Type/XRef/Size 8/W[1 4 4]/Root 1 0 R/Length %d>>stream\n" % len(table)
    out += table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % at[5]
    return bytes(out)


def pdf_with_file(name, content):
    document = writer()
    document.add_attachment(name, content)
    return written(document)


def pdf_form(xml):
    document = writer()
    stream = StreamObject()
    stream.set_data(xml)
    form = DictionaryObject({NameObject("/XFA"): document._add_object(stream)})
    document.root_object[NameObject("/AcroForm")] = form
    return written(document)


@pytest.mark.parametrize(
    "content",
    [
        pdf_with_script(),
        pdf_with_packed_script(),
        pdf_with_script().replace(b"/JavaScript", b"/Java#53cript"),
        pdf_opening(action("/JavaScript", JS="app.alert(1)")),
        pdf_opening(action("/Launch", F="cmd.exe")),
        pdf_opening(action("/URI", URI="https://example.com/seen")),
        pdf_opening(action("/GoToR", F="\\\\server\\share\\a.pdf")),
        pdf_opening(followed(action("/GoTo"), action("/URI", URI="https://example.com/seen"))),
        pdf_with_link(action("/GoToR", F="\\\\server\\share\\a.pdf")),
        pdf_with_link(action("/GoToE", F="file://server/share/a.pdf")),
        pdf_with_link(action("/GoToR", F="//server/share/a.pdf")),
        pdf_with_link(named_file("\\\\server\\share\\a.pdf")),
        pdf_with_link(DictionaryObject({NameObject("/OnInstantiate"): TextStringObject("1")})),
        pdf_with_link(action("/Launch", F="cmd.exe")),
        pdf_with_link(action("/SubmitForm", F="https://example.com/")),
        pdf_with_link(action("/ImportData", F="a.fdf")),
        pdf_with_link(
            DictionaryObject({NameObject("/PO"): action("/URI", URI="https://example.com/")}), "/AA"
        ),
        pdf_form(b"<template><script>1</script></template>"),
    ],
)
def test_pdf_that_acts_is_refused(content):
    assert refusal(content, "a.pdf") == (
        "в\N{NO-BREAK SPACE}файле PDF есть действия, которые выполняются сами: сценарии, запуск программ, "
        f"отправка данных или загрузка из сети. {PRINT_IT}и\N{NO-BREAK SPACE}приложите новую копию."
    )


@pytest.mark.parametrize(
    "content",
    [
        pdf_opening(action("/GoTo")),
        pdf_with_link(action("/URI", URI="https://example.com/")),
        pdf_with_link(action("/GoToR", F="b.pdf")),
        pdf_with_link(action("/GoToR", F="/C/plans/b.pdf")),
        pdf_with_link(action("/GoToR", F="file:///C:/plans/b.pdf")),
        pdf_with_link(action("/URI", URI="file://server/share/b.pdf")),
        pdf_opening(followed(action("/GoTo"), action("/Named", N="/Print"))),
        pdf_with_file("план.pdf", samples.make_pdf()),
        pdf_with_file("выписка.xml", samples.make_xml()),
        pdf_form(b"<template><field/></template>"),
        samples.make_pdf().replace(b"startxref", b"%/JavaScript /Launch /EmbeddedFile\nstartxref"),
    ],
)
def test_pdf_with_links_and_documents_attached_is_taken(content):
    assert taken(content, "a.pdf") == PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("update.exe", samples.make_exe()),
        ("план.pdf", samples.make_exe()),
        ("страница.html", samples.HTML_PAGE),
        ("внутри.pdf", pdf_with_script()),
    ],
)
def test_pdf_with_what_would_not_be_taken_by_itself_is_refused(name, content):
    assert refusal(pdf_with_file(name, content), "a.pdf") == (
        f"в\N{NO-BREAK SPACE}файл PDF вложен другой файл («{name}»), который не принимается. "
        f"{PRINT_IT}и\N{NO-BREAK SPACE}приложите новую копию."
    )


def with_relation(package, part, kind, target):
    relation = f'<Relationship Id="r" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
    root = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return samples.with_part(package, part, f"{root}{relation}</Relationships>".encode())


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://example.com/t.dotm"),
        ("attachedTemplate", "file://server/share/t.dotm"),
        ("attachedTemplate", "file:///\\\\server\\share\\t.dotm"),
        ("attachedTemplate", "\\\\server\\share\\t.dotm"),
        ("oleObject", "mhtml:https://example.com/x!x-usc:https://example.com/x"),
        ("frame", "http:\\\\example.com/a"),
        ("image", "https://example.com/seen.png"),
        ("subDocument", "ftp://example.com/a.docx"),
    ],
)
def test_document_that_fetches_when_opened_is_refused(kind, target):
    content = with_relation(samples.make_docx(), "word/_rels/settings.xml.rels", kind, target)
    assert refusal(content, "a.docx") == (
        "DOCX при открытии загружает данные по\N{NO-BREAK SPACE}чужому адресу (шаблон, рисунок или связанный "
        "объект). Уберите такие связи или сохраните документ как PDF и приложите снова."
    )


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://example.com/"),
        ("hyperlink", "file:///\\\\server\\share\\a.docx"),
        ("attachedTemplate", "file:///C:\\Users\\ivanov\\Templates\\letter.dot"),
        ("attachedTemplate", "C:\\Templates\\letter.dot"),
        ("attachedTemplate", "Normal.dotm"),
        ("externalLinkPath", "Book2.xlsx"),
    ],
)
def test_document_with_links_to_press_and_own_places_is_taken(kind, target):
    content = with_relation(samples.make_docx(), "word/_rels/settings.xml.rels", kind, target)
    assert taken(content, "a.docx") == DOCX


FIELD = (
    '<w:hdr xmlns:w="w"><w:fldChar w:fldCharType="begin"/><w:instrText> D</w:instrText>'
    "<w:instrText>DE&#65;UTO c:\\\\cmd.exe</w:instrText></w:hdr>"
)


@pytest.mark.parametrize(
    ("package", "name", "part", "text"),
    [
        (samples.make_docx(), "a.docx", "word/header9.xml", FIELD),
        (samples.make_docx(), "a.docx", "word/header9.xml", '<w:fldSimple xmlns:w="w" w:instr=" DDE x y"/>'),
        (
            samples.make_xlsx(),
            "a.xlsx",
            "xl/externalLinks/externalLink1.xml",
            '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
        ),
        (
            samples.make_xlsx(),
            "a.xlsx",
            "xl/connections.xml",
            '<connections><connection refreshOnLoad="1"/></connections>',
        ),
        (samples.make_xlsx(), "a.xlsx", "xl/queryTables/queryTable1.xml", '<queryTable refreshOnLoad="1"/>'),
    ],
)
def test_document_that_asks_other_programs_is_refused(package, name, part, text):
    assert "при открытии загружает данные" in refusal(samples.with_part(package, part, text.encode()), name)


def test_document_that_speaks_of_such_fields_is_taken():
    text = (
        '<w:hdr xmlns:w="w"><w:fldChar w:fldCharType="begin"/><w:instrText> PAGE </w:instrText>'
        "<w:t>DDEAUTO cmd</w:t></w:hdr>"
    )
    assert taken(samples.with_part(samples.make_docx(), "word/header9.xml", text.encode()), "a.docx") == DOCX


PACKAGE = b"\x20\x02\0\0\x02\0update.exe\0C:\\update.exe\0" + samples.make_exe()


@pytest.mark.parametrize("content", [make_compound({"\x01Ole10Native": PACKAGE}), samples.make_exe()])
def test_document_with_a_program_packed_in_is_refused(content):
    package = samples.with_part(samples.make_docx(), "word/embeddings/oleObject1.bin", content)
    assert refusal(package, "a.docx") == (
        "в\N{NO-BREAK SPACE}документ DOCX вложена программа. "
        "Удалите её из документа или сохраните его как PDF и приложите снова."
    )


def with_control(class_id):
    control = f'<ax:ocx xmlns:ax="ax" ax:classid="{{{class_id}}}" ax:persistence="persistStreamInit"/>'
    return samples.with_part(samples.make_docx(), "word/activeX/activeX1.xml", control.encode())


def test_document_with_a_control_of_another_program_is_refused():
    assert refusal(with_control("6BF52A52-394A-11D3-B153-00C04F79FAA6"), "a.docx") == (
        "в\N{NO-BREAK SPACE}документе DOCX есть элемент управления ActiveX, который запускает другую "
        "программу. Удалите его или сохраните документ как PDF и приложите снова."
    )


@pytest.mark.parametrize(
    "class_id", ["8BD21D10-EC42-11CE-9E0D-00AA006002F3", "5512D11A-5CC6-11CF-8D67-00AA00BDCE1D"]
)
def test_document_with_plain_fields_is_taken(class_id):
    assert taken(with_control(class_id), "a.docx") == DOCX


@pytest.mark.parametrize(
    "packed",
    [
        samples.with_part(samples.make_xlsx(), "xl/vbaProject.bin", b"x"),
        make_compound({"Workbook": b"x", **make_project("_VBA_PROJECT_CUR", "Sub a()\r\nEnd Sub\r\n")}),
    ],
    ids=["xlsm", "xls"],
)
def test_document_with_macros_in_a_table_packed_in_is_refused(packed):
    package = samples.with_part(samples.make_docx(), "word/embeddings/sheet.bin", packed)
    assert "содержит макросы" in refusal(package, "a.docx")


def test_document_with_a_table_packed_in_is_taken():
    package = samples.with_part(samples.make_docx(), "word/embeddings/sheet.xlsx", samples.make_xlsx())
    package = samples.with_part(package, "word/embeddings/oleObject1.bin", samples.make_xls())
    assert taken(package, "a.docx") == DOCX


def old_document(streams, *, main="WordDocument"):
    block = bytearray(8192)
    block[:2] = b"\xec\xa5"
    workbook = b"\x09\x08\x10\0\0\x06\x05\0".ljust(20, b"\0") + b"\x0a\0\0\0"
    content = bytes(block) if main == "WordDocument" else workbook.ljust(8192, b"\0")
    return make_compound({main: content, **streams})


EMPTY = 'Attribute VB_Name = "ThisDocument"\r\nAttribute VB_Base = "1Normal"\r\nOption Explicit\r\n\r\n'
CODE = EMPTY + 'Sub Document_Open()\r\n  Shell "cmd"\r\nEnd Sub\r\n'


def test_old_document_with_an_empty_project_is_taken():
    assert taken(old_document(make_project("Macros", EMPTY)), "a.doc") == DOC
    book = old_document(make_project("_VBA_PROJECT_CUR", EMPTY), main="Workbook")
    assert taken(book, "a.xls") == XLS


@pytest.mark.parametrize(
    "streams",
    [
        make_project("Macros", CODE),
        make_project("ObjectPool/_1/Macros", CODE),
        make_project("Macros", EMPTY, names=b"\x01Document_Open\x02"),
        {**make_project("Macros", EMPTY), "Macros/VBA/dir": b"\x01\x00"},
        {"Macros/project": b"x"},
    ],
    ids=["source", "embedded", "only compiled", "unreadable list", "no list"],
)
def test_old_document_with_code_or_what_may_be_code_is_refused(streams):
    assert refusal(old_document(streams), "a.doc") == (
        "DOC содержит макросы. Сохраните его без макросов или как PDF и приложите снова."
    )


def test_old_document_with_a_program_packed_in_is_refused():
    content = old_document({"ObjectPool/_1/\x01Ole10Native": PACKAGE})
    assert "вложена программа" in refusal(content, "a.doc")


def test_workbook_is_taken_as_it_was():
    assert taken(samples.make_xlsx(), "a.xlsx") == XLSX
