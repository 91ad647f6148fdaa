"""Statements are kept as they came, booked document by document, and gone on with after kill -9."""

import hashlib
import signal
from errno import ENOSPC

import pytest
from django.db import OperationalError

from kabinet.billing import booking
from kabinet.billing.booking import book, confirm_statement
from kabinet.billing.models import BookedDocument, Payment, Statement, UnreadDocument
from kabinet.billing.statements import StatementMoved, drop_statement, receive_statement
from kabinet.core.models import JournalEntry
from kabinet.files.models import StoredFile
from kabinet.files.services import bytes_of
from kabinet.jobs.models import Job
from tests.billing.builders import AT, a_specialist, document, issued, load_statement, statement
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db


def received(content, name="kl_to_1c.txt"):
    return receive_statement(content=content, name=name, by=a_specialist(), at=AT)[0]


def confirmed(content):
    found = received(content)
    confirm_statement(statement=found, by=a_specialist(), at=AT)
    return found


def numbered(count, purpose):
    return statement(*(document(number=str(number), purpose=purpose) for number in range(1, count + 1)))


def test_a_received_statement_is_kept_byte_for_byte_and_books_nothing():
    content = statement(document())
    found = received(content)
    assert bytes_of(found.file) == content
    assert found.sha256 == found.file.sha256 == hashlib.sha256(content).hexdigest()
    assert (found.file.owner, found.loaded_by, found.confirmed_at, found.booked_at) == (
        a_specialist(),
        a_specialist(),
        None,
        None,
    )
    assert not Payment.objects.exists()
    assert book(statement=found.pk, at=AT).booked_at is None
    assert not Payment.objects.exists()


def test_the_same_bytes_are_the_same_statement():
    content = statement(document())
    first, is_new = receive_statement(content=content, name="1.txt", by=a_specialist(), at=AT)
    again, is_new_again = receive_statement(content=content, name="2.txt", by=a_specialist(), at=AT)
    assert (first, is_new, is_new_again) == (again, True, False)
    assert StoredFile.objects.filter(bank_statement__isnull=False).count() == 1


def test_a_statement_of_which_nothing_is_booked_is_dropped_with_its_file():
    found = received(statement(document()))
    drop_statement(statement=found, by=a_specialist(), at=AT)
    assert not Statement.objects.exists()
    assert not StoredFile.objects.filter(name="kl_to_1c.txt").exists()
    assert JournalEntry.objects.get(act="statement_dropped").details["sha256"] == found.sha256


def test_a_confirmed_statement_is_neither_dropped_nor_confirmed_again():
    found = confirmed(statement(document()))
    with pytest.raises(StatementMoved):
        drop_statement(statement=found, by=a_specialist(), at=AT)
    with pytest.raises(StatementMoved):
        confirm_statement(statement=found, by=a_specialist(), at=AT)
    assert Job.objects.filter(task="kabinet.billing.booking.book_confirmed").count() == 1


def test_a_statement_is_booked_by_parts_and_counted_once(run_jobs):
    found = confirmed(numbered(5, f"Счет {issued().number}"))
    assert book(statement=found.pk, at=AT, most=2).booked_at is None
    assert Payment.objects.count() == BookedDocument.objects.count() == 2
    run_jobs()
    found.refresh_from_db()
    assert (found.matched, found.booked_at is not None) == (5, True)
    assert Payment.objects.count() == BookedDocument.objects.count() == 5
    assert JournalEntry.objects.filter(act="statement_loaded").count() == 1
    book(statement=found.pk, at=AT)
    assert JournalEntry.objects.filter(act="statement_loaded").count() == 1


def test_what_became_of_each_document_is_kept_with_its_reason():
    invoice = issued()
    found = load_statement(
        content=statement(
            document(number="1", purpose=f"Счет {invoice.number}"),
            document(number="2", purpose="За всё"),
            document(number="3", out=True, purpose="Заработная плата"),
        ),
        name="kl_to_1c.txt",
        by=a_specialist(),
        at=AT,
    )
    kept = [
        (one.place, one.outcome, one.why, bool(one.payment))
        for one in found.booked_documents.order_by("place")
    ]
    assert kept == [
        (0, "MATCHED", "", True),
        (1, "UNMATCHED", "в назначении нет номера счёта", True),
        (2, "FOREIGN", "", False),
    ]


def test_a_document_whose_invoice_makes_trouble_waits_for_a_person_and_the_rest_is_booked(monkeypatch):
    bad, good = issued(), issued()
    settle = booking.settle

    def stumbles(applications, **moment):
        if applications == [bad.application]:
            raise ValueError("not foreseen")
        settle(applications, **moment)

    monkeypatch.setattr(booking, "settle", stumbles)
    content = statement(
        document(number="1", purpose=f"Счет {bad.number}"),
        document(number="2", purpose=f"Счет {good.number}"),
    )
    found = book(statement=confirmed(content).pk, at=AT)
    assert (found.matched, found.unmatched) == (1, 1)
    [waits] = Payment.objects.unmatched()
    assert waits.document_number == "1"
    assert "случился сбой" in found.booked_documents.get(place=0).why


@pytest.mark.parametrize("trouble", [OperationalError("database is locked"), OSError(ENOSPC, "no space")])
def test_trouble_of_the_database_or_the_disk_is_not_the_documents(monkeypatch, trouble):
    found = confirmed(statement(document(purpose=f"Счет {issued().number}")))

    def fail(*_args, **_options):
        raise trouble

    monkeypatch.setattr(booking, "settle", fail)
    with pytest.raises(type(trouble)):
        book(statement=found.pk, at=AT)
    assert not BookedDocument.objects.exists()
    monkeypatch.undo()
    assert book(statement=found.pk, at=AT).matched == 1


def test_an_odd_document_neither_refuses_nor_breaks_the_file():
    found = received(
        statement(document(sum="много"), document(number="2", purpose=f"Счет {issued().number}"))
    )
    assert not UnreadDocument.objects.exists()
    confirm_statement(statement=found, by=a_specialist(), at=AT)
    booked = book(statement=found.pk, at=AT)
    assert (booked.matched, booked.unread) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_midst_leaves_nothing_lost_or_doubled(manage):
    total, invoices = 200, [issued() for _ in range(4)]
    found = confirmed(
        statement(
            *(
                document(number=str(number), purpose=f"Счет {invoices[number % 4].number}", sum="100.00")
                for number in range(1, total + 1)
            )
        )
    )
    for stage in (1, 60):
        killed = manage("worker", "--no-daily", "--lease", "3")
        wait_until(lambda stage=stage: BookedDocument.objects.count() >= stage)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        # Each document that is booked has its payment, and nothing else has one.
        assert Payment.objects.count() == BookedDocument.objects.count() < total
    manage("worker", "--no-daily", "--lease", "3")
    wait_until(lambda: Statement.objects.get().booked_at)
    assert Statement.objects.get(pk=found.pk).matched == total
    assert sorted(
        int(number) for number in Payment.objects.values_list("document_number", flat=True)
    ) == list(range(1, total + 1))
    assert [Payment.objects.filter(invoice=invoice).total() for invoice in invoices] == [500_000] * 4
