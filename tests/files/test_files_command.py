import io
import os

import pytest
from django.core.management import call_command

from tests.files import samples
from tests.waiting import LONGEST_SECONDS


def told(*paths):
    out = io.StringIO()
    try:
        call_command("files", "check", *map(str, paths), stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def test_each_file_is_told_what_an_upload_would_make_of_it(tmp_path):
    good, bad = tmp_path / "план.pdf", tmp_path / "план.png"
    good.write_bytes(samples.make_pdf())
    bad.write_bytes(samples.make_exe())
    assert told(good) == (0, [f"{good}: принят: PDF"])
    refusal = (
        "по содержимому это программа Windows (EXE). Принимаются PDF, DOC, DOCX, XML, XLS, XLSX, JPEG, PNG."
    )
    assert told(bad, good) == (
        1,
        [f"{bad}: Файл «план.png» не принят: {refusal}", f"{good}: принят: PDF"],
    )


def test_what_is_no_file_is_told_in_words(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "large.pdf").write_bytes(samples.pdf_of_size(samples.MAX_SIZE + 1))
    code, lines = told(*(tmp_path / name for name in ("", "nothing.pdf", "pipe", "empty.pdf", "large.pdf")))
    assert code == 1
    assert lines[:3] == [
        f"{tmp_path}: это папка, укажите файлы",
        f"{tmp_path}/nothing.pdf: нет такого файла",
        f"{tmp_path}/pipe: это не файл",
    ]
    assert "не принят: он пуст" in lines[3]
    assert "не принят: он больше 5" in lines[4]


def test_name_that_is_no_text_is_shown(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\n.pdf"
    with open(path, "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(samples.make_pdf())
    assert told(os.fsdecode(path)) == (0, [f"{tmp_path}/\\xff", ".pdf: принят: PDF"])


@pytest.mark.parametrize("arguments", [(), ("check",), ("check", "--what", "a.pdf"), ("judge", "a.pdf")])
def test_wrong_arguments_end_as_a_refusal_does(manage, arguments):
    assert manage("files", *arguments).wait(LONGEST_SECONDS) == 1
