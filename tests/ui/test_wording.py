from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template

from kabinet.ui.wording import lasting, ru_day, surname_first

NBSP = "\N{NO-BREAK SPACE}"


def written(expression, **values):
    return Template(f"{{% load kabinet %}}{{{{ {expression} }}}}").render(Context(values))


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (408352, "398.78 КБ"),
        (21504, "21 КБ"),
        (5 * 1024 * 1024, "5 МБ"),
        (5 * 1024 * 1024 + 1, "5 МБ"),
        (0, "0 Б"),
        (1023, "1023 Б"),
        (1024, "1 КБ"),
        (1024 * 1024 - 1, "1 МБ"),
        (1536, "1.5 КБ"),
        (102400, "100 КБ"),
    ],
)
def test_file_size_is_written_as_in_the_manual(size, text):
    assert written("size|file_size", size=size) == text.replace(" ", NBSP)


def test_file_size_of_nothing_is_empty():
    assert written("size|file_size", size=None) == ""


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 файлов"),
        (1, "1 файл"),
        (2, "2 файла"),
        (5, "5 файлов"),
        (11, "11 файлов"),
        (14, "14 файлов"),
        (21, "21 файл"),
        (104, "104 файла"),
        (111, "111 файлов"),
    ],
)
def test_noun_after_a_number_takes_its_form(count, text):
    assert written('count|plural:"файл,файла,файлов"', count=count) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(days=1), "1 день"),
        (timedelta(days=3), "3 дня"),
        (timedelta(hours=12), "12 часов"),
        (timedelta(minutes=15), "15 минут"),
        (timedelta(minutes=90), "90 минут"),
    ],
)
def test_length_of_time_is_written_in_its_largest_whole_unit(length, text):
    assert lasting(length) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("name", "text"), [("confirm_email", "3 дня"), ("recover_password", "1 час"), ("kept", "12 часов")]
)
def test_lifetime_is_told_by_the_constant(name, text):
    assert Template(f"{{% load kabinet %}}{{% lifetime '{name}' %}}").render(Context()) == text.replace(
        " ", NBSP
    )


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("+79171234567", "+7 917 123-45-67"),
        ("8 (347) 212-34-56", "+7 347 212-34-56"),
        ("нет", "нет"),
        (None, ""),
    ],
)
def test_phone_is_written_as_people_read_it(kept, told):
    assert written("kept|phone", kept=kept) == told.replace(" ", NBSP)


def test_date_is_written_with_dots():
    assert written("day|ru_date", day=date(2021, 1, 21)) == "21.01.2021"


def test_moment_is_written_in_the_local_time_zone():
    moment = datetime(2021, 1, 20, 23, 5, tzinfo=UTC)
    assert written("moment|ru_date", moment=moment) == "21.01.2021"
    assert written("moment|ru_datetime", moment=moment) == f"21.01.2021 в{NBSP}02:05"


def test_missing_date_is_empty():
    assert written("day|ru_date", day=None) == ""
    assert written("day|ru_datetime", day=None) == ""


def test_django_writes_dates_the_same_way():
    assert written("day", day=date(2021, 1, 21)) == "21.01.2021"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Иванов Пётр Сергеевич", "Иванов\xa0П.\xa0С."),
        ("Римский-Корсаков Николай", "Римский-Корсаков\xa0Н."),
        ("ООО «Северо-Западная компания»", "ООО «Северо-Западная компания»"),
        ("Иванов", "Иванов"),
        ("", ""),
    ],
)
def test_a_person_is_shortened_to_surname_and_initials_and_nothing_else_is(name, short):
    assert surname_first(name) == short


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Иванов Пётр Сергеевич", "ИП"), ("ООО «Электросети»", "ОЭ"), ("мария", "М"), ("«»", ""), ("", "")],
)
def test_initials_are_two_letters_at_most(name, letters):
    assert written("name|initials", name=name) == letters


@pytest.mark.parametrize(
    ("name", "extension"), [("план.pdf", "PDF"), ("a.b.DOCX", "DOCX"), ("без", ""), ("x.longer", "LONG")]
)
def test_extension_of_a_file_is_short_and_in_capitals(name, extension):
    assert written("name|file_extension", name=name) == extension


def test_phone_link_holds_only_what_is_dialled():
    assert written("phone|phone_link", phone="8 800 000-00-00") == "88000000000"
    assert written("phone|phone_link", phone="+7 (495) 000-00-00") == "+74950000000"


def test_day_is_said_with_its_year_when_that_is_another_one():
    day = date(2026, 12, 25)
    assert ru_day(day, today=date(2026, 1, 1)) == "25\u00a0декабря"
    assert ru_day(day, today=date(2027, 1, 1)) == "25\u00a0декабря 2026\u00a0года"
