"""Bank statements in the office: nothing is booked before somebody has seen what becomes of each document."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from kabinet.billing import statements
from kabinet.billing.booking import AT_ONCE
from kabinet.billing.models import Payment, Statement
from kabinet.core.models import JournalEntry
from tests.billing.builders import AT, a_specialist, document, issued, load_statement, paid, statement
from tests.office.test_invoice import text_of

pytestmark = pytest.mark.django_db
LOAD = "/office/payments/statement/"


def sent(office, content, name="kl_to_1c.txt"):
    return office.post(LOAD, {"statement": SimpleUploadedFile(name, content)}, follow=True)


def address():
    return f"{LOAD}{Statement.objects.latest('loaded_at').pk}/"


def test_the_verdict_on_each_document_is_shown_and_nothing_is_booked(office):
    invoice, by_hand = issued(), issued()
    paid(by_hand, 1_485_000, number="5")
    content = statement(
        document(number="1", purpose=f"Счет {invoice.number}"),
        document(number="2", purpose="За всё хорошее"),
        document(number="3", payer="Петров А. А.", purpose="Заработная плата", out=True),
        document(number="5", purpose=f"Счет {by_hand.number}"),
        document(number="6", sum="много", purpose=f"Счет {invoice.number}"),
    )
    shown = text_of(sent(office, content))
    for told in (
        "Что станет с документами",
        f"отнесён к счёту № {invoice.number}",
        "ждёт разбора в назначении нет номера счёта",
        f"подтверждает записанный вручную № {by_hand.number}",
        "не по счетам, пропущен",
        "В «Сумма» написано «много»: это не сумма.",
        hashlib.sha256(content).hexdigest(),
        "нет, ни один платёж ещё не записан",
    ):
        assert told in shown
    assert Payment.objects.count() == 1


def test_a_near_double_stands_beside_the_payment_it_resembles_before_and_after_booking(office):
    load_statement(
        content=statement(document(number="17", payer="Иванов", account="40817810500000012345")),
        name="раньше.txt",
        by=a_specialist(),
        at=AT,
    )
    again = statement(document(number="17", payer="ИВАНОВ П.", account="40817810500000099999"))
    shown = text_of(sent(office, again))
    assert "Возможно, те же деньги:" in shown
    assert "№ 17, Иванов: «Оплата»" in shown
    office.post(address(), {"act": "book"})
    assert "Возможно, те же деньги:" in text_of(office.get(address()))
    assert "Возможно, те же деньги:" in text_of(office.get("/office/payments/"))


def test_a_statement_is_booked_once_and_its_page_tells_what_became_of_it(office):
    invoice = issued()
    sent(office, statement(document(purpose=f"Счет {invoice.number}")))
    told = text_of(office.post(address(), {"act": "book"}, follow=True))
    assert "Выписка проведена. Платежей: отнесено к счетам — 1" in told
    assert "Что стало с документами" in told
    again = text_of(office.post(address(), {"act": "book"}, follow=True))
    assert "Эту выписку уже провели" in again
    assert Payment.objects.count() == 1


def test_a_long_statement_goes_on_in_the_background(office, run_jobs):
    invoice = issued()
    total = AT_ONCE + 5
    sent(
        office, statement(*(document(number=str(n), purpose=f"Счет {invoice.number}") for n in range(total)))
    )
    told = text_of(office.post(address(), {"act": "book"}, follow=True))
    assert "Выписка проводится" in told
    assert f"проводится: {AT_ONCE} из {total}" in told
    run_jobs()
    assert f"отнесён к счёту {total}" in text_of(office.get(address())).casefold()


def test_the_same_file_is_told_and_leads_to_what_became_of_it(office):
    content = statement(document())
    sent(office, content)
    told = text_of(sent(office, content, "другое имя.txt"))
    assert "Этот файл уже загружен" in told
    assert Statement.objects.count() == 1


def test_a_statement_is_dropped_until_it_is_booked(office):
    sent(office, statement(document()))
    gone = address()
    assert "ни один её документ не проведён" in text_of(office.post(gone, {"act": "drop"}, follow=True))
    assert office.get(gone).status_code == 404
    sent(office, statement(document()))
    office.post(address(), {"act": "book"})
    assert "Эту выписку уже провели" in text_of(office.post(address(), {"act": "drop"}, follow=True))
    assert Statement.objects.count() == 1


def test_the_file_is_given_as_it_was_sent_and_its_reading_is_recorded(office):
    content = statement(document())
    sent(office, content)
    response = office.get(f"{address()}file/")
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment")
    assert JournalEntry.objects.filter(act="statement_read").exists()


def test_a_file_that_was_changed_on_the_disk_is_not_booked(office):
    sent(office, statement(document()))
    stored = Statement.objects.get().file
    Path(default_storage.path(stored.storage_name)).write_bytes(statement(document(sum="1000000.00")))
    told = text_of(office.get(address()))
    assert "повреждён" in told
    office.post(address(), {"act": "book"})
    assert not Payment.objects.exists()


def test_a_long_list_is_shown_by_pages(office):
    sent(office, statement(*(document(number=str(n)) for n in range(130))))
    first, rest = (office.get(f"{address()}{place}").content.decode() for place in ("", "?from=100"))
    assert (first.count('class="money__purpose"'), rest.count('class="money__purpose"')) == (100, 30)
    assert office.get(f"{address()}?from=-1").content.decode().count("money__purpose") == 100


def test_what_is_no_statement_is_refused_and_not_kept(office):
    response = office.post(LOAD, {"statement": SimpleUploadedFile("a.txt", b"hello")})
    assert response.status_code == 422
    assert not Statement.objects.exists()


def test_a_statement_that_takes_too_long_is_refused_in_words(office, monkeypatch):
    monkeypatch.setattr(statements, "BUDGET", statements.Budget(1, 16 * 1024**2, 5))
    response = sent(office, statement(document(purpose="x" * 4_000_000)))
    assert response.status_code == 422
    assert "слишком велика или повреждена" in text_of(response)
