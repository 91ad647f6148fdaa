"""Loading bank statements: nothing lost, nothing doubled."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from kabinet.applicants.models import ApplicantKind
from kabinet.billing.exchange import identities, read_exchange
from kabinet.billing.models import Payment, Statement, UnreadDocument
from kabinet.billing.paying import PaymentImpossible, PaymentReasonNeeded, merge_payment, unmatch_payment
from kabinet.billing.standing import standing_of
from kabinet.billing.statements import StatementRefused, settle_unread, told
from kabinet.billing.suggestions import suggest
from kabinet.core.models import JournalEntry
from tests.billing.builders import (
    AT,
    a_specialist,
    accepted,
    document,
    issued,
    load_statement,
    paid,
    statement,
)

pytestmark = pytest.mark.django_db


def load(content, name="kl_to_1c.txt"):
    """Booked to the end, also when a bank gives the same documents again in a file of its own."""
    while Statement.objects.filter(sha256=hashlib.sha256(content).hexdigest()).exists():
        content += b"\r\n"
    return load_statement(content=content, name=name, by=a_specialist(), at=AT)


def counts(loaded):
    return (loaded.matched, loaded.unmatched, loaded.known, loaded.foreign)


def test_a_day_of_a_bank_is_sorted_out():
    """Documents as a bank gives them: a person by an application, a company, a supplier, salaries."""
    person, company = issued(), issued(accepted(ApplicantKind.COMPANY))
    day = statement(
        document(
            number="734512",
            payer="ПАО СБЕРБАНК//ИВАНОВ ПЁТР СЕРГЕЕВИЧ//1234567890//г. Липки",
            inn="7707083893",
            account="30233810642000600001",
            purpose=f"ОПЛАТА ПО СЧЕТУ № {person.number} ОТ 24.11.2026 ЗА ПРИСОЕДИНЕНИЕ; ИВАНОВ П.С.",
            kind="Банковский ордер",
        ),
        document(
            number="58",
            payer=company.payer,
            inn=company.payer_inn,
            purpose=f"Оплата по сч. {company.number.lower().replace('-', ' - ')}, в т.ч. НДС",
        ),
        document(number="59", sum="29700.00", payer=company.payer, inn=company.payer_inn),
        document(number="901", sum="1500000.00", payer="АО «Энергосбыт»", purpose="За услуги по передаче"),
        document(number="12", sum="85000.00", payer="Петров А. А.", purpose="Заработная плата", out=True),
        received="1559400.00",
    )
    loaded = load(day)
    assert counts(loaded) == (2, 2, 0, 1)
    assert loaded.untold == 0
    assert [standing_of(invoice, on=AT.date()).paid for invoice in (person, company)] == [1_485_000] * 2
    [by_number, unknown] = Payment.objects.unmatched().order_by("document_number")
    found = suggest([by_number, unknown])
    assert [(item.invoice, item.why) for item in found[by_number]] == [(company, "ИНН плательщика и сумма")]
    assert found[unknown] == []


def test_a_file_loaded_again_or_overlapping_neither_loses_nor_doubles():
    invoice = issued()
    monday, tuesday, wednesday = (
        document(number=str(number), on=f"{day}.11.2026", sum="100.00", purpose=f"Счет {invoice.number}")
        for number, day in ((1, 23), (2, 24), (3, 25))
    )
    assert counts(load(statement(monday, tuesday))) == (2, 0, 0, 0)
    assert counts(load(statement(monday, tuesday))) == (0, 0, 2, 0)
    assert counts(load(statement(tuesday, wednesday, encoding="utf-8"))) == (1, 0, 1, 0)
    assert counts(load(statement(monday, tuesday, wednesday))) == (0, 0, 3, 0)
    assert standing_of(invoice, on=AT.date()).paid == 30_000
    assert Statement.objects.count() == 4


def test_two_payments_alike_are_both_taken_once():
    invoice = issued()
    one = document(number="1", sum="100.00", purpose=f"Счет {invoice.number}")
    load(statement(one))  # at noon
    assert counts(load(statement(one, one))) == (1, 0, 1, 0)  # in the evening
    assert counts(load(statement(one, one))) == (0, 0, 2, 0)
    assert standing_of(invoice, on=AT.date()).paid == 20_000


def test_a_payment_that_was_taken_back_does_not_return_with_the_file():
    invoice = issued()
    content = statement(document(purpose=f"Счет {invoice.number}"))
    load(content)
    unmatch_payment(payment=Payment.objects.get(), reason="Чужой", by=a_specialist(), at=AT)
    assert counts(load(content)) == (0, 0, 1, 0)
    assert Payment.objects.get().invoice is None


def test_a_payment_recorded_by_hand_is_confirmed_by_its_document_not_doubled():
    invoice = issued()
    recorded = paid(invoice, 1_485_000, number="0017")
    assert counts(load(statement(document(number="17", purpose=f"Счет {invoice.number}")))) == (1, 0, 0, 0)
    recorded.refresh_from_db()
    assert (recorded.by_hand, recorded.document_number) == (False, "17")
    assert Payment.objects.count() == 1


def test_a_payment_like_one_by_hand_is_left_to_a_person():
    invoice, by = issued(), a_specialist()
    recorded = paid(invoice, 1_485_000, number="чек")
    assert counts(load(statement(document(number="17", purpose=f"Счет {invoice.number}")))) == (0, 1, 0, 0)
    waiting = Payment.objects.unmatched().get()
    [suggestion] = suggest([waiting])[waiting]
    assert (suggestion.invoice, suggestion.recorded) == (invoice, recorded)
    merge_payment(payment=waiting, recorded=recorded, by=by, at=AT)
    assert standing_of(invoice, on=AT.date()).paid == 1_485_000
    assert counts(load(statement(document(number="17", purpose=f"Счет {invoice.number}")))) == (0, 0, 1, 0)


def test_payments_of_different_sums_are_not_merged():
    invoice, by = issued(), a_specialist()
    recorded = paid(invoice, 100, number="чек")
    load(statement(document(number="17", purpose="без номера")))
    with pytest.raises(PaymentImpossible, match="различаются"):
        merge_payment(payment=Payment.objects.unmatched().get(), recorded=recorded, by=by, at=AT)


def test_returned_money_is_noticed():
    invoice = issued(accepted(ApplicantKind.COMPANY))
    load(statement(document(payer=invoice.payer, inn=invoice.payer_inn, purpose=f"Счет {invoice.number}")))
    back = {"payer": invoice.payer, "inn": invoice.payer_inn, "out": True, "sum": "4850.00"}
    named = document(number="5", purpose=f"Возврат излишне уплаченного по счету {invoice.number}", **back)
    bare = document(number="6", purpose="Возврат средств по письму", **back)
    other = document(number="7", purpose="Возврат займа", payer="ООО «Чужие»", inn="7728168971", out=True)
    assert counts(load(statement(named, bare, other))) == (1, 1, 0, 1)
    assert standing_of(invoice, on=AT.date()).paid == 1_000_000
    assert Payment.objects.unmatched().get().is_refund


@pytest.mark.parametrize("purpose", ["Счета {0} и {1}", "Счет {0} и 999999ТП-1"])
def test_a_payment_for_several_invoices_is_left_to_a_person(purpose):
    first, second = issued(), issued()
    content = statement(document(purpose=purpose.format(first.number, second.number)))
    assert counts(load(content)) == (0, 1, 0, 0)
    waiting = Payment.objects.get()
    assert first in [item.invoice for item in suggest([waiting])[waiting]]


def test_the_number_of_the_application_is_a_suggestion_only():
    invoice = issued()
    load(statement(document(purpose=f"Оплата по заявке {invoice.application.number}")))
    waiting = Payment.objects.unmatched().get()
    assert [item.why for item in suggest([waiting])[waiting]] == ["номер заявки в назначении платежа"]


def test_a_file_with_less_than_the_bank_says_is_told_of():
    loaded = load(statement(document(sum="100.00"), received="350.50"))
    assert loaded.untold == 25_050
    assert "отличается от суммы документов файла на 250,50" in told(loaded)


def test_a_statement_of_another_account_or_something_else_changes_nothing():
    other = "40702810138250123017"
    with pytest.raises(StatementRefused, match=other):
        load(statement(document(), account=other))
    with pytest.raises(StatementRefused, match="не выписка"):
        load(b"%PDF-1.7")
    assert (Payment.objects.count(), Statement.objects.count()) == (0, 0)


def test_one_odd_document_waits_for_a_person_once_and_the_rest_is_booked():
    invoice = issued()
    good = document(number="1", sum="100.00", purpose=f"Счет {invoice.number}")
    odd = document(number="2", sum="много", purpose=f"Счет {invoice.number}")
    loaded = load(statement(odd, good))
    assert (counts(loaded), loaded.unread) == ((1, 0, 0, 0), 1)
    assert "Не прочитано документов: 1" in told(loaded)
    assert load(statement(odd, good)).unread == 0
    [waiting] = UnreadDocument.objects.filter(settled="")
    assert "Сумма=много" in waiting.text
    with pytest.raises(PaymentReasonNeeded):
        settle_unread(document=waiting, done=" ", by=a_specialist(), at=AT)
    settle_unread(document=waiting, done="записан вручную", by=a_specialist(), at=AT)
    assert not UnreadDocument.objects.filter(settled="").exists()
    assert JournalEntry.objects.get(act="unread_document_settled").details["done"] == "записан вручную"


def test_parts_of_one_order_that_came_on_two_days_are_two_payments():
    invoice = issued()
    how = {"number": "58", "on": "23.11.2026", "sum": "500.00", "purpose": f"Счет {invoice.number}"}
    for day in ("23.11.2026", "24.11.2026"):
        assert counts(load(statement(document(**how, ДатаПоступило=day)))) == (1, 0, 0, 0)
    assert standing_of(invoice, on=AT.date()).paid == 100_000


@pytest.mark.parametrize(
    "spelling",
    [
        {"number": "000017"},
        {"payer": "ИВАНОВ ПЕТР СЕРГЕЕВИЧ (Р/С)"},
        {"purpose": "оплата   по СЧЁТУ"},
        {"on": "24.11.2026 09:12:00"},
        {"sum": "14850"},
        {"inn": "500100732259"},
    ],
)
def test_payment_that_another_file_spells_otherwise_is_the_same_one(spelling):
    load(statement(document()))
    again = load(statement(document(**spelling)))
    assert counts(again) == (0, 0, 1, 0)


@pytest.mark.parametrize("difference", [{"account": ""}, {"account": "30233810642000600001"}])
def test_payment_that_may_be_one_loaded_before_is_shown_beside_it(difference):
    invoice = issued()
    purpose = f"Счет {invoice.number}"
    load(statement(document(purpose=purpose)))
    assert counts(load(statement(document(purpose=purpose, **difference)))) == (0, 1, 0, 0)
    [first] = Payment.objects.filter(invoice=invoice)
    [doubtful] = Payment.objects.unmatched()
    assert doubtful.resembles == first


def test_two_orders_of_one_payer_on_one_day_are_two_payments():
    load(statement(document(number="17")))
    again = load(statement(document(number="18")))
    assert (again.unmatched, Payment.objects.get(document_number="18").resembles) == (1, None)


def test_payment_loaded_under_its_former_identity_is_not_counted_again():
    content = statement(document())
    load(content)
    [(_, identity, former)] = identities(read_exchange(content).documents)
    Payment.objects.update(identity=former)
    assert counts(load(content)) == (0, 0, 1, 0)
    assert Payment.objects.get().identity == identity
    assert counts(load(statement(document(on="24.11.2026", ДатаПоступило="25.11.2026")))) == (0, 1, 0, 0)


@pytest.mark.parametrize("cut", ["конец", "документ"])
def test_file_that_breaks_off_gives_what_is_whole_and_says_so(cut):
    content = statement(document(number="1"), document(number="2")).decode("cp1251")
    end = content.index("КонецФайла") if cut == "конец" else content.rindex("НазначениеПлатежа")
    loaded = load(content[:end].encode("cp1251"))
    assert (loaded.unmatched, loaded.unread) == ((2, 0) if cut == "конец" else (1, 1))
    assert "нет последней строки" in told(loaded)


DOCUMENTS = [
    document(number=number, on=on, sum=sum_, payer=payer, account=account, out=out)
    for number, on, sum_, payer, account, out in product(
        ("7", "0008"),
        ("23.11.2026", "24.11.2026"),
        ("1.00", "нет"),
        ("А", "Б"),
        ("40817810500000012345", ""),
        (False, True),
    )
]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.sampled_from(DOCUMENTS), max_size=6), min_size=1, max_size=3))
def test_no_document_vanishes_whatever_files_are_loaded_in_whatever_order(files):
    example = transaction.atomic()
    example._from_testcase = True  # the test's own, as the one around it: foreign bytes are read inside
    with example:
        for documents in files:
            loaded = load(statement(*documents))
            waiting = UnreadDocument.objects.filter(statement=loaded).count()
            unread = len({text for text in documents if "Сумма=нет" in text})
            assert sum(counts(loaded)) == len([text for text in documents if "Сумма=нет" not in text])
            assert loaded.unread == waiting <= unread
        everything = [text for documents in files for text in documents]
        again = load(statement(*dict.fromkeys(everything)))
        assert (again.matched, again.unread) == (0, 0)
        transaction.set_rollback(True)


@pytest.mark.parametrize("payee", ["", "ИНН"])
def test_payment_whose_payees_account_the_bank_left_out_waits_for_a_person(payee):
    """Passed over as somebody else's, the money would be gone."""
    whole = document(purpose=f"Счет {issued().number}")
    bare = "\r\n".join(
        line if not line.startswith("ПолучательСчет") else "ПолучательСчет="
        for line in whole.splitlines()
        if payee or not line.startswith("ПолучательИНН")
    )
    assert counts(load(statement(bare))) == (0, 1, 0, 0)
    assert Payment.objects.get().kopecks == 1_485_000
    assert counts(load(statement(whole))) == (0, 1, 0, 0)
    assert Payment.objects.exclude(resembles=None).count() == 1


def test_suggestions_take_the_same_queries_for_one_and_for_thirty(django_assert_num_queries):
    invoice = issued(accepted(ApplicantKind.COMPANY))
    load(statement(*(document(number=str(n), inn=invoice.payer_inn) for n in range(30))))
    waiting = list(Payment.objects.unmatched())
    for some in (waiting[:1], waiting):
        with django_assert_num_queries(3):
            assert all(suggest(some).values())


def test_the_journal_keeps_what_was_loaded():
    loaded = load(statement(document()))
    entry = JournalEntry.objects.get(act="statement_loaded")
    assert (entry.details["sha256"], entry.details["unmatched"]) == (loaded.sha256, 1)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_load_one_file_at_once_take_each_payment_once():
    invoice, by = issued(), a_specialist()
    content = statement(*(document(number=str(n), purpose=f"Счет {invoice.number}") for n in range(5)))

    def take(number):
        try:
            # Two send the same bytes, two others a file of the same documents each.
            sent = content + b"\r\n" * max(number - 1, 0)
            load_statement(content=sent, name="kl_to_1c.txt", by=by, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take, range(4)))
    # A payment is booked by whoever comes to it first; the others know it. Who that is, chance says.
    files = Statement.objects.count()
    booked = Statement.objects.aggregate(matched=Sum("matched"), known=Sum("known"))
    assert booked == {"matched": 5, "known": 5 * (files - 1)}
    assert Payment.objects.count() == 5
