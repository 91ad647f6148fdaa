import unicodedata

import pytest

from kabinet.files.names import clean_name, extension_of


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Паспорт, стр. 2–3.pdf", "Паспорт, стр. 2–3.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Иван\\скан.pdf", "скан.pdf"),
        ("скан\u202egpj.exe", "сканgpj.exe"),
        ("с\u200bк\x00а\x1bн.pdf", "скан.pdf"),
        ("скан\r\n  мой.pdf", "скан мой.pdf"),
        (unicodedata.normalize("NFD", "йод ёлка.pdf"), "йод ёлка.pdf"),
        ("план: «дом» <1>|?*.png", "план_ «дом» _1____.png"),
        (".pdf", "файл.pdf"),
        ("", "файл"),
        ("...", "файл"),
        ("скан.pdf.", "скан.pdf"),
        ("скан .pdf", "скан.pdf"),
        ("архив.tar.pdf", "архив.tar.pdf"),
        ("без расширения", "без расширения"),
    ],
)
def test_name_is_cleaned(raw, cleaned):
    assert clean_name(raw) == cleaned


def test_long_name_is_cut_before_its_extension():
    name = clean_name("ы" * 400 + ".pdf")
    assert name == "ы" * 251 + ".pdf"


def test_name_of_one_endless_extension_is_cut():
    assert len(clean_name("a." + "b" * 500)) == 255


def test_extension_is_told_in_small_letters():
    assert extension_of("СКАН.PDF") == "pdf"
    assert extension_of("скан") == ""
