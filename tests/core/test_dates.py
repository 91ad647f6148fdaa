"""Days and months as people write them."""

from datetime import date

import pytest

from kabinet.core.dates import clean_date, clean_month
from kabinet.law.errors import Malformed


@pytest.mark.parametrize(
    "typed",
    [
        "10.02.2010",
        "10/2/2010",
        "10 02 2010",
        "10,02,2010",
        "10022010",
        "2010-02-10",
        "10–02–2010",
        "10.02.2010 г.",
        "10.02.2010г",
        "10 февраля 2010",
        "10 Февраля 2010 года",
        "10 февр. 2010 г.",
        "10-фев-2010",
        " 10\u00a0февраля  2010\u200b ",
    ],
)
def test_a_day_is_read_however_people_write_it(typed):
    assert clean_date(typed) == date(2010, 2, 10)


@pytest.mark.parametrize(
    "typed",
    [
        "03.2027",
        "3/2027",
        "03 2027",
        "032027",
        "2027-03",
        "март 2027",
        "Марта 2027 г.",
        "в марте 2027 года",
        "мар.2027",
    ],
)
def test_a_month_is_read_however_people_write_it(typed):
    assert clean_month(typed) == date(2027, 3, 1)


def test_each_month_is_known_by_its_first_letters():
    short = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
    assert [clean_month(f"{word} 2027").month for word in short] == list(range(1, 13))


@pytest.mark.parametrize("typed", ["10 фебруара 2010", "10 ма 2010", "февраль 2010", "10 февраля", "1 1 1"])
def test_what_is_no_day_is_refused_with_an_example(typed):
    with pytest.raises(Malformed, match=r"^Напишите дату так: 21\.01\.2021\.$"):
        clean_date(typed)


def test_a_day_that_the_month_lacks_is_told_by_its_word_too():
    with pytest.raises(Malformed, match=r"Такой даты нет: 30\.02\.2010\. Последний день месяца — 28\."):
        clean_date("30 февраля 2010")


@pytest.mark.parametrize("typed", ["2027", "мартобрь 2027", "10 марта 2027", "март"])
def test_what_is_no_month_is_refused_with_an_example(typed):
    with pytest.raises(Malformed, match=r"^Напишите месяц и год так: 01\.2027\.$"):
        clean_month(typed)
