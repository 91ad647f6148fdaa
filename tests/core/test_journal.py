"""The journal: added to only, and telling when it was meddled with."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from kabinet.core.journal import record, verify
from kabinet.core.models import JournalEntry

AT = datetime(2026, 11, 25, 9, 30, 15, 123456, tzinfo=UTC)
USER = UUID("0198c0de-0000-7000-8000-000000000001")


def write(n=1, **changes):
    return record(
        **{"act": "application.submitted", "subject": f"application:{n}", "by": USER, "at": AT} | changes
    )


def meddle(entry, **changes):
    """Change a row as somebody with the database in hand would."""
    QuerySet(JournalEntry).filter(pk=entry.pk).update(**changes)


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
def test_an_untouched_journal_is_whole():
    assert verify() is None
    write(1, address="::ffff:192.0.2.7", details={"power": Decimal("15.50"), "part": 1e22, "at": AT})
    write(2, by=None, address="2001:DB8:0::1")
    write(3, address="unix:", details={"text": "😀\0 <b>", "list": [1, None, {"a": 0.1}]})
    assert verify() is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"act": "application.deleted"},
        {"subject": "application:9"},
        {"actor": None},
        {"address": "192.0.2.8"},
        {"at": datetime(2026, 11, 24, tzinfo=UTC)},
        {"details": {"number": "1"}},
        {"hash": "f" * 64},
        {"previous_hash": "f" * 64},
    ],
)
def test_a_changed_entry_is_found(change):
    write(1)
    changed = write(2, address="192.0.2.7", details={"number": "2"})
    write(3)
    meddle(changed, **change)
    assert verify().entry == changed


@pytest.mark.django_db
def test_an_entry_taken_out_is_found_at_the_one_after():
    write(1)
    taken = write(2)
    after = write(3)
    QuerySet(JournalEntry).filter(pk=taken.pk).delete()
    assert verify().entry == after


@pytest.mark.django_db
def test_entries_cut_off_at_the_end_are_missed():
    write(1)
    last = write(2)
    QuerySet(JournalEntry).filter(pk=last.pk).delete()
    breach = verify()
    assert (breach.entry, breach.expected_entries, breach.found_entries) == (None, 2, 1)


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
    assert verify() is None


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_once_make_one_chain():
    def add(n):
        try:
            return write(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert JournalEntry.objects.count() == 40
    assert verify() is None
