"""What the portal finds wrong with itself, and what it says of it."""

import shutil
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.tasks import TaskResultStatus

from kabinet.core import journal
from kabinet.core.journal import record
from kabinet.core.sealing.seals import seal_everything
from kabinet.files.models import StoredFile
from kabinet.jobs.models import DailyRun, Job
from kabinet.jobs.queue import delay_after
from kabinet.notifications.models import Fate, Letter
from kabinet.watching import checks, data, work
from kabinet.watching.checks import CHECKS, look_at_all
from kabinet.watching.found import Check, Severity
from tests.applications.builders import make_file, make_user
from tests.files.clamd import PROGRAM, antivirus
from tests.signatures.issuing import root

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
LETTER = "kabinet.notifications.tasks.deliver_letter"
OTHER = "kabinet.applications.papers.printed_form.make_form"
OK, WARNING, CRITICAL = Severity


def minutes(number):
    return timedelta(minutes=number)


def job(**fields):
    return Job.objects.create(**{"task": OTHER, "due_at": None, "enqueued_at": AT - minutes(200), **fields})


def told(found):
    return found.level, found.sentence.replace("\N{NO-BREAK SPACE}", " ")


# --- Background work, letters ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (5, (OK, "Работает, последняя проверка — 30.11.2026 в 11:55.")),
        (30, (OK, "Работает, последняя проверка — 30.11.2026 в 11:30.")),
        (31, (CRITICAL, "Не работает с 30.11.2026 в 11:29.")),
    ],
)
def test_worker_that_does_not_look_any_more_is_missed(ago, expected):
    done = job(status=TaskResultStatus.SUCCESSFUL, finished_at=AT - minutes(ago))
    DailyRun.objects.create(name="watch", day=AT.date(), job=done)
    assert told(work.worker(AT)) == expected


def test_worker_that_has_never_looked_is_told():
    assert told(work.worker(AT))[0] == WARNING


def test_work_that_waits_for_a_worker_is_told_from_five_minutes_on():
    job(due_at=AT + minutes(1))
    assert work.late_jobs(AT).level == OK
    job(due_at=AT - minutes(5))
    assert work.late_jobs(AT).level == OK
    assert told(work.late_jobs(AT + minutes(1))) == (
        CRITICAL,
        "Задания ждут с 30.11.2026 в 11:55: их некому выполнять.",
    )


def test_failed_work_is_told_apart_from_failed_letters():
    failed = {"status": TaskResultStatus.FAILED, "finished_at": AT - minutes(10)}
    job(**failed, task=LETTER)
    assert work.failed_jobs(AT).level == OK
    job(**failed)
    job(**failed)
    assert told(work.failed_jobs(AT)) == (WARNING, "Не сделано: 2 задания.")


def letter(state, **fields):
    return Letter.objects.create(**{"created_at": AT - minutes(200), "state": state, **fields})


def test_letters_that_did_not_arrive_are_told_by_what_became_of_them():
    assert work.failed_letters(AT).level == OK
    for state in (Fate.SENT, Fate.CABINET, Fate.BOUNCED, Fate.UNKNOWN, Fate.GIVEN_UP, Fate.GIVEN_UP):
        letter(state)
    assert told(work.failed_letters(AT)) == (
        WARNING,
        "Письма последних дней: не отправлены — 2, неизвестно, ушли ли — 1, вернулись — 1.",
    )
    assert work.failed_letters(AT + timedelta(days=3)).level == OK


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({"attempts": 10, "next_attempt_at": AT + minutes(1)}, OK),
        ({"attempts": 11, "next_attempt_at": AT + minutes(1)}, CRITICAL),
        ({"attempts": 0, "next_attempt_at": AT - minutes(60)}, OK),
        ({"attempts": 0, "next_attempt_at": AT - minutes(61)}, CRITICAL),
    ],
)
def test_letters_that_are_tried_or_wait_for_an_hour_are_told(fields, level):
    letter(Fate.WAITING, **fields)
    assert work.waiting_letters(AT).level == level
    assert delay_after(1) * (2**11 - 1) > timedelta(hours=1) > delay_after(1) * (2**10 - 1)


# --- What the portal stands on --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free", "level", "sentence"),
    [
        (3 * 1024, OK, "Свободно в папке данных 3,0 ГБ."),
        (2 * 1024 - 1, WARNING, "Места мало: свободно в папке данных 2,0 ГБ."),
        (511, CRITICAL, "Место кончается: свободно в папке данных 0,5 ГБ."),
    ],
)
def test_room_on_the_disk(monkeypatch, free, level, sentence):
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free * 1024**2))
    assert told(data.disk(AT)) == (level, sentence)


def test_room_for_backups_counts_too(monkeypatch, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: SimpleNamespace(free=1024**2 if folder == tmp_path else 1024**4)
    )
    assert told(data.disk(AT)) == (
        CRITICAL,
        "Место кончается: свободно в папке данных 1024,0 ГБ, в папке копий 0,0 ГБ.",
    )


def test_backups_that_are_not_made_are_told(settings, tmp_path):
    assert data.backup(AT).level == WARNING
    settings.BACKUP_DIR = tmp_path / "nowhere"
    assert told(data.backup(AT)) == (CRITICAL, "Ни одной копии нет.")
    settings.BACKUP_DIR = tmp_path
    (tmp_path / "kabinet-20261130T000500Z.tar.age.partial").touch()
    assert data.backup(AT).level == CRITICAL
    (tmp_path / "kabinet-20261129T000500Z.tar.age").touch()
    levels = [data.backup(datetime(2026, 11, day, 9, tzinfo=UTC)).level for day in (29, 30)]
    assert [*levels, data.backup(AT + timedelta(days=1)).level] == [OK, WARNING, CRITICAL]
    assert told(data.backup(AT)) == (WARNING, "Последняя — 29.11.2026 в 03:05: ночью копии не было.")


def test_clock_that_went_back_is_told():
    assert data.clock(datetime.now(UTC)) == data.well("Идут верно.")
    now = datetime.now(UTC)
    journal.record(act="test", subject="x", by=None, at=now + timedelta(hours=1))
    assert data.clock(now).level == CRITICAL
    assert data.clock(now + timedelta(hours=1)).level == OK


@pytest.fixture
def trust(settings, tmp_path):
    settings.TRUST_DIR = tmp_path
    for part in ("roots", "intermediates", "crls"):
        (tmp_path / part).mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("mode", "late", "missing"),
    [("required", CRITICAL, CRITICAL), ("if_available", WARNING, OK), ("off", OK, OK)],
)
def test_lists_of_revoked_certificates_grow_old(settings, trust, mode, late, missing):
    settings.SIGNATURE_REVOCATION = mode
    assert data.revocation_lists(AT).level == missing
    (trust / "crls" / "center.crl").write_bytes(root().crl(issued=AT, days=1))
    assert data.revocation_lists(AT + timedelta(hours=23)).level == OK
    found = data.revocation_lists(AT + timedelta(hours=25))
    assert found.level == late
    if mode != "off":
        assert "Устарели: 1 из 1, давнее всех center.crl" in found.sentence


def test_file_of_the_trust_folder_that_cannot_be_read_is_named(trust):
    assert data.trust_folder(AT).level == OK
    (trust / "roots" / "half.pem").write_bytes(b"-----BEGIN")
    assert "half.pem" in data.trust_folder(AT).sentence


# --- All together ---------------------------------------------------------------------------------


def test_check_that_raises_is_a_fault_and_hinders_no_other(monkeypatch):
    def broken(_at):
        raise PermissionError("/a/path/that/is/nobody's/business")

    monkeypatch.setattr(checks, "CHECKS", (Check("broken", "Сломанная", broken), *CHECKS))
    first, *others = look_at_all(AT)
    assert told(first.found) == (CRITICAL, "Проверить не удалось: PermissionError.")
    assert len(others) == len(CHECKS)


def test_whatever_is_wrong_says_what_to_do():
    wrong = [line for line in look_at_all(AT) if line.found.level > OK]
    assert wrong
    assert [line.check.name for line in wrong if not line.found.remedy] == []


def test_names_of_checks_are_their_own():
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_an_antivirus_that_is_not_set_or_does_not_answer_is_told(settings, tmp_path):
    assert told(data.antivirus(AT)) == (WARNING, "Файлы заявителей антивирусом не проверяются.")
    settings.CLAMD = str(tmp_path / "nobody.sock")
    make_file(make_user())
    StoredFile.objects.update(scan=StoredFile.Scan.WAITING)
    assert told(data.antivirus(AT)) == (
        CRITICAL,
        "Не отвечает: файлы сохраняются, но никому не открываются. Ждут проверки: 1 файл.",
    )


@pytest.mark.skipif(not PROGRAM.exists(), reason="there is no clamd here")
def test_an_antivirus_that_answers_is_well(settings):
    with antivirus() as running:
        settings.CLAMD = running.socket
        assert told(data.antivirus(AT)) == (OK, "Отвечает.")


def test_entries_of_the_journal_that_wait_for_their_seals_are_told():
    record(act="account.login", subject="user:1", by=None, at=AT)
    assert told(data.journal(AT + timedelta(minutes=9))) == (OK, "Записи скрепляются печатями.")
    assert told(data.journal(AT + timedelta(minutes=11)))[0] == CRITICAL
    seal_everything()
    assert told(data.journal(AT + timedelta(minutes=11)))[0] == OK
