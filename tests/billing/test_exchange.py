"""Reading the exchange format of 1C."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.billing.exchange import identities, read_exchange
from kabinet.law.errors import Malformed
from tests.billing.builders import document, statement


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "koi8-r", "cp866", "utf-16"])
def test_a_statement_is_read_in_every_encoding_of_banks(encoding):
    content = statement(
        document(number="101", sum="14850.00", purpose="Оплата по счету 4894ТП-1", payer="Иванов П. С."),
        encoding=encoding,
    )
    [found] = read_exchange(content).documents
    assert (found.number, found.kopecks, found.dated_on) == ("101", 1_485_000, date(2026, 11, 24))
    assert (found.payer.name, found.purpose) == ("Иванов П. С.", "Оплата по счету 4894ТП-1")


def test_a_file_tells_its_account_period_and_total():
    exchange = read_exchange(
        statement(document(), starts="01.11.2026", ends="24.11.2026", received="14850.00")
    )
    assert exchange.accounts == ("40602810700000000025",)
    assert (exchange.starts_on, exchange.ends_on) == (date(2026, 11, 1), date(2026, 11, 24))
    assert exchange.received == {"40602810700000000025": 1_485_000}


def test_the_day_the_money_came_is_not_the_day_of_the_order():
    [found] = read_exchange(statement(document(on="20.11.2026", ДатаПоступило="24.11.2026"))).documents
    assert (found.dated_on, found.moved_on) == (date(2026, 11, 20), date(2026, 11, 24))


def test_the_tax_number_is_taken_from_its_field_and_cut_off_the_name():
    [found] = read_exchange(statement(document(payer="ООО «Ромашка»", inn="7707083893"))).documents
    assert (found.payer.name, found.payer.inn) == ("ООО «Ромашка»", "7707083893")


def test_a_purpose_in_several_fields_or_lines_is_one_text():
    numbered = document(purpose="", НазначениеПлатежа1="Оплата по счету", НазначениеПлатежа2="4894ТП-1")
    broken = document(purpose="Оплата по счету\r\n4894ТП-1")
    purposes = [found.purpose for found in read_exchange(statement(numbered, broken)).documents]
    assert purposes == ["Оплата по счету 4894ТП-1"] * 2


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"\x00" * 50])
def test_what_is_no_statement_is_refused(content):
    with pytest.raises(Malformed, match="не выписка"):
        read_exchange(content)


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (document(sum="много"), "это не сумма"),
        (document(sum="0.00"), "стоит ноль"),
        (document(sum="10.005"), "это не сумма"),
        (document(sum="1,000.50"), "это не сумма"),
        (document(on="31.11.2026"), "это не дата"),
        (document(on="24.11.0026"), "это не дата"),
        (document(on="00.00.0000"), "ни одной даты"),
        (document().removesuffix("КонецДокумента"), "не закончен"),
    ],
)
def test_odd_document_waits_with_its_lines_and_the_rest_is_read(odd, said):
    whole = document(number="18")
    exchange = read_exchange(statement(whole, odd, whole))
    assert [found.number for found in exchange.documents] == ["18", "18"]
    [unread] = exchange.unread
    assert said in unread.reason
    assert "НазначениеПлатежа=Оплата" in unread.text


@pytest.mark.parametrize(
    ("written", "kopecks"),
    [
        ("100.", 10_000),
        (".50", 50),
        ("100-00", 10_000),
        ("1 000,50", 100_050),
        ("1\xa0000=5", 100_050),
        ("7", 700),
    ],
)
def test_sum_is_read_however_a_bank_writes_it(written, kopecks):
    [found] = read_exchange(statement(document(sum=written), encoding="utf-8")).documents
    assert found.kopecks == kopecks


@pytest.mark.parametrize(
    "written",
    ["24.11.2026 10:15:00", "2026-11-24", "2026-11-24T00:00:00", "24/11/2026", "24.11.26", "4.1.2026"],
)
def test_day_is_read_however_a_bank_writes_it(written):
    [found] = read_exchange(statement(document(on=written))).documents
    assert found.moved_on in {date(2026, 11, 24), date(2026, 1, 4)}


@pytest.mark.parametrize("empty", ["", "00.00.0000", "0"])
def test_empty_day_of_arrival_gives_way_to_the_day_of_the_order(empty):
    [found] = read_exchange(statement(document(ДатаПоступило=empty))).documents
    assert found.moved_on == found.dated_on == date(2026, 11, 24)
    [found] = read_exchange(statement(document(Дата=empty))).documents
    assert found.moved_on == found.dated_on == date(2026, 11, 24)


def test_file_without_its_last_line_is_read_and_told_not_to_be_whole():
    content = statement(document()).replace("КонецФайла".encode("cp1251"), b"")
    exchange = read_exchange(content)
    assert (len(exchange.documents), exchange.is_whole) == (1, False)
    assert read_exchange(statement(document())).is_whole


@pytest.mark.parametrize(
    "line", ["Секция водоснабжения", "Секция=3", "Конец оплаты", "= без ключа", "Сумма=7"]
)
def test_odd_line_of_a_purpose_harms_nothing(line):
    [found] = read_exchange(statement(document(purpose=f"Оплата по счету\r\n{line}"))).documents
    assert (found.kopecks, found.purpose.startswith("Оплата по счету")) == (1_485_000, True)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(noise):
    for content in (noise, b"1CClientBankExchange\r\n" + noise, statement(document()) + noise):
        with suppress(Malformed):
            read_exchange(content)


def keys(content):
    return [identity for _, identity, _ in identities(read_exchange(content).documents)]


def test_a_payment_is_the_same_in_every_file_and_encoding():
    one = document(number="101", purpose="Оплата по счету 4894ТП-1")
    alone = keys(statement(one))
    among = keys(statement(document(number="100"), one, document(number="102"), encoding="utf-8"))
    assert alone == [among[1]]
    assert len(set(among)) == 3


def test_two_payments_alike_in_everything_are_two_and_stay_so():
    one = document(number="101")
    assert len(set(keys(statement(one, one)))) == 2
    assert keys(statement(one, one))[0] == keys(statement(one))[0]


def test_files_put_into_one_are_read_to_the_last_document():
    several = statement(document(number="1")) + statement(document(number="2"))
    exchange = read_exchange(several)
    assert ([item.number for item in exchange.documents], exchange.is_whole) == (["1", "2"], True)


def test_end_in_the_middle_makes_no_file_whole():
    cut = statement(document(number="1")) + statement(document(number="2")).replace(
        "КонецФайла".encode("cp1251"), b""
    )
    assert not read_exchange(cut).is_whole


@pytest.mark.parametrize(
    "opening",
    ["СекцияДокумент", "СекцияДокумент Платежное поручение", "секциядокумент=Ордер", "Секция Документ=Ордер"],
)
def test_document_is_seen_however_its_first_line_is_written(opening):
    odd = document(number="2").replace("СекцияДокумент=Платежное поручение", opening)
    exchange = read_exchange(statement(document(number="1"), odd, document(number="3")))
    assert [item.number for item in exchange.documents] == ["1", "2", "3"]


def test_document_without_its_first_line_waits_with_the_others_read():
    beheaded = document(number="2").replace("СекцияДокумент=Платежное поручение\r\n", "")
    assert "СекцияДокумент" not in beheaded
    exchange = read_exchange(statement(document(number="1"), beheaded, document(number="3")))
    assert [item.number for item in exchange.documents] == ["1", "3"]
    [unread] = exchange.unread
    assert "Номер=2" in unread.text
    assert "нет первой строки" in unread.reason


def test_a_million_lines_without_a_key_are_joined_at_once():
    """Joined one after another they take time by the square of their number."""
    many = statement(document(purpose="Оплата" + "\r\nа" * 1_000_000))
    [read] = read_exchange(many).documents
    assert len(read.purpose) == len("Оплата") + 2_000_000


def test_account_in_parts_is_the_same_account():
    written = document(account="40817.810.5.00000012345")
    assert read_exchange(statement(written)).documents[0].payer.account == "40817810500000012345"
