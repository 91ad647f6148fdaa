"""What a backup needs and holds while it is made, and the one of every night."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from kabinet.accounts.models import User
from kabinet.backup import databases, making
from kabinet.backup.archive import members, prove
from kabinet.backup.daily import make_nightly
from kabinet.backup.errors import BackupRefused
from kabinet.backup.making import make_backup
from kabinet.backup.restoring import _demand_fit, _demand_stopped
from kabinet.backup.storing import backups_in
from kabinet.files.limits import PDF
from kabinet.files.models import StoredFile
from kabinet.files.services import remove_file, store_made, sweep_orphans
from kabinet.jobs.errors import HopelessError, JobError
from tests.backup.test_archive import MANIFEST
from tests.conftest import ROOT

AT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(settings.DATA_DIR / "files"), "base_url": None},
        },
    }
    return settings.DATA_DIR


@pytest.fixture
def file(transactional_db):
    owner = User.objects.create(email="ivanov@example.ru", name="Иванов Иван", created_at=AT)
    return store_made(content=b"bytes of a form", name="Заявка.pdf", kind=PDF, owner=owner, at=AT)


def test_file_removed_while_the_backup_is_made_is_in_it_and_swept_later(file, monkeypatch, tmp_path, data):
    name, add_files = file.storage_name, making._add_files

    def removed_meanwhile(archive, files):
        remove_file(file=StoredFile.objects.get(pk=file.pk))
        assert sweep_orphans(at=timezone.now() + timedelta(days=2)) == 0
        return add_files(archive, files)

    monkeypatch.setattr(making, "_add_files", removed_meanwhile)
    made = make_backup(folder=tmp_path / "out", at=AT)
    assert (made.manifest.files, made.manifest.faults) == (1, [])
    with members(made.path, "") as found:
        assert {name: stream.read() for name, stream in found}[f"files/{name}"] == b"bytes of a form"
    assert (data / "files" / name).exists()
    assert sweep_orphans(at=timezone.now() + timedelta(days=2)) == 1
    assert not (data / "files" / name).exists()


def test_night_makes_one_and_keeps_so_many(file, settings, tmp_path):
    settings.BACKUP_DIR, settings.BACKUP_KEEP = tmp_path / "out", {"days": 1, "weeks": 0}
    make_nightly.call()
    ((_, first),) = backups_in(settings.BACKUP_DIR)
    assert prove(first, "").counts["files_storedfile"] == 1
    first.rename(first.with_name("kabinet-20261001T030000Z.tar"))
    make_nightly.call()
    assert len(backups_in(settings.BACKUP_DIR)) == 1


def test_night_that_finds_a_file_missing_fails_and_keeps_the_backup(file, settings, tmp_path, data):
    settings.BACKUP_DIR = tmp_path / "out"
    (data / "files" / file.storage_name).unlink()
    with pytest.raises(HopelessError, match="у портала пропали или повреждены файлы: 1"):
        make_nightly.call()
    assert len(backups_in(settings.BACKUP_DIR)) == 1


def test_night_without_room_fails_with_words(file, settings, tmp_path):
    (tmp_path / "a file").touch()
    settings.BACKUP_DIR = tmp_path / "a file" / "out"
    with pytest.raises(JobError, match=r"Копия не сделана: Not a directory"):
        make_nightly.call()


@pytest.mark.parametrize(("value", "first"), [("", "drafts"), ("copies", "backup")])
def test_nights_have_a_backup_once_its_folder_is_set(value, first, tmp_path):
    told = subprocess.check_output(
        [sys.executable, "-c", "from config.settings import DAILY_WORK; print(DAILY_WORK[0][0])"],
        cwd=ROOT,
        env={**os.environ, "KABINET_DATA_DIR": str(tmp_path), "KABINET_BACKUP_DIR": value},
        text=True,
    )
    assert told == f"{first}\n"


# --- What is asked of the machine ----------------------------------------------------------------


def test_program_of_postgresql_that_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match=r"Программа pg_dump не найдена\. Поставьте клиент PostgreSQL"):
        databases.demand_program("pg_dump", at_least=15)


@pytest.mark.parametrize("version", ["14.9", "15.1", "17.0 (Debian 17.0-1)"])
def test_program_of_postgresql_that_is_older_than_the_server_is_refused(monkeypatch, tmp_path, version):
    program = tmp_path / "pg_dump"
    program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    if version == "14.9":
        with pytest.raises(BackupRefused, match=r"pg_dump версии 14, а нужна не ниже 15\. Поставьте"):
            databases.demand_program("pg_dump", at_least=15)
    else:
        databases.demand_program("pg_dump", at_least=15)


@pytest.mark.parametrize("command", [("backup", "copies"), ("restore", "a.tar")])
def test_database_that_is_away_is_told_without_a_traceback(command, tmp_path):
    called = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "KABINET_DATA_DIR": str(tmp_path),
            "KABINET_PORT": "1",
            "KABINET_DATABASE_URL": "postgres://kabinet@127.0.0.1:1/kabinet",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (called.returncode, "Traceback" in called.stderr) == (1, False)
    assert "Connection refused" in called.stderr


def test_version_of_the_server_is_known(db):
    assert (databases.server_version() >= 13) == (connection.vendor == "postgresql")


# --- What is restored ----------------------------------------------------------------------------


def test_backup_of_the_other_database_is_refused(db):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    with pytest.raises(BackupRefused, match="измените KABINET_DATABASE_URL"):
        _demand_fit(replace(MANIFEST, database=other))


def test_backup_of_a_newer_release_is_refused(db):
    newer = replace(MANIFEST, database=connection.vendor, version="9.0.0", migrations=["files.9999_newer"])
    with pytest.raises(BackupRefused, match=r"более новой версией портала \(9\.0\.0\)"):
        _demand_fit(newer)


def test_portal_at_work_is_not_restored(settings):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.PORT = server.getsockname()[1]
        with pytest.raises(BackupRefused, match="остановите службу"):
            _demand_stopped()
    _demand_stopped()
