"""What an auditor finds when somebody who has the database, but not the key, has been at the journal."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kabinet.core.models import Counter, JournalEntry
from kabinet.core.sealing import keys, seals
from kabinet.core.sealing.check import verify
from kabinet.core.sealing.seals import keep_sealed, seal_batch, seal_everything
from tests.core.test_journal import write
from tests.journal import faults, faults_once_sealed, seal

pytestmark = pytest.mark.django_db


def rows(**chosen):
    """The rows past what keeps the code from changing them."""
    return QuerySet(JournalEntry).filter(**chosen)


def written(count):
    """So many entries, sealed in this order."""
    entries = [write(n, details={"number": str(n)}) for n in range(1, count + 1)]
    seal()
    return entries


def put(entry, **changes):
    """Put a row into the table past `record`."""
    fields = {field.attname: getattr(entry, field.attname) for field in JournalEntry._meta.concrete_fields}
    QuerySet(JournalEntry).bulk_create([JournalEntry(**fields | changes)])


def reseal(entries, key=b"a guess"):
    """Make marks and seals anew as the portal would, with a key that is not its own."""
    name = entries[0].seal.partition(":")[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_keys", lambda _texts: {name: key})
        previous = ""
        for entry in entries:
            entry.mark = keys.mark_of(entry)
            entry.seal = previous = keys.seal_of(entry, previous)
            rows(pk=entry.pk).update(mark=entry.mark, seal=entry.seal, act=entry.act)


def sealed():
    return list(JournalEntry.objects.sealed())


def test_an_untouched_journal_is_whole():
    assert faults() == []
    written(3)
    assert faults() == []
    assert [entry.number for entry in sealed()] == [1, 2, 3]
    assert keep_sealed() is False


@pytest.mark.parametrize(
    "change",
    [
        {"act": "application.deleted"},
        {"subject": "application:9"},
        {"actor": None},
        {"address": "192.0.2.8"},
        {"at": datetime(2026, 11, 24, tzinfo=UTC)},
        {"details": {"number": "1"}},
        {"mark": ""},
        {"mark": "00000000"},
        {"mark": "0" * 8 + ":подделка"},
    ],
)
def test_a_changed_entry_is_found(change):
    _, entry, _ = written(3)
    rows(pk=entry.pk).update(**change)
    found = verify(at=timezone.now())
    assert len(found.texts) == 1
    number = "ключ" if change.get("mark", "").count(":") else f"№\u00a0{entry.pk} "
    assert number in found.texts[0]


def test_an_entry_taken_out_is_found():
    _, second, third, _ = written(4)
    rows(pk=second.pk).delete()
    assert verify(at=timezone.now()).texts == ["Нет записи с\u00a0номером печати 2: её удалили."]
    rows(pk=third.pk).delete()
    assert "от\u00a02 до\u00a03" in verify(at=timezone.now()).texts[0]


def test_an_entry_put_in_is_found_whether_it_is_sealed_or_not():
    *_, last = written(2)
    put(last, id=last.pk + 1000, number=None, seal="", mark="", act="account.login")
    assert faults_once_sealed() == ["forged"], "the worker seals it, but it is not the portal's"
    put(last, id=last.pk + 1001, number=4)
    assert faults_once_sealed() == ["forged", "moved"]


def test_entries_that_changed_places_are_found():
    one, two, _ = written(3)
    rows(pk=one.pk).update(number=1000)
    rows(pk=two.pk).update(number=1, seal=JournalEntry.objects.get(pk=one.pk).seal)
    rows(pk=one.pk).update(number=2)
    assert faults()[:2] == ["moved", "moved"]


def test_a_forged_entry_is_found_though_the_chain_was_computed_anew():
    entries = written(5)
    entries = sealed()
    entries[2].act = "application.deleted"
    reseal(entries)
    assert faults() == [*["changed"] * 5, "rewritten"]


def test_a_forged_entry_is_found_though_the_chain_is_bound_by_the_plain_hashes_of_the_first_release():
    written(3)
    previous = "0" * 64
    for entry in sealed():
        entry.previous_hash, entry.act = previous, "application.deleted"
        entry.hash = previous = keys.plain_hash(entry)
        rows(pk=entry.pk).update(previous_hash=entry.previous_hash, hash=entry.hash, act=entry.act, mark="")
    assert faults() == ["moved", "moved", "moved"]


def test_a_forged_journal_that_the_worker_was_made_to_seal_is_found_by_the_anchors():
    _, second, _ = written(3)
    rows(pk=second.pk).delete()
    rows().update(number=None, seal="")
    Counter.objects.update(value=0)
    assert faults_once_sealed() == ["cut"]
    write(4)
    seal_everything()
    assert faults() == ["rewritten"]


def test_a_tail_that_was_cut_off_is_found_though_the_counter_was_lowered():
    written(5)
    rows(number__gt=3).delete()
    Counter.objects.update(value=3)
    verdict = verify(at=timezone.now())
    assert [finding.breach for finding in verdict.findings] == ["cut"]
    assert "опечатано записей 3, а\u00a0отметка" in verdict.texts[0]
    assert "знает 5" in verdict.texts[0]


def test_a_tail_that_was_cut_off_stays_found_whatever_is_written_after(settings):
    written(5)
    rows(number__gt=3).delete()
    Counter.objects.update(value=3)
    for n in range(6, 12):
        write(n)
        seal()
    assert faults() == ["rewritten"]


def test_a_tail_that_was_cut_off_together_with_the_anchors_is_missed_by_the_counter_and_the_letter(settings):
    written(3)
    known = seals.head(timezone.now())
    kept = settings.JOURNAL_ANCHOR.read_text(encoding="utf-8")
    write(4)
    seal()
    last = seals.head(timezone.now())
    settings.JOURNAL_ANCHOR.write_text(kept, encoding="utf-8")
    rows(number=4).delete()
    assert faults() == ["cut"], "by the counter in the database"
    Counter.objects.update(value=3)
    assert faults() == []
    assert verify(at=timezone.now(), known=known).whole
    assert [finding.breach for finding in verify(at=timezone.now(), known=last).findings] == ["cut"]


def test_an_entry_whose_transaction_ended_late_is_sealed_late_and_not_passed_over():
    early, _ = write(1), write(2)
    rows(pk=early.pk).delete()
    seal()
    put(early)
    assert faults_once_sealed() == []
    assert [entry.subject for entry in sealed()] == ["application:2", "application:1"]


def test_an_entry_that_waits_for_its_seal_for_long_is_told_of():
    write(at=timezone.now() - timedelta(minutes=9))
    assert faults() == []
    late = write(at=timezone.now() - timedelta(minutes=11))
    [text] = verify(at=timezone.now()).texts
    assert text == (
        f"Ждут печати дольше 10 минут: 1, первая — №\u00a0{late.pk}. Не\u00a0работает фоновый работник?"
    )


@pytest.mark.django_db(transaction=True)
def test_workers_that_seal_at_the_same_time_seal_each_entry_once(monkeypatch):
    monkeypatch.setattr(seals, "BATCH", 5)
    for n in range(40):
        write(n)

    def work(_worker):
        try:
            return sum(iter(seal_batch, 0))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, range(4)))
    assert sum(counts) + sum(iter(seal_batch, 0)) == 40
    assert [entry.number for entry in sealed()] == list(range(1, 41))
    assert faults_once_sealed() == []


def test_a_key_that_took_over_leaves_what_the_former_one_sealed_good(settings):
    (former,) = settings.JOURNAL_KEYS
    written(2)
    settings.JOURNAL_KEYS = ("a new key", former)
    write(3)
    assert faults_once_sealed() == []
    assert len({entry.seal.partition(":")[0] for entry in sealed()}) == 2
    settings.JOURNAL_KEYS = ("a new key",)
    verdict = verify(at=timezone.now())
    assert [finding.breach for finding in verdict.findings] == ["no_key"], "told once, not for each entry"
    assert "KABINET_JOURNAL_KEY" in verdict.texts[0]


def test_key_is_nowhere_in_the_database(settings):
    written(1)
    (key,) = settings.JOURNAL_KEYS
    assert key not in str(list(JournalEntry.objects.values()))


def test_sealing_and_checking_ask_the_database_as_often_for_one_entry_as_for_many():
    def queries(act):
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    written(1)
    write(1)
    few = queries(seal_batch), queries(faults)
    for n in range(40):
        write(n)
    assert (queries(seal_batch), queries(faults)) == few
    assert queries(keep_sealed) <= 3, "what the worker asks every second"


def test_no_more_is_told_than_a_person_reads():
    written(30)
    rows().update(act="application.deleted")
    verdict = verify(at=timezone.now())
    assert (len(verdict.texts), verdict.texts[-1]) == (21, "Других нарушений: 10.")
