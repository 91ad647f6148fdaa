"""Russian plurals."""

import pytest

from kabinet.law.counting import counted, plural_form


@pytest.mark.parametrize(
    ("count", "noun"),
    [
        (0, "файлов"),
        (1, "файл"),
        (2, "файла"),
        (3, "файла"),
        (4, "файла"),
        (5, "файлов"),
        (9, "файлов"),
        (10, "файлов"),
        (11, "файлов"),
        (12, "файлов"),
        (14, "файлов"),
        (15, "файлов"),
        (20, "файлов"),
        (21, "файл"),
        (22, "файла"),
        (25, "файлов"),
        (100, "файлов"),
        (101, "файл"),
        (111, "файлов"),
        (114, "файлов"),
        (121, "файл"),
        (-1, "файл"),
        (-11, "файлов"),
    ],
)
def test_a_noun_has_the_form_that_its_number_asks_for(count, noun):
    assert plural_form(count, "файл", "файла", "файлов") == noun


def test_a_number_and_its_noun_stay_on_one_line():
    assert counted(2, "файл", "файла", "файлов") == "2\u00a0файла"
