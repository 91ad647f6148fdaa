"""The file outside the database that knows the last seal."""

import json
import stat
from datetime import timedelta

import pytest
from django.utils import timezone

from kabinet.core.models import Counter, JournalEntry
from kabinet.core.sealing.check import verify
from kabinet.core.sealing.restored import RestorationRefused, go_on_from_restored
from kabinet.core.sealing.seals import keep_sealed, seal_everything
from tests.core.test_journal import write
from tests.core.test_sealing import rows, written
from tests.journal import faults, faults_once_sealed, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def anchors(settings):
    """A function that gives the lines of the file."""
    path = settings.JOURNAL_ANCHOR
    return lambda: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def restore(number):
    """Let the database be as it was when so many entries had been sealed."""
    rows(number__gt=number).delete()
    rows(number=None).delete()
    Counter.objects.update(value=number)


def go_on(reason="копия от 29.11.2026: сгорел диск"):
    return go_on_from_restored(reason=reason, at=timezone.now())


def test_each_seal_is_anchored_once_in_a_file_that_nobody_else_reads(anchors, settings, caplog):
    caplog.set_level("INFO", "kabinet.journal.head")
    written(2)
    keep_sealed()
    write(3)
    keep_sealed()
    assert [line["number"] for line in anchors()] == [0, 2, 3]
    assert stat.S_IMODE(settings.JOURNAL_ANCHOR.stat().st_mode) == 0o600
    last = JournalEntry.objects.get(number=3)
    assert anchors()[-1]["seal"] == last.seal
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["head=2", "head=3"]


def test_a_crash_between_sealing_and_anchoring_is_no_fault_and_made_up_for(anchors):
    written(1)
    write(2, at=timezone.now())
    seal_everything()
    assert faults() == []
    keep_sealed()
    assert [line["number"] for line in anchors()] == [0, 1, 2]


def test_anchors_that_stay_behind_are_told_of():
    written(1)
    write(2, at=timezone.now() - timedelta(minutes=9))
    seal_everything()
    assert faults() == []
    write(3, at=timezone.now() - timedelta(minutes=11))
    seal_everything()
    assert faults() == ["anchor_late"]
    assert faults_once_sealed() == []


@pytest.mark.parametrize("rest", ['{"number": 3, "se', ""])
def test_a_line_that_was_not_written_to_its_end_is_passed_over(anchors, settings, rest):
    written(2)
    with settings.JOURNAL_ANCHOR.open("a", encoding="utf-8") as file:
        file.write(rest)
    assert faults() == []
    write(3)
    assert faults_once_sealed() == []
    assert f'{rest}\n{{"number": 3' in settings.JOURNAL_ANCHOR.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        '{"number": 9, "seal": "x", "at": "", "restored_to": 0, "reason": "", "code": "x"}',
        '{"number": 9}',
        "[]",
        "7",
    ],
)
def test_a_line_that_the_portal_did_not_write_is_found(settings, line):
    written(2)
    with settings.JOURNAL_ANCHOR.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    [text] = verify(at=timezone.now()).texts
    assert text.startswith("Строку 3 файла отметок написал не\u00a0портал")
    with pytest.raises(RestorationRefused, match="начнётся новый"):
        go_on()


def test_a_line_that_was_changed_is_found(settings):
    written(3)
    text = settings.JOURNAL_ANCHOR.read_text(encoding="utf-8")
    settings.JOURNAL_ANCHOR.write_text(text.replace('"number": 3', '"number": 2'), encoding="utf-8")
    assert faults() == ["anchor_forged"]


def test_a_file_that_was_taken_away_is_missed_and_not_made_anew(settings):
    written(3)
    settings.JOURNAL_ANCHOR.unlink()
    write(4)
    with pytest.raises(FileNotFoundError):
        keep_sealed()
    assert faults() == ["no_anchors"]
    go_on("переезд на другую машину")
    assert faults_once_sealed() == []


def test_a_restored_database_is_older_than_the_anchors_until_it_is_said_to_be_restored(anchors):
    written(3)
    write(4)
    seal()
    restore(3)
    [text] = verify(at=timezone.now()).texts
    assert "Восстановлена из\u00a0копии — или конец журнала отрезан." in text
    assert "manage.py journal anchor --restored" in text
    go_on()
    assert faults() == []
    assert JournalEntry.objects.get(act="journal.restored").details == {
        "reason": "копия от 29.11.2026: сгорел диск",
        "kept": 3,
    }
    write(5)
    assert faults_once_sealed() == []
    assert [(line["number"], line["restored_to"]) for line in anchors()] == [
        (0, None), (3, None), (4, None), (4, 3), (5, None),
    ]  # fmt: skip


def test_a_restored_database_may_have_gone_on_before_that_is_said():
    for n in range(1, 5):
        write(n)
        seal()
    restore(2)
    for n in range(5, 8):
        write(n)
        seal()
    assert faults() == ["rewritten"]
    go_on()
    assert faults_once_sealed() == []


def test_what_was_anchored_before_and_after_a_restoration_stays_known():
    written(2)
    for n in (3, 4):
        write(n)
        seal()
    restore(3)
    go_on()
    write(5)
    seal()
    restore(3)
    go_on("ещё раз")
    assert faults() == []
    rows(number=1).update(act="application.deleted")
    assert faults() == ["changed"]
    rows(number__gt=1).delete()
    assert "cut" in faults()


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_restoration_has_a_reason(reason):
    written(2)
    restore(1)
    with pytest.raises(RestorationRefused, match="--reason"):
        go_on(reason)
    assert faults() == ["cut"]


def test_nothing_is_declared_restored_that_was_not():
    written(2)
    with pytest.raises(RestorationRefused, match="сходятся"):
        go_on()
    assert not JournalEntry.objects.filter(act="journal.restored").exists()
