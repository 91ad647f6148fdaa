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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "не выписка"),
        (b"", "не выписка"),
        (statement(document(sum="много")), "сумма пишется так"),
        (statement(document(sum="0.00")), "сумма пишется так"),
        (statement(document(sum="10.005")), "сумма пишется так"),
        (statement(document(on="31.11.2026")), "дата пишется так"),
        (statement(document()).replace("КонецФайла".encode("cp1251"), b""), "обрывается"),
        (statement(document().removesuffix("КонецДокумента"), document()), "внутри другого"),
        (statement(document().removesuffix("КонецДокумента")), "не закончен"),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(content, said):
    with pytest.raises(Malformed, match=said):
        read_exchange(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(noise):
    for content in (noise, b"1CClientBankExchange\r\n" + noise, statement(document()) + noise):
        with suppress(Malformed):
            read_exchange(content)


def keys(content):
    return [identity for _, identity in identities(read_exchange(content).documents)]


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
