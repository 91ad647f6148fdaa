"""An archive is whole, or it is told what in it is not."""

import io
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kabinet.backup.archive import Manifest, members, prove, written
from kabinet.backup.errors import ArchiveDamaged, BackupRefused
from kabinet.backup.storing import backups_in, name_at, passphrase, rotate

KEY = "correct horse battery staple"
MANIFEST = Manifest(
    version="0.1.0",
    database="sqlite",
    server=0,
    dump="database.sqlite3",
    made_at="2026-11-30T03:00:00+00:00",
    migrations=["files.0001_initial"],
    counts={"files_storedfile": 2},
    files=2,
)
CONTENT = {
    "database.sqlite3": b"rows" * 5000,
    "files/aa/one": "Паспорт".encode() * 3000,
    "files/bb/two": b"",
}


def made(folder, key=""):
    path = folder / "kabinet.tar"
    with written(path, key) as archive:
        for name, content in CONTENT.items():
            archive.add(name, io.BytesIO(content), len(content))
        archive.end(MANIFEST)
    return path


@pytest.mark.parametrize("key", ["", KEY])
def test_what_is_put_in_comes_out(tmp_path, key):
    path = made(tmp_path, key)
    manifest = prove(path, key)
    assert (manifest.counts, manifest.files, manifest.told) == (
        {"files_storedfile": 2},
        2,
        "таблиц 1, строк 2, файлов 2",
    )
    with members(path, key) as found:
        read = {name: stream.read() for name, stream in found}
    assert {name: read[name] for name in CONTENT} == CONTENT
    assert [*read][-2:] == ["SHA256SUMS", "manifest.json"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_encrypted_one_needs_its_key(tmp_path):
    path = made(tmp_path, KEY)
    with pytest.raises(BackupRefused, match="Копия зашифрована: назовите файл с ключом"):
        prove(path, "")
    assert "Паспорт".encode() not in path.read_bytes()


@pytest.mark.parametrize("name", CONTENT)
def test_changed_member_is_named(tmp_path, name):
    path = made(tmp_path)
    content = path.read_bytes()
    if CONTENT[name]:
        changed = content.replace(CONTENT[name][:40], b"x" * 40, 1)
    else:
        changed = content.replace(b"  files/bb/two\n", b"  files/bb/tvo\n", 1)
        name = "files/bb/tvo"
    assert changed != content
    path.write_bytes(changed)
    with pytest.raises(ArchiveDamaged, match=f"испорчено «{name}»"):
        prove(path, "")


def test_cut_anywhere_it_is_no_backup(tmp_path):
    path = made(tmp_path)
    content = path.read_bytes()
    whole = content.rstrip(b"\0")
    for length in [*range(0, len(whole), 997), len(whole) - 1]:
        path.write_bytes(content[:length])
        with pytest.raises(ArchiveDamaged):
            prove(path, "")


def test_other_files_are_no_backups(tmp_path):
    path = tmp_path / "kabinet.tar"
    with tarfile.open(path, "w") as tar:
        tar.add(__file__, "notes.txt")
    with pytest.raises(ArchiveDamaged, match="в ней нет описи"):
        prove(path, "")
    path.write_bytes(b"%PDF-1.4 something else")
    with pytest.raises(ArchiveDamaged):
        prove(path, "")
    with pytest.raises(BackupRefused, match="не читается"):
        prove(tmp_path / "nowhere.tar", "")


def test_link_in_an_archive_is_not_followed(tmp_path):
    path = tmp_path / "kabinet.tar"
    with tarfile.open(path, "w") as tar:
        link = tarfile.TarInfo("files/aa/one")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(ArchiveDamaged, match="в ней есть лишнее"):
        prove(path, "")


def test_what_fails_in_the_middle_leaves_nothing(tmp_path):
    with pytest.raises(OSError, match="unexpected end"), written(tmp_path / "kabinet.tar", KEY) as archive:
        archive.add("files/aa/one", io.BytesIO(b"x"), 1_000_000)
    assert list(tmp_path.iterdir()) == []


# --- Which are kept ------------------------------------------------------------------------------


def backups(folder, days):
    last = datetime(2026, 11, 30, 3, tzinfo=UTC)
    for back in range(days):
        (folder / name_at(last - timedelta(days=back), sealed=back % 2 == 0)).touch()
    return folder


def test_last_days_and_the_newest_of_each_week_are_kept(tmp_path):
    folder = backups(tmp_path, 40)
    (folder / "kabinet-20200101T000000Z.tar.partial").touch()
    (folder / "notes.txt").touch()
    removed = rotate(folder, days=3, weeks=3)
    assert len(removed) == 36
    assert [path.name for _, path in backups_in(folder)] == [
        "kabinet-20261130T030000Z.tar.age",
        "kabinet-20261129T030000Z.tar",
        "kabinet-20261128T030000Z.tar.age",
        "kabinet-20261122T030000Z.tar.age",
    ]
    assert {path.name for path in folder.iterdir()} > {"notes.txt", "kabinet-20200101T000000Z.tar.partial"}


def test_newest_is_kept_whatever_is_set(tmp_path):
    rotate(backups(tmp_path, 5), days=0, weeks=0)
    assert [path.name for _, path in backups_in(tmp_path)] == ["kabinet-20261130T030000Z.tar.age"]


# --- The key -------------------------------------------------------------------------------------


def test_key_is_read_from_its_file(tmp_path, settings):
    assert passphrase() == ""
    settings.BACKUP_KEY_FILE = tmp_path / "key"
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="utf-8")
    assert passphrase() == KEY
    with pytest.raises(BackupRefused, match="не читается"):
        passphrase(Path(tmp_path / "another"))


def test_key_that_would_be_guessed_is_refused(tmp_path):
    (tmp_path / "key").write_text("secret", encoding="utf-8")
    with pytest.raises(BackupRefused, match="короче 20 знаков"):
        passphrase(tmp_path / "key")
