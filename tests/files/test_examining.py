"""Whatever the bytes do to a parser, the person reads words and the portal goes on."""

import io
import os
import sys
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kabinet.core.limited import Budget
from kabinet.files import examining
from kabinet.files.examining import examine
from kabinet.files.limits import DOCX, JPEG, PDF, PNG
from kabinet.files.refusals import FileRefused
from kabinet.files.services import store_file
from tests.files import samples

TOO_COMPLEX = (
    "Файл «{name}» не принят: он слишком сложно устроен, проверить его не удалось. Откройте его, напечатайте "
    "в\N{NO-BREAK SPACE}PDF («Печать», «Сохранить как PDF») или сохраните заново и приложите новую копию."
)


def verdict(content, name):
    try:
        return examine(io.BytesIO(content), name, len(content)).kind
    except FileRefused as refusal:
        return str(refusal)


def pdf_of_packed_objects(count):
    """A PDF whose catalog is the last of so many objects in one stream."""
    header = b"".join(b"%d %d " % (number + 10, number * 2) for number in range(count))
    header += b"1 %d " % (count * 2)
    data = zlib.compress(header + b"0 " * count + b"<</Type/Catalog/Pages 2 0 R>>", 9)
    out = bytearray(b"%PDF-1.5\n")
    at = []
    for number, body in (
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"),
        (
            4,
            b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n"
            % (count + 1, len(header), len(data))
            + data
            + b"\nendstream",
        ),
    ):
        at.append(len(out))
        out += b"%d 0 obj" % number + body + b" endobj\n"
    at.append(len(out))
    rows = [(0, 0, 0), (2, 4, count), *((1, place, 0) for place in at)]
    table = b"".join(bytes([kind]) + first.to_bytes(4) + second.to_bytes(4) for kind, first, second in rows)
    out += b"5 0 obj<</Type/XRef/Size 6/W[1 4 4]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return bytes(out + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % at[-1])


def test_pdf_of_many_objects_is_taken():
    assert verdict(pdf_of_packed_objects(2000), "a.pdf") == PDF


def test_pdf_that_takes_too_long_is_refused_in_words():
    content = pdf_of_packed_objects(1_000_000)
    assert len(content) < samples.MAX_SIZE
    assert verdict(content, "план.pdf") == TOO_COMPLEX.format(name="план.pdf")


def test_file_that_takes_too_much_memory_is_refused_in_words():
    picture = samples.make_png(3000, 3000)[:-12] + b"abcd"  # decoded, as its checksums do not tell
    small = Budget(cpu_seconds=10, memory=8 * 1024**2, wall_seconds=60)
    before, examining.BUDGET = examining.BUDGET, small
    try:
        assert verdict(picture, "план.png") == TOO_COMPLEX.format(name="план.png")
    finally:
        examining.BUDGET = before


def test_crash_of_a_parser_is_a_refusal_in_words_and_its_cause_is_logged(monkeypatch, caplog):
    from tests.core import foreign

    monkeypatch.setattr(examining, "look_into", foreign.stumble_over)
    assert verdict(b"x", "план.pdf") == (
        "Файл «план.pdf» не принят: файл не открывается: файл повреждён или передан не полностью. "
        "Проверьте, что он открывается у вас, и приложите его ещё раз."
    )
    assert "ZeroDivisionError" in caplog.text


def test_no_turn_is_told_in_words(monkeypatch):
    from kabinet.core.turns import Turns

    monkeypatch.setattr(
        "kabinet.core.limited._turns", Turns(at_once=0, each_person=1, waiting_each=0, wait_seconds=0)
    )
    assert verdict(samples.make_pdf(), "план.pdf") == (
        "Файл «план.pdf» не принят: сейчас проверяется много файлов. "
        "Подождите минуту и приложите его ещё раз."
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.make_pdf(), "a.pdf"),
        (samples.make_encrypted_pdf("", "owner"), "a.pdf"),
        (pdf_of_packed_objects(20), "a.pdf"),
        (samples.make_docx(), "a.docx"),
        (samples.make_xlsx(), "a.xlsx"),
        (samples.make_xls(), "a.xls"),
        (samples.make_doc(), "a.doc"),
        (samples.make_jpeg(60, 40), "a.jpg"),
        (samples.make_jpeg(60, 40, progressive=True), "a.jpg"),
        (samples.make_png(60, 40), "a.png"),
        (samples.make_xml(), "a.xml"),
    ],
)
def test_spoiled_file_is_taken_or_refused_in_words(content, name):
    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8), st.data())
    def spoil(changes, data):
        spoiled = bytearray(content)
        for place, value in changes:
            spoiled[place] = value
        spoiled = bytes(spoiled[: data.draw(st.integers(1, len(spoiled)))])
        told = verdict(spoiled, name)
        assert not isinstance(told, str) or told.startswith(f"Файл «{name}» не принят: ")

    spoil()


@pytest.mark.django_db(transaction=True)
def test_file_is_never_examined_inside_a_transaction(owner, at, storage_folder):
    upload = SimpleUploadedFile("a.pdf", samples.make_pdf())
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        store_file(upload=upload, owner=owner, at=at)
    assert not storage_folder.exists()


def test_what_comes_after_the_row_undoes_it_with_its_bytes(owner, at, storage_folder):
    def refuse(file):
        raise FileRefused(file.name, "Нет.")

    upload = SimpleUploadedFile("a.pdf", samples.make_pdf())
    with pytest.raises(FileRefused, match="Нет"):
        store_file(upload=upload, owner=owner, at=at, then=refuse)
    assert owner.stored_files.count() == 0
    assert [path for path in storage_folder.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read where Linux tells it")
def test_many_files_leave_nothing_in_the_memory_of_the_portal():
    with open("/proc/self/statm") as statm:  # noqa: PTH123 - a file of the system

        def resident():
            statm.seek(0)
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

        heavy = samples.make_jpeg(3000, 2000), samples.pdf_of_size(samples.MAX_SIZE), samples.make_docx()
        for _ in range(2):
            kinds = [verdict(heavy[0], "a.jpg"), verdict(heavy[1], "a.pdf"), verdict(heavy[2], "a.docx")]
        before = resident()
        for _ in range(8):
            kinds = [verdict(heavy[0], "a.jpg"), verdict(heavy[1], "a.pdf"), verdict(heavy[2], "a.docx")]
        assert kinds == [JPEG, PDF, DOCX]
        assert resident() - before < 10 * 1024**2
    assert verdict(samples.make_png(), "a.png") == PNG
