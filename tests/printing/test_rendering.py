import hashlib
import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pypdf
import pypdfium2
import pytest
import zxingcpp

from kabinet.printing import render
from kabinet.printing.characters import DRAWN, UNKNOWN, printable
from kabinet.printing.stamps import Stamp, named_lines

STAMP = Stamp(
    lines=(("Сертификат", "00C92A522BA3A25A25E1E5D107"), ("Владелец", "ООО «Ромашка», Петров Пётр Петрович")),
    note="Подписано 24.11.2026 12:00:03 (МСК)",
    address="https://lk.example.ru/signatures/0123456789abcdef0123456789abcdef/",
)
PLAIN = "printing/typst/plain.typ"


def printed(*paragraphs, **more):
    return render(
        PLAIN, {"title": "Записка", "dated_at": date(2026, 1, 21), "paragraphs": list(paragraphs)} | more
    )


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_text_is_selectable_and_pages_are_numbered():
    assert text_of(printed("Съешь ещё этих мягких французских булок")) == (
        "Записка Съешь ещё этих мягких французских булок Записка С. 1 из 1"
    )


def test_same_data_give_same_bytes_in_every_thread():
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: printed("Одно и то же"), range(12)))
    assert len({hashlib.sha256(pdf).hexdigest() for pdf in made}) == 1


def test_marks_of_typst_are_printed_as_they_are():
    hostile = r'*жирно* _тонко_ #panic("x") $x$ @метка <a> \ ` ~ // /* = + - "кавычки" [x] {y}'
    assert hostile in text_of(printed(hostile))


def test_every_character_said_to_be_drawn_is_drawn():
    drawn = (chr(code) for first, last in DRAWN for code in range(first, last + 1))
    drawn = "".join(sign for sign in drawn if unicodedata.category(sign)[0] != "C")
    assert printed(drawn)[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("дом 😀 漢字", f"дом {UNKNOWN} {UNKNOWN * 2}"),
        ("и\u0306", "й"),
        ("до\u200bм\u202e\x01", "дом"),
        ("а\tб\r\nв\u2009г\u00a0д", "а б\nв г\u00a0д"),
        ("\ue000", UNKNOWN),
    ],
)
def test_character_no_font_draws_becomes_a_square_and_invisible_ones_go(typed, shown):
    assert printable(typed) == shown
    assert printed(typed)[:5] == b"%PDF-"


def test_file_tells_its_title_its_own_date_and_the_standards():
    pdf = pypdf.PdfReader(io.BytesIO(printed("Текст", dated_at=datetime(2026, 1, 21, 22, 30, tzinfo=UTC))))
    assert pdf.metadata.title == "Записка"
    assert pdf.metadata.creation_date_raw.startswith("D:20260122")  # already tomorrow in Moscow
    described = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert ("<pdfaid:part>2<" in described, "<pdfuaid:part>1<" in described) == (True, True)
    assert (pdf.trailer["/Root"]["/Lang"], pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]) == ("ru-RU", True)


def test_protocol_has_its_lines_and_a_mark_with_a_code_that_reads_back():
    pdf = render(
        "printing/typst/protocol.typ",
        {
            "title": "Протокол проверки",
            "dated_at": date(2026, 11, 24),
            "subject": "Заявка № 1ТП",
            "lines": named_lines([("Вывод", "Подпись действительна"), ("Хеш", "ab" * 64)]),
            "notes": ["Проверено программой портала."],
            "stamp": STAMP.fields(),
        },
    )
    said = "".join(text_of(pdf).replace("\u200b", "").split())
    for words in (
        "Подписьдействительна",
        "ab" * 64,
        "ПОДПИСАНЭЛЕКТРОННОЙ",
        "00C92A522BA3A25A25E1E5D107",
        "(МСК)",
    ):
        assert words in said
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=3).to_pil()
    codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert [found.text for found in codes] == [STAMP.address]


def test_protocol_without_a_mark_prints_too():
    lines = {"title": "Протокол", "subject": "Файл", "dated_at": date(2026, 11, 24), "lines": [], "notes": []}
    assert render("printing/typst/protocol.typ", lines)[:5] == b"%PDF-"
