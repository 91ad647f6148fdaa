"""The journal: added to only, by everybody at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kabinet.core.journal import record
from kabinet.core.models import JournalEntry
from tests.journal import faults_once_sealed

AT = datetime(2026, 11, 25, 9, 30, 15, 123456, tzinfo=UTC)
USER = UUID("0198c0de-0000-7000-8000-000000000001")


def write(n=1, **changes):
    return record(
        **{"act": "application.submitted", "subject": f"application:{n}", "by": USER, "at": AT} | changes
    )


@pytest.mark.django_db
def test_an_entry_keeps_who_when_where_and_what():
    write(address="192.0.2.7", details={"number": "4894ТП/ФЛ/НП/До 15/ЛК"})
    entry = JournalEntry.objects.get()
    assert (entry.act, entry.subject, entry.actor, entry.at, entry.address, entry.details) == (
        "application.submitted",
        "application:1",
        USER,
        AT,
        "192.0.2.7",
        {"number": "4894ТП/ФЛ/НП/До 15/ЛК"},
    )


@pytest.mark.django_db
def test_whatever_is_recorded_is_sealed_as_it_was():
    write(1, address="::ffff:192.0.2.7", details={"power": Decimal("15.50"), "part": 1e22, "at": AT})
    write(2, by=None, address="2001:DB8:0::1")
    write(3, address="unix:", details={"text": "😀\0 <b>", "list": [1, None, {"a": 0.1}]})
    write(4, address="::1.2.3.4")
    assert faults_once_sealed() == []


@pytest.mark.django_db
def test_recording_is_one_insert_and_takes_no_lock():
    with CaptureQueriesContext(connection) as queries:
        write()
    assert [query["sql"].partition(" ")[0] for query in queries] == ["INSERT"]


@pytest.mark.django_db
def test_the_code_cannot_rewrite_or_shorten_the_journal():
    entry = write()
    for attempt in (
        entry.save,
        entry.delete,
        JournalEntry.objects.all().delete,
        lambda: JournalEntry.objects.update(act="x"),
    ):
        with pytest.raises(TypeError, match="only added"):
            attempt()


@pytest.mark.django_db(transaction=True)
def test_an_entry_of_a_failed_transaction_leaves_no_trace():
    write(1)
    with transaction.atomic():
        write(2)
        transaction.set_rollback(True)
    write(3)
    assert [entry.subject for entry in JournalEntry.objects.order_by("id")] == [
        "application:1",
        "application:3",
    ]
    assert faults_once_sealed() == []


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_somebody_elses_transaction_that_has_recorded():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time, whatever is written")

    def write_at_once():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1ms'")
            write(2)
            return faults_once_sealed(), subjects()  # sealing does not wait for it either
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        write(1)
        assert pool.submit(write_at_once).result() == ([], ["application:2"])
    assert faults_once_sealed() == []
    assert subjects() == ["application:2", "application:1"], "what came late is sealed late, and is not lost"


def subjects():
    return list(JournalEntry.objects.sealed().values_list("subject", flat=True))
