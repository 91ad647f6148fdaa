"""A portal is backed up while people work, and restored elsewhere: nothing of it is missing."""

import signal
import tarfile

import pytest

from tests.backup.instances import FILL, Instance, only
from tests.backup.writer import PAIR

pytestmark = pytest.mark.django_db

KEY = "a key for backups that nobody guesses"
HALF_WAY = """
import sys, django; django.setup()
from django.core.management import call_command
from kabinet.backup.archive import Writing
def end(self, manifest):
    print("half way", flush=True)
    sys.stdin.read()
Writing.end = end
call_command("backup", sys.argv[1])
"""

HALF_RESTORED = """
import sys, django; django.setup()
from django.core.management import call_command
from kabinet.backup import databases
def load(dump):
    print("half way", flush=True)
    sys.stdin.read()
databases.load = load
call_command("restore", sys.argv[1])
"""


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        portal = Instance(tmp_path_factory.mktemp("filled"), migrated=True)
        portal.python(FILL)
        yield portal
        portal.remove()


@pytest.fixture
def empty(tmp_path_factory):
    portal = Instance(tmp_path_factory.mktemp("empty"))
    yield portal
    portal.remove()


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "key"
    path.write_text(KEY, encoding="utf-8")
    return str(path)


def test_restored_portal_is_the_same_to_the_last_value(filled, empty, tmp_path):
    then, files_then = filled.whole()
    many = len(files_then)
    assert many > 100
    code, said = filled.call("backup", str(tmp_path))
    assert (code, f"файлов {many}" in said) == (0, True), said
    code, said = empty.call("restore", str(only(tmp_path)))
    assert (code, "Восстановлено и сверено." in said) == (0, True), said
    assert f"Файлов: целых {many}, пропавших 0, повреждённых 0" in said
    now, files_now = empty.whole()
    assert len(then) > 60
    assert {table for table in then if then[table] != now[table]} == set()
    assert files_now == files_then


def test_encrypted_backup_comes_back_with_its_key_alone(filled, empty, tmp_path, key_file):
    key = {"KABINET_BACKUP_KEY_FILE": key_file}
    code, said = filled.call("backup", str(tmp_path / "out"), **key)
    assert code == 0, said
    archive = only(tmp_path / "out", "kabinet-*.tar.age")
    assert not tarfile.is_tarfile(archive)
    code, said = empty.call("restore", str(archive))
    assert (code, "Копия зашифрована" in said) == (1, True), said
    (tmp_path / "other").write_text("another key that nobody guesses", encoding="utf-8")
    code, said = empty.call("restore", str(archive), "--key-file", str(tmp_path / "other"))
    assert (code, "Ключ не подходит" in said) == (1, True), said
    code, said = empty.call("restore", str(archive), **key)
    assert code == 0, said
    assert empty.whole() == filled.whole()


def test_backup_made_while_another_process_writes_is_of_one_moment(filled, empty, tmp_path):
    writer = filled.start("-m", "tests.backup.writer")
    assert writer.stdout.readline() == "at work\n"
    for _ in range(3):
        code, said = filled.call("backup", str(tmp_path))
        assert code == 0, said
    rounds, complaints = writer.communicate("")
    assert int(rounds) > 5, complaints
    for archive in sorted(tmp_path.glob("kabinet-*")):
        code, said = empty.call("restore", str(archive), "--replace")
        assert code == 0, said
        pairs = [row for row in empty.rows()["files_storedfile"].values() if row["name"] == PAIR]
        assert len(pairs) % 2 == 0
    assert pairs


def test_missing_and_damaged_file_are_told_by_backup_and_restore(filled, empty, tmp_path):
    rows = filled.rows()["files_storedfile"].values()
    names = sorted(row["storage_name"] for row in rows)[:2]  # removed ones wait among the files to be swept
    gone, changed = (filled.data / "files" / name for name in names)
    contents = gone.read_bytes(), changed.read_bytes()
    gone.unlink()
    changed.write_bytes(b"something else")
    try:
        code, said = filled.call("backup", str(tmp_path))
    finally:
        gone.write_bytes(contents[0])
        changed.write_bytes(contents[1])
    assert (code, "Копия сделана, но эти файлы портала пропали или повреждены:" in said) == (1, True)
    assert [name for name in names if name in said] == names
    code, said = empty.call("restore", str(only(tmp_path)))
    assert (code, "пропавших 1, повреждённых 1" in said, "ещё до копии" in said) == (1, True, True), said
    assert f"{names[0]}: НЕТ В ХРАНИЛИЩЕ" in said
    assert f"{names[1]}: ПОВРЕЖДЁН" in said


def test_portal_with_people_is_not_overwritten(filled, tmp_path):
    filled.call("backup", str(tmp_path))
    before = filled.rows()
    code, said = filled.call("restore", str(only(tmp_path)))
    assert (code, "В этом портале уже есть данные." in said) == (1, True), said
    assert filled.rows() == before
    code, said = filled.call("restore", str(only(tmp_path)), "--replace")
    assert code == 0, said
    assert filled.rows() == before


def test_damaged_backup_touches_nothing(filled, empty, tmp_path):
    filled.call("backup", str(tmp_path))
    archive = only(tmp_path)
    content = archive.read_bytes()
    archive.write_bytes(content[: len(content) // 2])
    code, said = empty.call("restore", str(archive))
    assert (code, "Копия не годится: она обрезана" in said) == (1, True), said
    assert not (empty.data / "files").exists()
    code, said = empty.call("verify", str(archive))
    assert (code, "Копия не годится: она обрезана" in said) == (1, True), said


def test_killed_in_the_middle_it_leaves_nothing_that_looks_whole(filled, tmp_path):
    process = filled.start("-c", HALF_WAY, str(tmp_path))
    assert process.stdout.readline() == "half way\n"
    code, said = filled.call("backup", str(tmp_path))
    assert (code, "Копию уже делает другой процесс" in said) == (1, True), said
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert only(tmp_path).suffix == ".partial"
    code, said = filled.call("verify", str(only(tmp_path)))
    assert (code, "Копия не годится" in said) == (1, True), said
    code, said = filled.call("backup", str(tmp_path))
    assert code == 0, said
    assert only(tmp_path).suffix == ".tar"
    assert not (filled.data / "backup-work").exists()


def test_restore_killed_in_the_middle_is_begun_anew(filled, empty, tmp_path):
    filled.call("backup", str(tmp_path))
    process = empty.start("-c", HALF_RESTORED, str(only(tmp_path)))
    while process.stdout.readline() != "half way\n":
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    code, said = empty.call("restore", str(only(tmp_path)))
    assert code == 0, said
    assert empty.whole() == filled.whole()
    assert not (empty.data / "backup-work").exists()


def test_secrets_are_in_an_encrypted_backup_alone_and_only_when_asked_for(filled, empty, tmp_path, key_file):
    (filled.data / "secret_key").write_text("the key of the portal", encoding="utf-8")
    code, said = filled.call("backup", str(tmp_path / "plain"), "--with-secrets")
    assert (code, "только в зашифрованную копию" in said) == (1, True), said
    key = {"KABINET_BACKUP_KEY_FILE": key_file}
    for folder, flags in (("without", ()), ("with", ("--with-secrets",))):
        filled.call("backup", str(tmp_path / folder), *flags, **key)
        code, said = empty.call("restore", str(only(tmp_path / folder)), "--replace", **key)
        assert code == 0, said
        kept = empty.data / "restored-secrets" / "secret_key"
        assert kept.exists() == bool(flags)
    assert kept.read_text(encoding="utf-8") == "the key of the portal"


def test_database_of_an_older_release_is_brought_up(empty, tmp_path, tmp_path_factory):
    older = Instance(tmp_path_factory.mktemp("older"), migrated=True)
    try:
        code, said = older.call("migrate", "office", "0003", "--verbosity", "0")
        assert code == 0, said
        assert older.call("verify")[1].startswith("База: НЕ ОБНОВЛЕНА")
        code, said = older.call("backup", str(tmp_path))
        assert code == 0, said
    finally:
        older.remove()
    code, said = empty.call("restore", str(only(tmp_path)))
    assert (code, "База: цела." in said) == (0, True), said


def test_verify_tells_what_is_whole(filled):
    code, said = filled.call("verify")
    assert (code, said.startswith("База: цела. Таблиц ")) == (0, True), said
