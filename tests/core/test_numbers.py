"""The formats of numbers and the counters."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from kabinet.core.numbers import (
    APPEAL,
    APPLICATION,
    DRAFT,
    Sequence,
    appeal_number,
    application_number,
    application_sequences_in,
    draft_number,
    invoice_number,
    invoice_numbers_in,
    next_in_sequence,
)


def test_numbers_are_those_of_the_manual():
    assert draft_number(4896) == "4896ТП"
    assert application_number(4894, applicant="ФЛ", reason="НП", band="До 15") == "4894ТП/ФЛ/НП/До 15/ЛК"
    assert application_number(1637, applicant="ФЛ", reason="", band="До 15") == "1637ТП/ФЛ//До 15/ЛК"
    assert appeal_number(13620, topic="01") == "13620/01/ЛК"


@pytest.mark.parametrize(
    "number",
    ["4894ТП/ФЛ/НП/До 15/ЛК", "1637ТП/ФЛ//До 15/ЛК", "1ТП/ЮЛ/УМ/Свыше 670/ЕПГУ", "2ТП/ИП/МГ/До 150/ОФ"],
)
def test_a_number_of_the_grammar_is_recognised(number):
    assert APPLICATION.fullmatch(number)


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        (DRAFT, "ТП"),
        (DRAFT, "٣ТП"),
        (APPLICATION, "4894ТП"),
        (APPLICATION, "4894ТП/ФЛ/До 15/ЛК"),
        (APPLICATION, "4894ТП/ФЛ/НП/До15/ЛК"),
        (APPLICATION, "4894ТП/ФЛ/ХХ/До 15/ЛК"),
        (APPEAL, "13620/1/ЛК"),
    ],
)
def test_another_text_is_not_a_number(pattern, number):
    assert not pattern.fullmatch(number)


def test_a_number_outside_the_grammar_is_not_made():
    with pytest.raises(ValueError, match="grammar"):
        application_number(1, applicant="ФЛ", reason="ХХ", band="До 15")
    with pytest.raises(ValueError, match="grammar"):
        appeal_number(1, topic="1")


@pytest.mark.django_db
def test_each_kind_counts_by_itself_from_one():
    assert [next_in_sequence(Sequence.APPLICATION) for _ in range(3)] == [1, 2, 3]
    assert next_in_sequence(Sequence.APPEAL) == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_of_a_failed_transaction_is_given_again():
    with transaction.atomic():
        next_in_sequence(Sequence.APPLICATION)
        transaction.set_rollback(True)
    assert next_in_sequence(Sequence.APPLICATION) == 1


@pytest.mark.django_db(transaction=True)
def test_transactions_at_once_never_share_a_number():
    def take(_):
        try:
            with transaction.atomic():
                return next_in_sequence(Sequence.APPLICATION)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(40)))
    assert sorted(taken) == list(range(1, 41))


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Оплата по счету № 4894ТП-1 от 24.11.2026", {"4894ТП-1"}),
        ("ОПЛАТА СЧ.4894тп-1,БЕЗ НДС", {"4894ТП-1"}),
        ("счет 4894 ТП \u2013 1", {"4894ТП-1"}),
        ("счет 4894TП-1", {"4894ТП-1"}),  # a Latin T
        ("счет 4894ТП/1", {"4894ТП-1"}),
        ("счет 4894ТП1 от 24.11.2026", {"4894ТП-1"}),
        ("счет 4894-ТП-1", {"4894ТП-1"}),
        ("счет 4894\u00a0\u2013\u00a0TP\u00a0-\u00a01", {"4894ТП-1"}),
        ("по договору 4894ТП 1 этап", set()),
        ("счета 4894ТП-1, 4894ТП-12 и 17ТП-1", {"4894ТП-1", "4894ТП-12", "17ТП-1"}),
        ("заявка 4894ТП/ФЛ/НП/До 15/ЛК", set()),
        ("4894ТП", set()),
        ("ТП-1", set()),
        ("договор 4894-1", set()),
        ("", set()),
    ],
)
def test_the_number_of_an_invoice_is_found_in_what_a_payer_wrote(written, found):
    assert invoice_numbers_in(written) == found


def test_the_numbers_of_an_applications_invoices_go_on_from_its_own():
    assert invoice_number(4894, 2) == "4894ТП-2"
    assert application_sequences_in("по заявке 4894ТП/ФЛ/НП/До 15/ЛК, 17 тп и 18-ТП") == {4894, 17, 18}
